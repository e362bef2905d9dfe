// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.CallCredentials.NoCredentialsException;
import io.github.reactorwaiters.poll.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;

class CallErrorsTest {
    @Test
    void whatTheProviderFailedWithIsARejection() {
        SdkClientException none = SdkClientException.create("Unable to load credentials from system settings.");

        assertThat(CallErrors.<String>outcome(new NoCredentialsException(none)))
                .isEqualTo(new Outcome.Rejected<String>(none));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Unable to execute HTTP request: credentials.example.com: Name or service not known",
                "Unable to marshall request to JSON: credentials",
                "Unable to load credentials"
            })
    void aWordInAMessageIsNoRejection(String message) {
        assertThat(CallErrors.outcome(SdkClientException.create(message))).isInstanceOf(Outcome.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
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
                "OptInRequired"
            })
    void whatTheServiceSaysOfCredentialsIsARejection(String code) {
        assertThat(CallErrors.outcome(answer(403, code))).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void deniedAndThrottledAreNoRejections() {
        assertThat(CallErrors.outcome(answer(403, "AccessDeniedException"))).isInstanceOf(Outcome.Denied.class);
        assertThat(CallErrors.outcome(answer(429, "TooManyRequestsException"))).isInstanceOf(Outcome.Throttled.class);
    }

    @ParameterizedTest
    @CsvSource({"30, 30", "0, 0", "999999, 999999", ", ", "abc, ", "-1, ", "1.5, ", "1000000, "})
    void throttledCallIsTriedAgainAfterTheWholeSecondsOfItsHeader(@Nullable String header, @Nullable Integer seconds) {
        SdkHttpResponse.Builder response = SdkHttpResponse.builder().statusCode(429);
        if (header != null) {
            response.putHeader("Retry-After", header);
        }
        Throwable throttled = LambdaException.builder()
                .statusCode(429)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("TooManyRequestsException")
                        .sdkHttpResponse(response.build())
                        .build())
                .build();

        assertThat(CallErrors.<String>outcome(throttled))
                .isEqualTo(new Outcome.Throttled<String>(seconds == null ? null : Duration.ofSeconds(seconds)));
    }

    @Test
    void requestThatAWrongSignaturesMessageRepeatsIsCutOff() {
        Throwable repeating = answer(
                403,
                "InvalidSignatureException",
                """
                The request signature we calculated does not match the signature you provided.

                The Canonical String for this request should have been
                'GET
                /2015-03-31/functions/orders

                x-amz-security-token:planted-token
                '
                """);

        Throwable kept = CallErrors.withoutRequest(repeating);

        assertThat(kept)
                .isInstanceOf(LambdaException.class)
                .hasMessageStartingWith(
                        "The request signature we calculated does not match the signature you provided.")
                .hasMessageContaining("403");
        assertThat(kept.toString()).doesNotContain("planted");
        assertThat(CallErrors.code(kept)).isEqualTo("InvalidSignatureException");
        assertThat(CallErrors.outcome(kept)).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void requestIsCutOffAlsoAtSecondHandAndTheAuthorizationHeader() {
        Throwable repeating = answer(
                403,
                "IncompleteSignatureException",
                "'Signature' not a valid key=value pair (missing equal-sign) in Authorization header: 'planted-key'");
        SdkClientException chained =
                SdkClientException.create("no provider works: " + repeating.getMessage(), repeating);
        for (Throwable kept : new Throwable[] {
            CallErrors.withoutRequest(repeating),
            CallErrors.withoutRequest(chained),
            CallErrors.withoutRequest(new IllegalStateException("not signed", repeating))
        }) {
            assertThat(kept.getMessage()).containsAnyOf("missing equal-sign", "not signed");
            assertThat(kept).hasNoCause();
            assertThat(kept.toString()).doesNotContain("planted");
        }
    }

    @Test
    void otherErrorsStayAsTheyAre() {
        for (Throwable error :
                new Throwable[] {answer(403, "AccessDeniedException"), new IllegalStateException("no")}) {
            assertThat(CallErrors.withoutRequest(error)).isSameAs(error);
        }
    }

    private static Throwable answer(int status, String code) {
        return answer(status, code, "as the service words it");
    }

    private static Throwable answer(int status, String code, String message) {
        return LambdaException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }
}
