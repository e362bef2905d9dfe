// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.model.Page.Position;
import io.github.reactorwaiters.testkit.wire.ApiRequest;
import io.github.reactorwaiters.testkit.wire.ApiResponse;
import java.util.List;

/** ListFunctions and ListVersionsByFunction: rows without any State, in the order of names and numbers. */
final class ListOperations {
    private final Fleet fleet;

    ListOperations(Fleet fleet) {
        this.fleet = fleet;
    }

    ApiResponse listFunctions(Call call) {
        boolean all = allVersions(call.request);
        Position from = Position.of(call.request.query("Marker"));
        Page page = new Page("Functions", call.pageSize());
        long now = fleet.lifecycle.now();
        for (SimulatedFunction function : fleet.from(from.name())) {
            function.settle(now);
            List<FunctionVersion> versions = all ? function.allVersions() : List.of(function.latest);
            for (int i = function.name.equals(from.name()) ? from.rows() : 0; i < versions.size(); i++) {
                if (page.isFull()) {
                    return page.answer(new Position(function.name, i));
                }
                FunctionVersion version = versions.get(i);
                page.add(version.row(fleet.names.arn(function.name, all ? version.number : null)));
            }
        }
        return page.answer(null);
    }

    ApiResponse listVersions(Call call) {
        SimulatedFunction function = fleet.require(call.function());
        Page page = new Page("Versions", call.pageSize());
        List<FunctionVersion> versions = function.allVersions();
        for (int i = Position.of(call.request.query("Marker")).rows(); i < versions.size(); i++) {
            if (page.isFull()) {
                return page.answer(new Position(function.name, i));
            }
            FunctionVersion version = versions.get(i);
            page.add(version.row(fleet.names.arn(function.name, version.number)));
        }
        return page.answer(null);
    }

    private static boolean allVersions(ApiRequest request) {
        String which = request.query("FunctionVersion");
        if (which != null && !which.equals("ALL")) {
            throw ApiError.validation(which, "functionVersion", "Member must satisfy enum value set: [ALL]");
        }
        return which != null;
    }
}
