// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.wire.Reach.Front;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import software.amazon.awssdk.core.SdkBytes;

/** The fronts never block an event loop or a timer thread. BlockHound stays on for the tests that run after. */
class NonBlockingTest {
    @BeforeAll
    static void install() {
        BlockHound.install();
    }

    @Test
    void blockingWouldBeSeen() {
        Mono<Void> blocking =
                Mono.<Void>fromRunnable(() -> LockSupport.parkNanos(1)).subscribeOn(Schedulers.parallel());
        StepVerifier.create(blocking).expectError(BlockingOperationError.class).verify(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @EnumSource
    void nothingBlocksOnEventLoopsAndTimers(Front front) {
        try (Reach reach = Reach.by(front, settings -> settings.latency(Duration.ofMillis(1), Duration.ofMillis(2)))) {
            reach.lambda.faults().add(Faults.parse("unknown:0.5,listedstate,latency=1ms:0.5"));
            Reach.valueOf(reach.client.updateFunctionCode(
                    r -> r.functionName("orders").zipFile(SdkBytes.fromByteArray(new byte[] {'P', 'K', 3, 4}))));
            for (int i = 0; i < 20; i++) {
                assertThat(Reach.valueOf(reach.getFunction()).configuration().functionName())
                        .isEqualTo("orders");
                Reach.valueOf(reach.client.listFunctions());
                Reach.failureOf(reach.client.getFunction(r -> r.functionName("absent")));
            }
            assertThat(reach.lambda.calls().count(Call.Outcome.PENDING)).isZero();
        }
    }
}
