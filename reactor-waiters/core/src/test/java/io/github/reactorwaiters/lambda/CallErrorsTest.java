// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.CallCredentials.NoCredentialsException;
import io.github.reactorwaiters.poll.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
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
                "InvalidSignatureException",
                "UnrecognizedClientException",
                "MissingAuthenticationTokenException"
            })
    void whatTheServiceSaysOfCredentialsIsARejection(String code) {
        assertThat(CallErrors.outcome(answer(403, code))).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void deniedAndThrottledAreNoRejections() {
        assertThat(CallErrors.outcome(answer(403, "AccessDeniedException"))).isInstanceOf(Outcome.Denied.class);
        assertThat(CallErrors.outcome(answer(429, "TooManyRequestsException"))).isInstanceOf(Outcome.Throttled.class);
    }

    private static Throwable answer(int status, String code) {
        return LambdaException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("as the service words it")
                        .build())
                .build();
    }
}
