// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.pace.Load;
import io.github.reactorwaiters.pace.Phase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class LaneTest {
    private static final long SECOND = 1_000_000_000;
    private static final Load LOAD = new Load(0, 50, 0);

    private final FakePace pace = new FakePace(1);
    private final Lane<String, Reading, Reading, String> lane = new Lane<>(pool(), pace);

    static PermitPool pool() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        return new PermitPool("test", 100, 0.8, new SchedulerClock(() -> time));
    }

    static KeyState<String, Reading, Reading, String> key(String name, Phase phase, double lastReading, int changes) {
        KeyState<String, Reading, Reading, String> key = new KeyState<>(name, 0);
        key.phase = phase;
        if (phase != Phase.UNREAD) {
            key.lastReading = (long) (lastReading * SECOND);
        }
        key.changes = changes;
        return key;
    }

    private KeyState<String, Reading, Reading, String> add(String name, Phase phase, double lastReading, int changes) {
        return add(key(name, phase, lastReading, changes));
    }

    private KeyState<String, Reading, Reading, String> add(KeyState<String, Reading, Reading, String> key) {
        lane.add(key, LOAD, 100 * SECOND);
        return key;
    }

    private KeyState<String, Reading, Reading, String> suspect(String name, int waits) {
        KeyState<String, Reading, Reading, String> key = key(name, Phase.SETTLED, 99, 1);
        key.flagged = true;
        key.waits = waits;
        return add(key);
    }

    private @Nullable String takeNext(double now) {
        KeyState<String, Reading, Reading, String> next = lane.next(LOAD, (long) (now * SECOND));
        if (next == null) {
            return null;
        }
        lane.take(next);
        return next.key;
    }

    private List<String> takeAll(double now) {
        List<String> taken = new ArrayList<>();
        for (String next = takeNext(now); next != null; next = takeNext(now)) {
            taken.add(next);
        }
        return taken;
    }

    @Test
    void suspectsGoFirstAwaitedOnesBeforeOthersThenInTurn() {
        add("running", Phase.RUNNING, 90, 100);
        add("unread", Phase.UNREAD, 0, 0);
        suspect("first", 0);
        suspect("awaited", 1);
        suspect("second", 0);
        suspect("awaited too", 2);

        assertThat(takeAll(100)).startsWith("awaited", "awaited too", "first", "second");
    }

    @Test
    void ofSuspectsTheLongestUnreadIsNext() {
        for (int second : new int[] {70, 50, 90, 60}) {
            KeyState<String, Reading, Reading, String> key = key("read at " + second, Phase.RUNNING, second, 1);
            key.flagged = true;
            add(key);
        }

        assertThat(takeAll(100)).containsExactly("read at 50", "read at 60", "read at 70", "read at 90");
    }

    @Test
    void oneWhoseCallsFailHasItsTurnFromWhenItIsDueHoweverLongUnread() {
        suspect("read at 99", 0);
        KeyState<String, Reading, Reading, String> failing = key("failing for long", Phase.SETTLED, 1, 1);
        failing.failures = 5;
        add(failing);
        KeyState<String, Reading, Reading, String> later = key("read after that", Phase.SETTLED, 101, 1);
        later.flagged = true;
        add(later);

        assertThat(takeAll(102)).containsExactly("read at 99", "failing for long", "read after that");
    }

    @Test
    void keysNeverReadTakeTurnsWithThoseInTransition() {
        for (int i = 1; i <= 3; i++) {
            add("unread" + i, Phase.UNREAD, 0, 0);
            add("running" + i, Phase.RUNNING, 100 - i, 100);
        }
        assertThat(takeAll(100)).containsExactly("unread1", "running3", "unread2", "running2", "unread3", "running1");
    }

    @Test
    void keysNeverReadGoBeforeSettledOnes() {
        add("settled", Phase.SETTLED, 10, 100);
        add("unread1", Phase.UNREAD, 0, 0);
        add("unread2", Phase.UNREAD, 0, 0);

        assertThat(takeAll(100)).containsExactly("unread1", "unread2");
        assertThat(takeAll(100.1)).containsExactly("settled");
    }

    @Test
    void awaitedSettledKeyIsLookedAtLikeOneInTransition() {
        KeyState<String, Reading, Reading, String> awaited = key("awaited", Phase.SETTLED, 99, 50);
        awaited.waits = 1;
        add(awaited);
        add("unread1", Phase.UNREAD, 0, 0);
        add("unread2", Phase.UNREAD, 0, 0);

        assertThat(takeAll(100)).containsExactly("unread1", "awaited", "unread2");
    }

    @Test
    void keysBelowTheFloorAreNotPicked() {
        add("running", Phase.RUNNING, 99.9, 1);
        add("settled", Phase.SETTLED, 99.9, 1);

        assertThat(takeAll(100)).isEmpty();
        assertThat(lane.isEmpty()).isFalse();
        assertThat(takeAll(102)).containsExactlyInAnyOrder("running", "settled");
        assertThat(lane.isEmpty()).isTrue();
    }

    @Test
    void keyRemovedAfterTheScanIsNotPicked() {
        KeyState<String, Reading, Reading, String> best = add("best", Phase.RUNNING, 10, 100);
        add("other", Phase.RUNNING, 50, 100);
        assertThat(lane.next(LOAD, 100 * SECOND)).isSameAs(best);

        lane.remove(best);

        assertThat(best.place).isNull();
        assertThat(takeAll(100)).containsExactly("other");
    }

    @Test
    void keyThatIsNotTakenStaysTheNext() {
        add("a", Phase.RUNNING, 10, 100);
        add("b", Phase.RUNNING, 50, 100);

        assertThat(lane.next(LOAD, 100 * SECOND)).isSameAs(lane.next(LOAD, 100 * SECOND));
    }

    @Test
    void whateverIsAddedRemovedAndTakenNothingIsLostOrTwiceThere() {
        Random random = new Random(9);
        List<Phase> phases = List.of(Phase.values());
        Set<KeyState<String, Reading, Reading, String>> inside = new HashSet<>();
        List<KeyState<String, Reading, Reading, String>> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            all.add(key("key" + i, Phase.UNREAD, 0, 0));
        }
        for (long now = 100 * SECOND; now < 400 * SECOND; now += SECOND / 50) {
            KeyState<String, Reading, Reading, String> key = all.get(random.nextInt(all.size()));
            if (random.nextBoolean()) {
                if (inside.remove(key)) {
                    lane.remove(key);
                }
                key.phase = phases.get(random.nextInt(phases.size()));
                key.readAt(key.phase == Phase.UNREAD ? KeyState.NEVER : now);
                key.flagged = random.nextInt(5) == 0;
                key.waits = random.nextInt(2);
                key.changes = 1 + random.nextInt(10);
                lane.add(key, LOAD, now);
                inside.add(key);
            } else {
                KeyState<String, Reading, Reading, String> next = lane.next(LOAD, now);
                if (next != null) {
                    assertThat(inside.remove(next)).isTrue();
                    lane.take(next);
                }
            }
            assertThat(lane.isEmpty()).isEqualTo(inside.isEmpty());
            assertThat(all).allMatch(k -> (k.lane() == lane) == inside.contains(k));
        }
        Set<String> left = new HashSet<>();
        inside.forEach(key -> left.add(key.key));
        for (double now = 1_000; !lane.isEmpty(); now++) {
            for (String taken : takeAll(now)) {
                assertThat(left.remove(taken)).isTrue();
            }
        }
        assertThat(left).isEmpty();
    }

    @Test
    void awaitedSuspectIsFoundWhereItWasPutEvenIfTheWaitIsOver() {
        KeyState<String, Reading, Reading, String> key = suspect("key", 1);
        key.waits = 0;
        lane.remove(key);

        assertThat(lane.isEmpty()).isTrue();
        assertThat(takeNext(200)).isNull();
    }
}
