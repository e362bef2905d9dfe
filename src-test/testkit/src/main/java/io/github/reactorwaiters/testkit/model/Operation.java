// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.wire.ApiRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operations and how requests address them; {@code *} in a path stands for an argument. */
enum Operation {
    GET_FUNCTION("GetFunction", "GET", "/2015-03-31/functions/*"),
    GET_FUNCTION_CONFIGURATION("GetFunctionConfiguration", "GET", "/2015-03-31/functions/*/configuration"),
    LIST_FUNCTIONS("ListFunctions", "GET", "/2015-03-31/functions"),
    CREATE_FUNCTION("CreateFunction", "POST", "/2015-03-31/functions"),
    UPDATE_FUNCTION_CODE("UpdateFunctionCode", "PUT", "/2015-03-31/functions/*/code"),
    UPDATE_FUNCTION_CONFIGURATION("UpdateFunctionConfiguration", "PUT", "/2015-03-31/functions/*/configuration"),
    DELETE_FUNCTION("DeleteFunction", "DELETE", "/2015-03-31/functions/*"),
    PUBLISH_VERSION("PublishVersion", "POST", "/2015-03-31/functions/*/versions"),
    LIST_VERSIONS("ListVersionsByFunction", "GET", "/2015-03-31/functions/*/versions"),
    CREATE_ALIAS("CreateAlias", "POST", "/2015-03-31/functions/*/aliases"),
    LIST_ALIASES("ListAliases", "GET", "/2015-03-31/functions/*/aliases"),
    GET_ALIAS("GetAlias", "GET", "/2015-03-31/functions/*/aliases/*"),
    UPDATE_ALIAS("UpdateAlias", "PUT", "/2015-03-31/functions/*/aliases/*"),
    DELETE_ALIAS("DeleteAlias", "DELETE", "/2015-03-31/functions/*/aliases/*"),
    INVOKE("Invoke", "POST", "/2015-03-31/functions/*/invocations"),
    ADD_PERMISSION("AddPermission", "POST", "/2015-03-31/functions/*/policy"),
    GET_POLICY("GetPolicy", "GET", "/2015-03-31/functions/*/policy"),
    REMOVE_PERMISSION("RemovePermission", "DELETE", "/2015-03-31/functions/*/policy/*"),
    TAG_RESOURCE("TagResource", "POST", "/2017-03-31/tags/*"),
    UNTAG_RESOURCE("UntagResource", "DELETE", "/2017-03-31/tags/*"),
    LIST_TAGS("ListTags", "GET", "/2017-03-31/tags/*"),
    GET_ACCOUNT_SETTINGS("GetAccountSettings", "GET", "/2016-08-19/account-settings"),
    PUT_FUNCTION_CONCURRENCY("PutFunctionConcurrency", "PUT", "/2017-10-31/functions/*/concurrency"),
    DELETE_FUNCTION_CONCURRENCY("DeleteFunctionConcurrency", "DELETE", "/2017-10-31/functions/*/concurrency"),
    GET_FUNCTION_CONCURRENCY("GetFunctionConcurrency", "GET", "/2019-09-30/functions/*/concurrency"),
    PUT_PROVISIONED_CONCURRENCY(
            "PutProvisionedConcurrencyConfig", "PUT", "/2019-09-30/functions/*/provisioned-concurrency"),
    GET_PROVISIONED_CONCURRENCY(
            "GetProvisionedConcurrencyConfig", "GET", "/2019-09-30/functions/*/provisioned-concurrency"),
    /** Told from GetProvisionedConcurrencyConfig by {@code ?List=ALL} alone. */
    LIST_PROVISIONED_CONCURRENCY("ListProvisionedConcurrencyConfigs", "LIST", "-"),
    DELETE_PROVISIONED_CONCURRENCY(
            "DeleteProvisionedConcurrencyConfig", "DELETE", "/2019-09-30/functions/*/provisioned-concurrency"),
    GET_EVENT_INVOKE_CONFIG("GetFunctionEventInvokeConfig", "GET", "/2019-09-25/functions/*/event-invoke-config"),
    GET_URL_CONFIG("GetFunctionUrlConfig", "GET", "/2021-10-31/functions/*/url"),
    GET_CODE_SIGNING_CONFIG("GetFunctionCodeSigningConfig", "GET", "/2020-06-30/functions/*/code-signing-config");

    private static final Operation[] ALL = values();

    private final String wireName;
    private final String method;

    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final String[] segments;

    Operation(String wireName, String method, String path) {
        this.wireName = wireName;
        this.method = method;
        this.segments = path.substring(1).split("/", -1);
    }

    /** The name in the API's model. */
    String wireName() {
        return wireName;
    }

    /** The operation that {@code request} addresses; null if there is none. */
    static @Nullable Operation of(ApiRequest request) {
        List<String> path = segments(request.path());
        for (Operation operation : ALL) {
            if (operation.method.equals(request.method()) && operation.matches(path)) {
                return operation == GET_PROVISIONED_CONCURRENCY && "ALL".equals(request.query("List"))
                        ? LIST_PROVISIONED_CONCURRENCY
                        : operation;
            }
        }
        return null;
    }

    /** The decoded arguments in the path of a request that addresses an operation. */
    static List<String> arguments(ApiRequest request) {
        List<String> path = segments(request.path());
        List<String> arguments = new ArrayList<>(2);
        for (int i = 2; i < path.size(); i += 2) {
            arguments.add(decode(path.get(i)));
        }
        return arguments;
    }

    private boolean matches(List<String> path) {
        if (path.size() != segments.length) {
            return false;
        }
        // From the end: there the paths differ most.
        for (int i = segments.length - 1; i >= 0; i--) {
            if (!segments[i].equals("*") && !segments[i].equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The parts between slashes, without the empty one after a slash at the end. */
    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>(6);
        int from = 1;
        while (from < path.length()) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            segments.add(path.substring(from, to));
            from = to + 1;
        }
        return segments;
    }

    private static String decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return segment;
        }
    }
}
