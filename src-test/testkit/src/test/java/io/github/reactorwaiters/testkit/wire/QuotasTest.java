// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.wire.Reach.Front;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.test.scheduler.VirtualTimeScheduler;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

class QuotasTest {
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

    private Reach reach(Front front, Quotas quotas) {
        return Reach.by(front, settings -> settings.scheduler(time).quotas(quotas));
    }

    private static long admitted(int attempts, Supplier<CompletableFuture<?>> call) {
        return IntStream.range(0, attempts)
                .filter(i -> {
                    CompletableFuture<?> future = call.get();
                    future.exceptionally(refused -> null).join();
                    return !future.isCompletedExceptionally();
                })
                .count();
    }

    @ParameterizedTest
    @EnumSource
    void getFunctionAndTheRestHavePoolsOfTheirOwn(Front front) {
        try (Reach reach = reach(front, Quotas.aws())) {
            assertThat(admitted(150, reach::getFunction)).isEqualTo(100);
            assertThat(admitted(10, reach.client::listFunctions)).isEqualTo(10);
            assertThat(admitted(10, () -> reach.client.getFunctionConfiguration(r -> r.functionName("orders"))))
                    .isEqualTo(5);
            assertThat(reach.lambda.calls().throttled()).isEqualTo(55);

            time.advanceTimeBy(Duration.ofMillis(500));
            assertThat(admitted(150, reach::getFunction)).isEqualTo(50);
            assertThat(admitted(150, reach.client::listFunctions)).isEqualTo(7);
        }
    }

    @Test
    void invocationsAreNotLimited() {
        try (Reach reach = reach(Front.IN_MEMORY, Quotas.of(1, 1))) {
            assertThat(admitted(
                            50,
                            () -> reach.client.invoke(
                                    r -> r.functionName("orders").payload(SdkBytes.fromUtf8String("{}")))))
                    .isEqualTo(50);
        }
    }

    @Test
    void unlimitedRefusesNothing() {
        try (Reach reach = reach(Front.IN_MEMORY, Quotas.unlimited())) {
            assertThat(admitted(2_000, reach.client::listFunctions)).isEqualTo(2_000);
        }
    }

    @Test
    void burstMayDifferFromTheRate() {
        try (Reach reach = reach(Front.IN_MEMORY, Quotas.aws().withBurst(1, 3))) {
            assertThat(admitted(20, reach::getFunction)).isEqualTo(1);
            assertThat(admitted(20, reach.client::listFunctions)).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusalAsksForAPauseOnlyIfConfigured(Front front) {
        try (Reach reach = reach(front, Quotas.of(1, 1).withRetryAfter(Duration.ofSeconds(3)))) {
            admitted(1, reach::getFunction);
            assertThat(Reach.failureOf(reach.getFunction()))
                    .isInstanceOfSatisfying(
                            TooManyRequestsException.class,
                            refused -> assertThat(refused.retryAfterSeconds()).isEqualTo("3"));
        }
    }

    @Test
    void callThatAFaultRefusesTakesNoToken() {
        try (Reach reach = reach(Front.IN_MEMORY, Quotas.of(1, 1))) {
            reach.lambda.faults().add(Fault.throttle().times(5));
            assertThat(admitted(5, reach::getFunction)).isZero();
            assertThat(admitted(5, reach::getFunction)).isEqualTo(1);
        }
    }

    @Test
    void impossibleRatesAreRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Quotas.of(0, 15))
                .withMessageContaining("0.0 is not above 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Quotas.aws().withBurst(1, 0.5))
                .withMessage("controlPlaneBurst 0.5 is below 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        SimulatedLambda.builder().latency(Duration.ofMillis(-1)).build())
                .withMessageContaining("is negative");
    }
}
