// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import io.github.reactorwaiters.lambda.CallCredentials.NoCredentialsException;
import io.github.reactorwaiters.poll.Outcome;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/**
 * What a failed call means. The SDK's own {@code retryable()} says nothing on a client without retries: type, status and
 * error code do.
 */
final class CallErrors {
    private static final Set<String> REJECTED = Set.of(
            "ExpiredTokenException",
            "ExpiredToken",
            "InvalidSignatureException",
            "UnrecognizedClientException",
            "IncompleteSignatureException",
            "IncompleteSignature",
            "InvalidClientTokenId",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "RequestExpired",
            "SignatureDoesNotMatch",
            "OptInRequired");

    private static final Pattern REQUEST = Pattern.compile(
            "the (canonical (string|request)|string[- ]to[- ]sign)|authorization(=| header: )",
            Pattern.CASE_INSENSITIVE);

    private CallErrors() {}

    static <T> Outcome<T> outcome(Throwable error) {
        if (error instanceof NoCredentialsException unsigned) {
            return new Outcome.Rejected<>(unsigned.reason());
        }
        if (error instanceof SdkServiceException answer && answer.isThrottlingException()) {
            return new Outcome.Throttled<>(retryAfter(answer));
        }
        String code = code(error);
        if (code != null && REJECTED.contains(code)) {
            return new Outcome.Rejected<>(error);
        }
        if (code != null && code.startsWith("AccessDenied")) {
            return new Outcome.Denied<>(error);
        }
        return new Outcome.Failed<>(error);
    }

    /**
     * The same without the request, which AWS may repeat where a signature is wrong: its headers hold the session token
     * (aws-sdk-go issue 248, aws-requests-auth issue 31). What a provider of credentials says may hold it at second hand.
     */
    static Throwable withoutRequest(Throwable error) {
        if (!repeatsRequest(error)) {
            return error;
        }
        if (error instanceof AwsServiceException answer && answer.awsErrorDetails() != null) {
            AwsErrorDetails details = answer.awsErrorDetails();
            AwsErrorDetails kept = details.toBuilder()
                    .errorMessage(beforeRequest(details.errorMessage()))
                    .rawResponse(SdkBytes.fromByteArray(new byte[0]))
                    .build();
            return answer.toBuilder()
                    .message(kept.errorMessage())
                    .awsErrorDetails(kept)
                    .cause(null)
                    .build();
        }
        return SdkClientException.create(beforeRequest(error.getMessage()));
    }

    private static boolean repeatsRequest(Throwable error) {
        return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
                .limit(20)
                .anyMatch(each ->
                        REQUEST.matcher(String.valueOf(each.getMessage())).find());
    }

    private static String beforeRequest(@Nullable String message) {
        String text = String.valueOf(message);
        Matcher repeated = REQUEST.matcher(text);
        return repeated.find() ? text.substring(0, repeated.start()).strip() : text;
    }

    /** A 404 of Lambda itself, not of a proxy on the way. */
    static boolean isNotFound(Throwable error) {
        return error instanceof ResourceNotFoundException || "ResourceNotFoundException".equals(code(error));
    }

    /** Code and message of a service's answer, without request ids: it stays the same from call to call. */
    static String reason(Throwable error) {
        if (error instanceof AwsServiceException answer && answer.awsErrorDetails() != null) {
            return answer.awsErrorDetails().errorCode() + ": "
                    + answer.awsErrorDetails().errorMessage();
        }
        return error.getClass().getSimpleName() + ": " + error.getMessage();
    }

    static @Nullable String code(Throwable error) {
        if (error instanceof AwsServiceException answer) {
            AwsErrorDetails details = answer.awsErrorDetails();
            return details == null ? null : details.errorCode();
        }
        return null;
    }

    private static @Nullable Duration retryAfter(SdkServiceException error) {
        if (error instanceof AwsServiceException answer
                && answer.awsErrorDetails() != null
                && answer.awsErrorDetails().sdkHttpResponse() != null) {
            return answer.awsErrorDetails()
                    .sdkHttpResponse()
                    .firstMatchingHeader("Retry-After")
                    .filter(seconds -> seconds.matches("\\d{1,6}"))
                    .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                    .orElse(null);
        }
        return null;
    }
}
