// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.wire.ApiResponse;

/** Carries calls to their operations. Guarded by the fleet's lock. */
final class Operations {
    final InvokeOperation invocation;
    private final FunctionOperations functions;
    private final UpdateOperations updates;
    private final ListOperations lists;
    private final VersionOperations versions;
    private final AliasOperations aliases;
    private final TagOperations tags;
    private final ConcurrencyOperations concurrency;
    private final ProvisionedOperations provisioned;
    private final PolicyOperations policy;
    private final AbsentOperations absent;

    Operations(Fleet fleet) {
        invocation = new InvokeOperation(fleet);
        functions = new FunctionOperations(fleet);
        updates = new UpdateOperations(fleet);
        lists = new ListOperations(fleet);
        versions = new VersionOperations(fleet);
        aliases = new AliasOperations(fleet);
        tags = new TagOperations(fleet);
        concurrency = new ConcurrencyOperations(fleet);
        provisioned = new ProvisionedOperations(fleet);
        policy = new PolicyOperations(fleet);
        absent = new AbsentOperations(fleet);
    }

    ApiResponse answer(Operation operation, Call call) {
        return switch (operation) {
            case CREATE_FUNCTION -> functions.create(call);
            case GET_FUNCTION -> functions.get(call);
            case GET_FUNCTION_CONFIGURATION -> functions.getConfiguration(call);
            case DELETE_FUNCTION -> functions.delete(call);
            case UPDATE_FUNCTION_CODE -> updates.updateCode(call);
            case UPDATE_FUNCTION_CONFIGURATION -> updates.updateConfiguration(call);
            case LIST_FUNCTIONS -> lists.listFunctions(call);
            case LIST_VERSIONS -> lists.listVersions(call);
            case PUBLISH_VERSION -> versions.publish(call);
            case CREATE_ALIAS -> aliases.create(call);
            case GET_ALIAS -> aliases.get(call);
            case UPDATE_ALIAS -> aliases.update(call);
            case DELETE_ALIAS -> aliases.delete(call);
            case LIST_ALIASES -> aliases.list(call);
            case INVOKE -> invocation.invoke(call);
            case ADD_PERMISSION -> policy.add(call);
            case GET_POLICY -> policy.get(call);
            case REMOVE_PERMISSION -> policy.remove(call);
            case TAG_RESOURCE -> tags.tag(call);
            case UNTAG_RESOURCE -> tags.untag(call);
            case LIST_TAGS -> tags.list(call);
            case PUT_FUNCTION_CONCURRENCY -> concurrency.put(call);
            case GET_FUNCTION_CONCURRENCY -> concurrency.get(call);
            case DELETE_FUNCTION_CONCURRENCY -> concurrency.delete(call);
            case GET_ACCOUNT_SETTINGS -> concurrency.accountSettings();
            case PUT_PROVISIONED_CONCURRENCY -> provisioned.put(call);
            case GET_PROVISIONED_CONCURRENCY -> provisioned.get(call);
            case DELETE_PROVISIONED_CONCURRENCY -> provisioned.delete(call);
            case LIST_PROVISIONED_CONCURRENCY -> provisioned.list(call);
            case GET_EVENT_INVOKE_CONFIG -> absent.eventInvokeConfig(call);
            case GET_URL_CONFIG -> absent.urlConfig(call);
            case GET_CODE_SIGNING_CONFIG -> absent.codeSigningConfig(call);
        };
    }
}
