// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.model.Names.Ref;
import io.github.reactorwaiters.testkit.wire.ApiRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A request on its way to its operation. */
final class Call {
    private static final int PAGE_LIMIT = 50;

    final ApiRequest request;
    final List<String> arguments;
    private final Names names;
    private @Nullable ObjectNode body;

    Call(ApiRequest request, Names names) {
        this.request = request;
        this.names = names;
        this.arguments = Operation.arguments(request);
    }

    /** The function in the path, with the qualifier of its name or of the query. */
    Ref function() {
        return names.parse(arguments.get(0), request.query("Qualifier"));
    }

    /** The JSON object in the body. */
    ObjectNode body() {
        ObjectNode parsed = body;
        if (parsed == null) {
            parsed = Json.parse(request.body());
            body = parsed;
        }
        return parsed;
    }

    @Nullable
    String text(String member) {
        return Json.text(body(), member);
    }

    boolean flag(String member) {
        return body().path(member).asBoolean(false);
    }

    /** MaxItems, at most 50 whatever the request says. */
    int pageSize() {
        String maxItems = request.query("MaxItems");
        if (maxItems == null) {
            return PAGE_LIMIT;
        }
        int asked;
        try {
            asked = Integer.parseInt(maxItems);
        } catch (NumberFormatException notNumber) {
            throw ApiError.validation(maxItems, "maxItems", "Member must be a number");
        }
        if (asked < 1) {
            throw ApiError.validation(maxItems, "maxItems", "Member must have value greater than or equal to 1");
        }
        return Math.min(asked, PAGE_LIMIT);
    }
}
