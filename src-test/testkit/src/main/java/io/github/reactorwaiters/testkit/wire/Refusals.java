// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Answers that do not come from the model, worded as AWS words them. */
final class Refusals {
    static final String ERROR_TYPE = "x-amzn-ErrorType";

    private Refusals() {}

    static ApiResponse tooManyRequests(@Nullable Duration retryAfter) {
        String body = "{\"Reason\":\"CallerRateLimitExceeded\",\"Type\":\"User\",\"message\":\"Rate exceeded\"}";
        ApiResponse bare = json(429, "TooManyRequestsException", body);
        if (retryAfter == null) {
            return bare;
        }
        Map<String, String> headers = new TreeMap<>(bare.headers());
        headers.put(
                "Retry-After", Long.toString(retryAfter.plusNanos(999_999_999).toSeconds()));
        return new ApiResponse(429, Map.copyOf(headers), bare.body());
    }

    static ApiResponse throttlingException() {
        return json(400, "ThrottlingException", "{\"message\":\"Rate exceeded\"}");
    }

    static ApiResponse serverError(int status) {
        String type = status == 503 ? "ServiceUnavailableException" : "ServiceException";
        String text = "{\"Type\":\"Service\",\"message\":\"An error occurred and the request cannot be processed.\"}";
        return json(status, type, text);
    }

    static ApiResponse html(int status) {
        String page = "<html><head><title>" + status + "</title></head><body><h1>" + status + "</h1></body></html>";
        return new ApiResponse(status, Map.of("Content-Type", "text/html"), page.getBytes(StandardCharsets.UTF_8));
    }

    static ApiResponse accessDenied(Subject subject) {
        String text =
                "User: arn:aws:iam::" + subject.account() + ":user/simulated is not authorized to perform: lambda:"
                        + subject.operation() + " on resource: " + subject.resource()
                        + " because no identity-based policy allows the lambda:" + subject.operation() + " action";
        return json(403, "AccessDeniedException", "{\"Message\":\"" + text + "\"}");
    }

    static ApiResponse expiredToken() {
        return credentials("ExpiredTokenException", "The security token included in the request is expired");
    }

    static ApiResponse invalidSignature() {
        return credentials(
                "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret"
                        + " Access Key and signing method. Consult the service documentation for details.");
    }

    static ApiResponse unrecognizedClient() {
        return credentials("UnrecognizedClientException", "The security token included in the request is invalid.");
    }

    static ApiResponse unknownOperation() {
        return json(404, "UnknownOperationException", "{\"message\":\"No operation has this method and path\"}");
    }

    static ApiResponse tooLarge(String operation, int limit) {
        String text = "Request must be smaller than " + limit + " bytes for the " + operation + " operation";
        return json(413, "RequestEntityTooLargeException", "{\"Type\":\"User\",\"message\":\"" + text + "\"}");
    }

    private static ApiResponse credentials(String type, String text) {
        return json(403, type, "{\"message\":\"" + text + "\"}");
    }

    private static ApiResponse json(int status, String type, String body) {
        return new ApiResponse(
                status,
                Map.of("Content-Type", "application/json", ERROR_TYPE, type),
                body.getBytes(StandardCharsets.UTF_8));
    }
}
