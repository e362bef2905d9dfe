// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.wire.ApiResponse;

/** Carries calls to their operations. Guarded by the fleet's lock. */
final class Operations {
    private final FunctionOperations functions;
    private final UpdateOperations updates;
    private final ListOperations lists;

    Operations(Fleet fleet) {
        functions = new FunctionOperations(fleet);
        updates = new UpdateOperations(fleet);
        lists = new ListOperations(fleet);
    }

    ApiResponse answer(Operation operation, Call call) {
        return switch (operation) {
            case CREATE_FUNCTION -> functions.create(call);
            case GET_FUNCTION -> functions.get(call);
            case GET_FUNCTION_CONFIGURATION -> functions.getConfiguration(call);
            case DELETE_FUNCTION -> functions.delete(call);
            case LIST_FUNCTIONS -> lists.listFunctions(call);
            case LIST_VERSIONS -> lists.listVersions(call);
            case UPDATE_FUNCTION_CODE -> updates.updateCode(call);
            case UPDATE_FUNCTION_CONFIGURATION -> updates.updateConfiguration(call);
            default -> throw new ApiError(501, "NotImplemented", operation.wireName());
        };
    }
}
