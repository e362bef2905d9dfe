// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import java.util.Map;
import java.util.function.Consumer;

/** Recorded tests of reserved and provisioned concurrency. */
final class ConcurrencyScripts {
    private static final String FN = "fn-1";

    private ConcurrencyScripts() {}

    static Map<String, Consumer<Replay>> scripts() {
        return Map.of(
                "TestLambdaReservedConcurrency::test_function_concurrency_exceptions", ConcurrencyScripts::refusals,
                "TestLambdaReservedConcurrency::test_function_concurrency_limits", ConcurrencyScripts::limits,
                "TestLambdaProvisionedConcurrency::test_provisioned_concurrency_exceptions",
                        ConcurrencyScripts::provisionedRefusals,
                "TestLambdaProvisionedConcurrency::test_lambda_provisioned_lifecycle", ConcurrencyScripts::provisioned);
    }

    private static Api.Answer reserve(Replay r, String name, int count) {
        return r.api.put(
                "/2017-10-31/functions/" + Api.encode(name) + "/concurrency",
                Replay.body(q -> q.put("ReservedConcurrentExecutions", count)));
    }

    private static void refusals(Replay r) {
        r.step("put_function_concurrency_with_function_name_doesnotexist", reserve(r, "doesnotexist", 1));
        r.step(
                "put_function_concurrency_with_function_name_doesnotexist_and_invalid_concurrency",
                reserve(r, "doesnotexist", 0));
        r.created(FN);
        String arn = r.api.get(Api.function(FN) + "/configuration?Qualifier=%24LATEST")
                .body()
                .path("FunctionArn")
                .asString();
        r.step("put_function_concurrency_with_qualified_arn", reserve(r, arn, 0));
    }

    private static void limits(Replay r) {
        r.created(FN);
        int limit = r.unrecorded(r.api.get("/2016-08-19/account-settings/"))
                .body()
                .at("/AccountLimit/ConcurrentExecutions")
                .asInt();
        r.step("put_function_concurrency_account_limit_exceeded", reserve(r, FN, limit + 1));
        r.step("put_function_concurrency_below_unreserved_min_value", reserve(r, FN, limit));
    }

    private static String path(String name, String qualifier) {
        return "/2019-09-30/functions/" + name + "/provisioned-concurrency?Qualifier=" + Api.encode(qualifier);
    }

    private static Api.Answer put(Replay r, String name, String qualifier, int count) {
        return r.api.put(path(name, qualifier), Replay.body(q -> q.put("ProvisionedConcurrentExecutions", count)));
    }

    private static void provisionedRefusals(Replay r) {
        r.created(FN);
        r.step("publish_version_result", r.publish(FN));
        r.step("get_provisioned_config_doesnotexist", r.api.get(path(FN, "1")));
        r.step("get_provisioned_functionname_doesnotexist", r.api.get(path("doesnotexist", "noalias")));
        r.step("get_provisioned_qualifier_doesnotexist", r.api.get(path(FN, "noalias")));
        r.step("get_provisioned_version_doesnotexist", r.api.get(path(FN, "10")));
        r.step("get_provisioned_latest", r.api.get(path(FN, "$LATEST")));
        r.unrecorded(r.api.get("/2019-09-30/functions/" + FN + "/provisioned-concurrency?List=ALL"));
        r.step(
                "list_provisioned_functionname_doesnotexist",
                r.api.get("/2019-09-30/functions/doesnotexist/provisioned-concurrency?List=ALL"));
        r.step("delete_provisioned_functionname_doesnotexist", r.api.delete(path("doesnotexist", "1")));
        r.step("delete_provisioned_qualifier_doesnotexist", r.api.delete(path(FN, "noalias")));
        r.step("delete_provisioned_version_doesnotexist", r.api.delete(path(FN, "10")));
        r.step("delete_provisioned_latest", r.api.delete(path(FN, "$LATEST")));
        r.unrecorded(r.api.delete(path(FN, "1")));
        r.step("put_provisioned_invalid_param_0", put(r, FN, "1", 0));
        r.step("put_provisioned_functionname_doesnotexist_alias", put(r, "doesnotexist", "noalias", 1));
        r.step("put_provisioned_functionname_doesnotexist_version", put(r, "doesnotexist", "1", 1));
        r.step("put_provisioned_qualifier_doesnotexist", put(r, FN, "doesnotexist", 1));
        r.step("put_provisioned_version_doesnotexist", put(r, FN, "10", 1));
        r.step("put_provisioned_latest", put(r, FN, "$LATEST", 1));
    }

    private static void provisioned(Replay r) {
        r.created(FN);
        r.step("publish_version_result", r.publish(FN));
        r.step("create_alias_result", r.createAlias(FN, "alias-1", "1", q -> {}));
        r.unrecorded(put(r, FN, "1", 1));
        r.step("put_provisioned_on_alias_versionconflict", put(r, FN, "alias-1", 1));
        r.waitUntilSettled();
        r.unrecorded(r.api.delete(path(FN, "1")));
        r.step("get_provisioned_version_postdelete", r.api.get(path(FN, "1")));
        r.unrecorded(put(r, FN, "alias-1", 1));
        r.step("put_provisioned_on_version_conflict", put(r, FN, "1", 1));
        r.unrecorded(r.api.delete(Api.function(FN) + "/aliases/alias-1"));
        r.step("get_provisioned_alias_postaliasdelete", r.api.get(path(FN, "alias-1")));
    }
}
