// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.budget.SchedulerClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class CallTimeoutsTest {
    private static final Duration LIMIT = Duration.ofSeconds(7);
    private static final Duration STEP = Duration.ofMillis(10);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SchedulerClock clock = new SchedulerClock(() -> time);
    private final CallTimeouts timeouts = new CallTimeouts(clock, LIMIT);

    /** When each call was told that it is late, from the origin of the clock. */
    private final Map<Integer, Duration> late = new TreeMap<>();

    @Test
    void eachCallIsLateAtItsOwnLimit() {
        for (int call = 0; call < 3; call++) {
            begin(call);
            pass(Duration.ofSeconds(2));
        }

        pass(Duration.ofMinutes(1));

        assertThat(late)
                .containsExactlyEntriesOf(
                        new TreeMap<>(Map.of(0, LIMIT, 1, LIMIT.plusSeconds(2), 2, LIMIT.plusSeconds(4))));
    }

    @Test
    void callsThatBeginTogetherAreLateTogether() {
        IntStream.range(0, 100).forEach(this::begin);

        pass(LIMIT.minusNanos(1));
        assertThat(late).isEmpty();
        pass(Duration.ofNanos(1));

        assertThat(late).hasSize(100).allSatisfy((call, at) -> assertThat(at).isEqualTo(LIMIT));
    }

    @Test
    void whichAreOverInWhateverOrderIsOfNoConcernToTheOthers() {
        Random random = new Random(1);
        List<Disposable> calls = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        for (int call = 0; call < 500; call++) {
            calls.add(begin(call));
            order.add(call);
            pass(STEP);
        }
        Collections.shuffle(order, random);
        List<Integer> over = order.subList(0, 400);

        over.forEach(call -> calls.get(call).dispose());
        over.forEach(call -> calls.get(call).dispose()); // idempotent
        pass(Duration.ofMinutes(1));

        List<Integer> left = order.subList(400, 500).stream().sorted().toList();
        assertThat(late.keySet()).containsExactlyElementsOf(left);
        assertThat(late).allSatisfy((call, at) -> assertThat(at)
                .isEqualTo(STEP.multipliedBy(call).plus(LIMIT)));
    }

    @Test
    void callsMayEndAndBeginWhileOneIsToldThatItIsLate() {
        List<Disposable> calls = new ArrayList<>();
        calls.add(timeouts.begin(error -> {
            calls.forEach(Disposable::dispose);
            begin(2);
        }));
        calls.add(begin(1));

        pass(LIMIT.multipliedBy(2));

        assertThat(late).containsExactly(Map.entry(2, LIMIT.multipliedBy(2)));
    }

    @Test
    void whoeverThrowsWhenToldKeepsNobodyElseFromBeingTold() {
        Scheduler real = Schedulers.newSingle("throws", true);
        CallTimeouts brief = new CallTimeouts(new SchedulerClock(() -> real), Duration.ofMillis(50));
        Mono<Throwable> second = Mono.create(sink -> {
            brief.begin(error -> {
                throw new IllegalStateException("the caller's");
            });
            brief.begin(sink::success);
        });

        StepVerifier.create(second).expectNextCount(1).expectComplete().verify(Duration.ofSeconds(10));

        real.dispose();
    }

    @Test
    void theErrorTellsTheLimit() {
        List<Throwable> errors = new ArrayList<>();
        timeouts.begin(errors::add);

        pass(LIMIT);

        assertThat(errors).singleElement().satisfies(error -> assertThat(error)
                .hasMessage("no answer within " + LIMIT));
    }

    @Test
    void oneTimerDoesForAll() {
        for (int call = 0; call < 1_000; call++) {
            begin(call);
        }
        IntStream.range(0, 10_000).forEach(call -> {
            begin(call).dispose();
            pass(Duration.ofNanos(1));
        });

        assertThat(timers()).isEqualTo(1);
    }

    @Test
    void noTimerIsLeftLongAfterTheLastCall() {
        CallTimeouts century = new CallTimeouts(clock, Duration.ofDays(36_500));
        century.begin(error -> {}).dispose();
        begin(0).dispose();
        pass(Duration.ofSeconds(10));
        assertThat(timers()).isEqualTo(2);

        century.begin(error -> {});
        begin(1);

        assertThat(timers()).as("new ones, the others are over").isEqualTo(4);
        assertThat(late).isEmpty();
    }

    @Test
    void aLimitLongerThanTheTimerIsKeptToo() {
        CallTimeouts slow = new CallTimeouts(clock, Duration.ofSeconds(25));
        slow.begin(error -> late.put(0, Duration.ofNanos(clock.nanos())));

        pass(Duration.ofHours(1));

        assertThat(late).containsExactly(Map.entry(0, Duration.ofSeconds(25)));
    }

    @Test
    void disposingEndsTheTimerAndACallThatBeginsThenHasALimitAllTheSame() {
        begin(0).dispose();
        timeouts.dispose();

        begin(1);
        assertThat(timers()).isEqualTo(2);

        pass(LIMIT);
        assertThat(late).containsExactly(Map.entry(1, LIMIT));
    }

    /** How many there were so far. */
    private long timers() {
        return time.getScheduledTaskCount();
    }

    private Disposable begin(int call) {
        return timeouts.begin(error -> late.put(call, Duration.ofNanos(clock.nanos())));
    }

    private void pass(Duration duration) {
        time.advanceTimeBy(duration);
    }
}
