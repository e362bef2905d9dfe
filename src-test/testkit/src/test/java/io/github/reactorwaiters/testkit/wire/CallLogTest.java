// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.reactorwaiters.testkit.wire.Call.Outcome;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import reactor.test.util.RaceTestUtils;

class CallLogTest {
    @Test
    void callIsPendingUntilItEndsOnce() {
        CallLog log = new CallLog();
        LoggedCall call = log.arrived(1_000, "GetFunction", "orders");
        assertThat(log.calls())
                .containsExactly(new Call(Instant.ofEpochSecond(1), null, "GetFunction", "orders", 0, Outcome.PENDING));
        assertThat(log.count(Outcome.PENDING)).isEqualTo(1);

        call.decided(429);
        assertThat(call.end(2_000, Outcome.THROTTLED)).isTrue();
        assertThat(call.end(3_000, Outcome.CANCELLED)).isFalse();
        assertThat(log.calls())
                .containsExactly(new Call(
                        Instant.ofEpochSecond(1),
                        Instant.ofEpochSecond(2),
                        "GetFunction",
                        "orders",
                        429,
                        Outcome.THROTTLED));
        assertThat(log.throttled()).isEqualTo(1);
        assertThat(log.count(Outcome.PENDING)).isZero();
    }

    @Test
    void oldCallsGoAndCountersStay() {
        CallLog log = new CallLog(10_000);
        for (int i = 0; i < 25_000; i++) {
            log.arrived(i, i % 2 == 0 ? "GetFunction" : "ListFunctions", null).end(i, Outcome.ANSWERED);
        }
        assertThat(log.total()).isEqualTo(25_000);
        assertThat(log.count("GetFunction")).isEqualTo(12_500);
        assertThat(log.count("Invoke")).isZero();
        assertThat(log.count(Outcome.ANSWERED)).isEqualTo(25_000);
        assertThat(log.calls())
                .hasSize(10_000)
                .extracting(call -> call.at().toEpochMilli())
                .isSorted()
                .first()
                .isEqualTo(15_000L);
    }

    @Test
    void clearForgetsCallsUnderWayToo() {
        CallLog log = new CallLog();
        LoggedCall call = log.arrived(0, "GetFunction", "orders");
        log.clear();
        call.end(1, Outcome.THROTTLED);
        assertThat(log.calls()).isEmpty();
        assertThat(log.total() + log.throttled() + log.count("GetFunction")).isZero();
    }

    @Test
    void callUnderWayDoesNotKeepThoseThatWereCleared() {
        CallLog log = new CallLog();
        LoggedCall underWay = log.arrived(0, "GetFunction", "orders");
        WeakReference<LoggedCall> cleared = new WeakReference<>(log.arrived(0, "GetFunction", "payments"));
        log.clear();
        for (int i = 0; i < 100 && cleared.get() != null; i++) {
            System.gc();
        }
        assertThat(cleared.get()).isNull();
        assertThat(underWay.isPending()).isTrue();
    }

    @RepeatedTest(1_000)
    void answerAndCancelRaceForOneEnd() {
        CallLog log = new CallLog(1);
        LoggedCall call = log.arrived(0, "GetFunction", "orders");
        AtomicInteger winners = new AtomicInteger();
        RaceTestUtils.race(
                () -> winners.addAndGet(call.end(1, Outcome.ANSWERED) ? 1 : 0),
                () -> winners.addAndGet(call.end(1, Outcome.CANCELLED) ? 1 : 0));
        assertThat(winners).hasValue(1);
        assertThat(log.count(Outcome.ANSWERED) + log.count(Outcome.CANCELLED)).isEqualTo(1);
    }

    @Test
    void logThatKeepsNothingIsRejected() {
        assertThatIllegalArgumentException().isThrownBy(() -> new CallLog(0)).withMessage("capacity 0 is below 1");
    }
}
