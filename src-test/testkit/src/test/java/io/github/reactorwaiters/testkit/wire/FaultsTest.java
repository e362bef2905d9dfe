// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class FaultsTest {
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final Faults faults = faults(1);

    private Faults faults(long seed) {
        return new Faults(time, seed, "123456789012", "eu-west-1");
    }

    private boolean hits(String operation, @Nullable String function) {
        return faults.judge(operation, function, time.now(TimeUnit.NANOSECONDS)).isFinal();
    }

    private static List<Boolean> draws(Faults faults) {
        return IntStream.range(0, 10_000)
                .mapToObj(i -> faults.judge("GetFunction", "a", 0).isFinal())
                .toList();
    }

    @Test
    void operationAndFunctionNarrowAFault() {
        faults.add(Fault.hang().on("GetFunction").functions("orders-*"));
        assertThat(hits("GetFunction", "orders-1")).isTrue();
        assertThat(hits("GetFunction", "my-orders-1")).isFalse();
        assertThat(hits("GetFunction", null)).isFalse();
        assertThat(hits("GetFunctionConfiguration", "orders-1")).isFalse();
    }

    @Test
    void patternMatchesAnyTextAtEachStar() {
        faults.add(Fault.hang().functions("*-pay*-live"));
        assertThat(hits("GetFunction", "eu-payments-live")).isTrue();
        assertThat(hits("GetFunction", "eu-payments-live2")).isFalse();
    }

    @Test
    void countEndsAFault() {
        faults.add(Fault.hang().times(3));
        assertThat(IntStream.range(0, 10).filter(i -> hits("GetFunction", "a")).count())
                .isEqualTo(3);
    }

    @Test
    void windowCountsFromTheTimeOfAddition() {
        time.advanceTimeBy(Duration.ofHours(1));
        faults.add(Fault.hang().from(Duration.ofSeconds(10)).lasting(Duration.ofSeconds(5)));
        assertThat(hits("GetFunction", "a")).isFalse();
        time.advanceTimeBy(Duration.ofSeconds(10));
        assertThat(hits("GetFunction", "a")).isTrue();
        time.advanceTimeBy(Duration.ofSeconds(5));
        assertThat(hits("GetFunction", "a")).isFalse();
    }

    @Test
    void shareIsDrawnWithTheSeed() {
        Faults same = faults(1);
        Faults other = faults(2);
        for (Faults each : List.of(faults, same, other)) {
            each.add(Fault.hang().probability(0.1));
        }
        List<Boolean> drawn = draws(faults);
        assertThat(drawn).isEqualTo(draws(same)).isNotEqualTo(draws(other));
        assertThat(drawn.stream().filter(hit -> hit).count()).isBetween(900L, 1_100L);
    }

    @Test
    void latenciesAddUpAndTheFirstFinalFaultEndsTheSearch() {
        faults.add(
                Fault.latency(Duration.ofMillis(5)),
                Fault.latency(Duration.ofMillis(7)),
                Fault.reset(),
                Fault.hang().times(1));
        assertThat(faults.judge("GetFunction", "a", 0)).satisfies(verdict -> {
            assertThat(verdict.delayNanos()).isEqualTo(12_000_000);
            assertThat(verdict.hangs()).isFalse();
            assertThat(verdict.instead()).isNotNull();
        });
    }

    @Test
    void clearedFaultsHitNothing() {
        faults.add(Faults.parse("hang,reset"));
        faults.clear();
        assertThat(faults.judge("GetFunction", "a", 0)).isSameAs(Verdict.CLEAN);
    }
}
