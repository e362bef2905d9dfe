// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.pace.Load;
import io.github.reactorwaiters.pace.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether the lane picks what a scan of all keys would, at what cost, and when it asks to be called again. */
class LanePickTest {
    private static final long SECOND = 1_000_000_000;
    private static final double RATE = 50;
    private static final Load LOAD = new Load(0, RATE, 0);

    private final Random random = new Random(3);

    private List<KeyState<String, Reading, Reading, String>> keys(int count, Phase... phases) {
        List<KeyState<String, Reading, Reading, String>> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Phase phase = phases[random.nextInt(phases.length)];
            int rate = (int) Math.exp(random.nextDouble() * 7);
            keys.add(LaneTest.key("key" + i, phase, random.nextDouble() * 10, rate));
        }
        return keys;
    }

    private static Lane<String, Reading, Reading, String> lane(
            FakePace pace, List<KeyState<String, Reading, Reading, String>> keys, long now) {
        Lane<String, Reading, Reading, String> lane = new Lane<>(LaneTest.pool(), pace);
        keys.forEach(key -> lane.add(key, LOAD, now));
        return lane;
    }

    @Test
    void picksOfAScanAreTheFirstOfAFullSort() {
        FakePace pace = new FakePace(0.01);
        List<KeyState<String, Reading, Reading, String>> keys = keys(400, Phase.RUNNING, Phase.SETTLED);
        Lane<String, Reading, Reading, String> lane = lane(pace, keys, 10 * SECOND);
        // A permit each 20 ms, five a scan: each five are the best by their values at the scan.
        for (long scan = 11 * SECOND; scan < 30 * SECOND; scan += Lane.SCAN_EVERY) {
            long at = scan;
            List<KeyState<String, Reading, Reading, String>> sorted = new ArrayList<>(keys);
            sorted.sort(
                    Comparator.comparingDouble((KeyState<String, Reading, Reading, String> key) -> -pace.worth(key, at))
                            .thenComparingLong(key -> key.lastReading));
            for (int i = 0; i < 5; i++) {
                long now = scan + i * SECOND / 50;
                KeyState<String, Reading, Reading, String> next = lane.next(LOAD, now);
                assertThat(next).isSameAs(sorted.get(i));
                poll(lane, sorted.get(i), now);
            }
        }
    }

    @Test
    void shortlistOfManySettledKeysLosesAPercentAndValuesFewKeysAPick() {
        double picked = 0;
        double best = 0;
        FakePace pace = new FakePace(0.01);
        List<KeyState<String, Reading, Reading, String>> keys = keys(10_000, Phase.SETTLED);
        Lane<String, Reading, Reading, String> lane = lane(pace, keys, 10 * SECOND);
        int picks = 0;
        for (long now = 11 * SECOND; now < 31 * SECOND; now += SECOND / 50) {
            KeyState<String, Reading, Reading, String> next = lane.next(LOAD, now);
            assertThat(next).isNotNull();
            if (next == null) {
                return;
            }
            picked += pace.worth(next, now);
            double most = 0;
            for (KeyState<String, Reading, Reading, String> key : keys) {
                most = Math.max(most, pace.worth(key, now));
            }
            best += most;
            picks++;
            poll(lane, next, now);
        }
        assertThat(picked).isGreaterThan(0.99 * best);
        assertThat(pace.valuations / (double) picks).isLessThan(300);
    }

    @Test
    void keyThatChangesOftenIsPickedInTimeHoweverSeldomAllAreLookedAt() {
        FakePace pace = new FakePace(0.01);
        List<KeyState<String, Reading, Reading, String>> keys = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) { // all are looked at once in 8 s
            keys.add(LaneTest.key("key" + i, Phase.SETTLED, -400 * random.nextDouble(), 1));
        }
        KeyState<String, Reading, Reading, String> busy = LaneTest.key("busy", Phase.SETTLED, 10, 100_000);
        keys.add(busy);
        Lane<String, Reading, Reading, String> lane = lane(pace, keys, 10 * SECOND);
        KeyState<String, Reading, Reading, String> other = LaneTest.key("other", Phase.SETTLED, 0, 100_000);
        double longest = 0;
        for (long now = 11 * SECOND; now < 111 * SECOND; now += SECOND / 50) {
            if (now % (5 * SECOND) == 0) { // in transition for a second
                lane.remove(other);
            } else if (now % (5 * SECOND) == SECOND) {
                other.lastReading = now;
                lane.add(other, LOAD, now);
            }
            KeyState<String, Reading, Reading, String> next = lane.next(LOAD, now);
            assertThat(next).isNotNull();
            if (next == null) {
                return;
            }
            for (KeyState<String, Reading, Reading, String> key : List.of(busy, other)) {
                longest = Math.max(longest, key.lane() == lane ? (now - key.lastReading) / 1e9 : 0);
            }
            poll(lane, next, now);
        }
        assertThat(longest).as("where 1.3 s are as good as 400 s of the others").isBetween(1.0, 2.5);
    }

    @Test
    void settledKeysAreGoneOnWithOnceWhatIsNewWasRead() {
        FakePace pace = new FakePace(0.01);
        Lane<String, Reading, Reading, String> lane = lane(pace, keys(20_000, Phase.SETTLED), 10 * SECOND);
        assertThat(lane.next(LOAD, 11 * SECOND)).isNotNull();
        for (int i = 0; i < 20; i++) {
            lane.add(LaneTest.key("new" + i, Phase.UNREAD, 0, 0), LOAD, 11 * SECOND);
        }
        long now = 11 * SECOND;
        for (int unread = 20; unread > 0; now += SECOND / 50) {
            KeyState<String, Reading, Reading, String> next = lane.next(LOAD, now);
            if (next != null) {
                unread -= next.phase == Phase.UNREAD ? 1 : 0;
                lane.take(next);
            }
        }
        assertThat(now).isGreaterThan(11 * SECOND + Lane.SCAN_EVERY);
        assertThat(lane.next(LOAD, now + Lane.SCAN_EVERY)).isNotNull();
    }

    @Test
    void laneThatHasNothingAsksToBeCalledLaterAndNotOften() {
        for (int round = 0; round < 20; round++) {
            FakePace pace = new FakePace(0.5 + random.nextDouble() * 200);
            List<KeyState<String, Reading, Reading, String>> keys =
                    keys(1 + random.nextInt(50), Phase.SETTLED, Phase.RUNNING);
            Lane<String, Reading, Reading, String> lane = lane(pace, keys, 10 * SECOND);
            int wakes = 0;
            int picks = 0;
            long now = 10 * SECOND;
            while (now < 70 * SECOND) {
                wakes++;
                KeyState<String, Reading, Reading, String> next = lane.next(LOAD, now);
                if (next == null) {
                    long at = lane.nextScanAt();
                    assertThat(at).isGreaterThan(now);
                    now = at;
                } else {
                    picks++;
                    poll(lane, next, now);
                }
            }
            assertThat(wakes - picks).isLessThanOrEqualTo(601);
        }
    }

    @Test
    void settledFleetSleepsUntilAPollIsWorthwhileAndMissesNone() {
        FakePace pace = new FakePace(5_000);
        List<KeyState<String, Reading, Reading, String>> keys = keys(40, Phase.SETTLED);
        Lane<String, Reading, Reading, String> lane = lane(pace, keys, 10 * SECOND);
        int wakes = 0;
        int picks = 0;
        long now = 10 * SECOND;
        while (now < 600 * SECOND) {
            wakes++;
            KeyState<String, Reading, Reading, String> next = lane.next(LOAD, now);
            if (next == null) {
                now = lane.nextScanAt();
                continue;
            }
            picks++;
            long worthwhile = Math.max(10 * SECOND, pace.worthwhileAt(next, 0, LOAD, now));
            assertThat(now - worthwhile).isBetween(-1L, 2 * Lane.SCAN_EVERY);
            poll(lane, next, now);
        }
        assertThat(picks).isGreaterThan(100);
        assertThat(wakes).isLessThanOrEqualTo(4 * picks);
    }

    @Test
    void plannedKeyThatWasReadMeanwhileIsNotPicked() {
        Lane<String, Reading, Reading, String> lane = lane(new FakePace(1), List.of(), 0);
        KeyState<String, Reading, Reading, String> best = LaneTest.key("best", Phase.RUNNING, 0, 9);
        KeyState<String, Reading, Reading, String> other = LaneTest.key("other", Phase.RUNNING, 0, 8);
        List.of(best, other).forEach(key -> lane.add(key, LOAD, 10 * SECOND));
        assertThat(lane.next(LOAD, 10 * SECOND)).isSameAs(best);

        best.readAt(10 * SECOND); // as a listing does

        assertThat(lane.next(LOAD, 10 * SECOND + 1)).isSameAs(other);
    }

    /** 80 permits a second: a 50th of 400 keys is polled in 100 ms, of 600 in 150, and of 6,000 in more than 200. */
    @ParameterizedTest
    @CsvSource({"400, 8", "600, 12", "6000, 16"})
    void planHasRoomForThePermitsThatThereWillBeBeforeTheNextScan(int running, int comeUntilThen) {
        FakePace pace = new FakePace(0.01);
        List<KeyState<String, Reading, Reading, String>> keys = keys(running, Phase.RUNNING);
        for (int permits : new int[] {20, 10, 0}) {
            PermitPool pool = LaneTest.pool();
            assertThat(pool.tryAcquire(20 - permits)).isEqualTo(20 - permits);
            Lane<String, Reading, Reading, String> lane = new Lane<>(pool, pace);
            Load load = new Load(running, 80, 0);
            keys.forEach(key -> lane.add(key, load, 11 * SECOND));
            int picks = 0;
            for (pace.valuations = 0; pace.valuations <= running; picks++) { // the first scan values each once
                lane.take(Objects.requireNonNull(lane.next(load, 11 * SECOND)));
            }
            assertThat(picks - 1).isEqualTo(permits + comeUntilThen + 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"100, 100", "1000, 250", "1000, 80", "10, 1", "100000, 90"})
    void planLastsAFiftiethOfARoundButAHundredMillisecondsAtLeastAndTwoHundredAtMost(int running, double rate) {
        FakePace pace = new FakePace(0.01);
        Lane<String, Reading, Reading, String> lane = new Lane<>(LaneTest.pool(), pace);
        Load load = new Load(running, rate, 0);
        keys(running, Phase.RUNNING).forEach(key -> lane.add(key, load, 11 * SECOND));
        assertThat(lane.next(load, 11 * SECOND)).isNotNull();

        long expected = (long) (Math.min(0.2, Math.max(0.1, running / rate / 50)) * SECOND);
        assertThat(lane.scansNext(11 * SECOND + expected - 1_000)).isFalse();
        assertThat(lane.scansNext(11 * SECOND + expected + 1_000)).isTrue();
    }

    @Test
    void planIsUsedUpOnceItsLastKeyIsTaken() {
        Lane<String, Reading, Reading, String> lane =
                lane(new FakePace(1), List.of(LaneTest.key("only", Phase.RUNNING, 0, 9)), 10 * SECOND);
        KeyState<String, Reading, Reading, String> only = Objects.requireNonNull(lane.next(LOAD, 10 * SECOND));
        assertThat(lane.scansNext(10 * SECOND)).isFalse();

        lane.take(only);

        assertThat(lane.scansNext(10 * SECOND))
                .as("what has arrived is taken before")
                .isTrue();
    }

    @Test
    void emptyLaneNeedsNoCall() {
        Lane<String, Reading, Reading, String> lane = lane(new FakePace(1), List.of(), 0);

        assertThat(lane.next(LOAD, SECOND)).isNull();
        KeyState<String, Reading, Reading, String> key = LaneTest.key("key", Phase.SETTLED, 1, 1);
        lane.add(key, LOAD, 2 * SECOND);
        lane.remove(key);
        assertThat(lane.next(LOAD, 3 * SECOND)).isNull();
        assertThat(lane.nextScanAt()).isEqualTo(Long.MAX_VALUE);
    }

    private static void poll(
            Lane<String, Reading, Reading, String> lane, KeyState<String, Reading, Reading, String> key, long now) {
        lane.take(key);
        key.readAt(now);
        lane.add(key, LOAD, now);
    }
}
