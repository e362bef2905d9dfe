// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.reactorwaiters.testkit.wire.Reach.Front;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.ServiceException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** Faults that answer with an error: what the real SDK makes of them, by either front. */
class RefusingFaultsContractTest {
    static Stream<Arguments> refusals() {
        List<Arguments> rows = List.of(
                arguments(Fault.throttle(), TooManyRequestsException.class, 429, "TooManyRequestsException"),
                arguments(Fault.throttlingException(), LambdaException.class, 400, "ThrottlingException"),
                arguments(Fault.error(500), ServiceException.class, 500, "ServiceException"),
                arguments(Fault.error(503), LambdaException.class, 503, "ServiceUnavailableException"),
                arguments(Fault.html(500), LambdaException.class, 500, null),
                arguments(Fault.html(503), LambdaException.class, 503, null),
                arguments(Fault.accessDenied(), LambdaException.class, 403, "AccessDeniedException"),
                arguments(Fault.expiredToken(), LambdaException.class, 403, "ExpiredTokenException"),
                arguments(Fault.invalidSignature(), LambdaException.class, 403, "InvalidSignatureException"),
                arguments(Fault.unrecognizedClient(), LambdaException.class, 403, "UnrecognizedClientException"));
        return Stream.of(Front.values())
                .flatMap(front ->
                        rows.stream().map(Arguments::get).map(row -> arguments(front, row[0], row[1], row[2], row[3])));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusalReachesTheCallerAsTheSdkTypesIt(
            Front front, Fault fault, Class<? extends Throwable> type, int status, @Nullable String code) {
        try (Reach reach = Reach.by(front)) {
            Throwable failure = reach.failureUnder(fault);

            assertThat(failure).isExactlyInstanceOf(type).isInstanceOfSatisfying(AwsServiceException.class, error -> {
                assertThat(error.statusCode()).isEqualTo(status);
                assertThat(error.awsErrorDetails().errorCode()).isEqualTo(code);
                assertThat(error.isThrottlingException()).isEqualTo(status == 429 || status == 400);
                assertThat(error.requestId()).isNotBlank();
            });
            boolean throttled = status == 429 || status == 400;
            assertThat(reach.lastCall().outcome()).isEqualTo(throttled ? Call.Outcome.THROTTLED : Call.Outcome.FAULTED);
            assertThat(reach.lambda.calls().throttled()).isEqualTo(throttled ? 1 : 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void retryAfterIsSentOnlyIfAskedFor(Front front) {
        try (Reach reach = Reach.by(front)) {
            assertThat(reach.failureUnder(Fault.throttle()))
                    .isInstanceOfSatisfying(TooManyRequestsException.class, error -> {
                        assertThat(error.retryAfterSeconds()).isNull();
                        assertThat(error.reasonAsString()).isEqualTo("CallerRateLimitExceeded");
                    });
            assertThat(reach.failureUnder(Fault.throttle(Duration.ofMillis(1_500))))
                    .isInstanceOfSatisfying(TooManyRequestsException.class, error -> {
                        assertThat(error.retryAfterSeconds()).isEqualTo("2");
                    });
        }
    }

    @ParameterizedTest
    @EnumSource
    void accessIsDeniedPerOperationAndFunction(Front front) {
        try (Reach reach = Reach.by(front)) {
            assertThat(reach.failureUnder(Fault.accessDenied().on("GetFunction")))
                    .hasMessageContaining("is not authorized to perform: lambda:GetFunction on resource: "
                            + "arn:aws:lambda:eu-west-1:123456789012:function:orders because no identity-based policy");
            String state = Reach.valueOf(reach.client.getFunctionConfiguration(r -> r.functionName("orders")))
                    .stateAsString();
            assertThat(state).isEqualTo("Active");
        }
    }

    @ParameterizedTest
    @EnumSource
    void errorOfTheModelIsAnAnswerAndNoFault(Front front) {
        try (Reach reach = Reach.by(front)) {
            assertThat(Reach.failureOf(reach.client.getFunction(r -> r.functionName("absent"))))
                    .isInstanceOf(ResourceNotFoundException.class);
            assertThat(reach.lastCall()).satisfies(call -> {
                assertThat(call.outcome()).isEqualTo(Call.Outcome.ANSWERED);
                assertThat(call.status()).isEqualTo(404);
                assertThat(call.function()).isEqualTo("absent");
            });
        }
    }
}
