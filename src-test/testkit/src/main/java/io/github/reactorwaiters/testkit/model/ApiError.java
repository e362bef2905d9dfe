// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.wire.ApiResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** An answer that is an error, worded as Lambda words it. */
final class ApiError extends RuntimeException {
    private final int status;
    private final String code;

    ApiError(int status, String code, @Nullable String message) {
        super(message, null, true, false);
        this.status = status;
        this.code = code;
    }

    static ApiError notFound(String message) {
        return new ApiError(404, "ResourceNotFoundException", message);
    }

    static ApiError functionNotFound(String arn) {
        return notFound("Function not found: " + arn);
    }

    static ApiError conflict(String message) {
        return new ApiError(409, "ResourceConflictException", message);
    }

    static ApiError invalid(String message) {
        return new ApiError(400, "InvalidParameterValueException", message);
    }

    /** A value that breaks a constraint of the API's model. */
    static ApiError validation(Object value, String member, String constraint) {
        return validation("Value '" + value + "' at '" + member + "' failed to satisfy constraint: " + constraint);
    }

    /** A required member that is missing. */
    static ApiError missing(String member) {
        return validation("Value null at '" + member + "' failed to satisfy constraint: Member must not be null");
    }

    private static ApiError validation(String what) {
        return new ApiError(400, "ValidationException", "1 validation error detected: " + what);
    }

    /** A RevisionId that is not the current one; {@code api} names the call that tells the current one. */
    static ApiError staleRevision(String api) {
        return new ApiError(
                412,
                "PreconditionFailedException",
                "The Revision Id provided does not match the latest Revision Id. Call the " + api
                        + " API to retrieve the latest Revision Id");
    }

    ApiResponse toResponse() {
        ObjectNode body = Json.object();
        if (!code.equals("ValidationException")) {
            body.put("Type", status < 500 ? "User" : "Service");
        }
        // AWS spells the member in two ways; which one depends on the error.
        boolean capital = code.equals("ResourceNotFoundException") || code.equals("AccessDeniedException");
        body.put(capital ? "Message" : "message", getMessage());
        return new ApiResponse(
                status, Map.of("content-type", "application/json", "x-amzn-ErrorType", code), Json.bytes(body));
    }
}
