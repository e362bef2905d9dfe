// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.pace.LearnedPace;
import io.github.reactorwaiters.pace.Load;
import io.github.reactorwaiters.pace.PaceLimits;
import io.github.reactorwaiters.pace.PaceSnapshot;
import io.github.reactorwaiters.pace.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the selection is that of a full sort, and of how many keys it takes a look. */
class RankedKeysTest {
    private static final long SECOND = 1_000_000_000;
    private static final Load LOAD = new Load(0, 50, 0);

    private final Random random = new Random(4);
    private final FakePace pace = new FakePace(0.01);
    private final RankedKeys<String, Reading, Reading, String> settled = new RankedKeys<>(pace);
    private final List<KeyState<String, Reading, Reading, String>> keys = new ArrayList<>();

    private void add(long now) {
        add(Phase.SETTLED, now);
    }

    private void add(Phase phase, long now) {
        KeyState<String, Reading, Reading, String> key =
                LaneTest.key("key", phase, 0, 1 + (int) Math.exp(random.nextDouble() * 6));
        key.lastReading = now - random.nextInt(10) * SECOND;
        keys.add(key);
        settled.add(key, LOAD, now);
    }

    private void poll(KeyState<String, Reading, Reading, String> key, long now) {
        settled.remove(key);
        key.lastReading = now;
        settled.add(key, LOAD, now);
    }

    private List<KeyState<String, Reading, Reading, String>> sorted(int count, long now) {
        return keys.stream()
                .filter(key -> pace.worth(key, now) > 0)
                .sorted(Comparator.comparingDouble(
                        (KeyState<String, Reading, Reading, String> key) -> -(float) pace.worth(key, now)))
                .limit(count)
                .toList();
    }

    private void assertBest(int count, long now) {
        List<Float> expected = sorted(count, now).stream()
                .map(key -> (float) pace.worth(key, now))
                .toList();
        List<KeyState<String, Reading, Reading, String>> selected =
                settled.best(count, LOAD, now).inOrder();
        assertThat(selected).doesNotHaveDuplicates().allMatch(keys::contains);
        assertThat(selected.stream().map(key -> (float) pace.worth(key, now))).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(names = {"SETTLED", "RUNNING"})
    void selectionIsThatOfAFullSortWhateverIsAddedRemovedAndPolled(Phase phase) {
        for (int i = 0; i < 300; i++) {
            add(phase, 100 * SECOND);
        }
        for (long now = 100 * SECOND; now < 160 * SECOND; now += SECOND / 10) {
            if (random.nextInt(10) == 0) {
                add(phase, now);
            }
            if (random.nextInt(10) == 0) {
                settled.remove(keys.remove(random.nextInt(keys.size())));
            }
            // Now and then many at once, so that the worst of the next selection is worth less than the bar.
            int polled = random.nextInt(20) == 0 ? 250 : 10;
            for (KeyState<String, Reading, Reading, String> key : sorted(polled, now)) {
                poll(key, now);
            }
            // Of so few in transition there are never too many for five.
            assertBest((phase == Phase.RUNNING ? 5 : 1) + random.nextInt(56), now + 1);
        }
    }

    @Test
    void mostKeysOfALargeFleetArePassedOver() {
        for (int i = 0; i < 10_000; i++) {
            add(100 * SECOND);
        }
        long before = 0;
        int selections = 400;
        for (int i = 0; i < 2 * selections; i++) {
            if (i == selections) {
                before = pace.valuations;
            }
            long now = 100 * SECOND + i * SECOND / 2;
            for (KeyState<String, Reading, Reading, String> key :
                    settled.best(200, LOAD, now).inOrder()) {
                poll(key, now);
            }
        }
        assertThat((pace.valuations - before) / selections).isBetween(200L, 3_000L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 50})
    void ofManyInTransitionThatAreWorthNearlyTheSameMostArePassedOverAndTheBestFound(long foundInSeconds) {
        int count = 11;
        int fleet = 20_000;
        long begin = 400 * SECOND;
        for (int i = 0; i < fleet; i++) {
            KeyState<String, Reading, Reading, String> key = LaneTest.key("key", Phase.RUNNING, 0, 1);
            key.lastReading = (i * 7_919L % fleet) * foundInSeconds * SECOND / fleet; // in no order
            keys.add(key);
            settled.add(key, LOAD, begin);
        }
        double selectedWorth = 0;
        double mostWorth = 0;
        int selections = 200;
        int warm = 20;
        for (int i = -warm; i < selections; i++) {
            if (i == 0) {
                pace.valuations = 0;
            }
            long now = begin + i * SECOND / 10;
            for (KeyState<String, Reading, Reading, String> key : sorted(count, now)) {
                mostWorth += pace.worth(key, now);
            }
            for (KeyState<String, Reading, Reading, String> key :
                    settled.best(count, LOAD, now).inOrder()) {
                selectedWorth += pace.worth(key, now);
                poll(key, now);
            }
        }
        assertThat(selectedWorth / mostWorth).isBetween(0.999, 1 + 1e-9);
        assertThat(pace.valuations / selections).isBetween(fleet / 10, fleet / 10 + 40 * count);
    }

    @Test
    void keyPassedOverUntilTheNextLookAtAllHasItsTimeAfterwards() {
        long now = 400 * SECOND;
        for (int i = 0; i < 1_000; i++) {
            KeyState<String, Reading, Reading, String> key = LaneTest.key("key", Phase.RUNNING, 0, 1);
            key.lastReading = 100 * SECOND + i * SECOND / 2_000;
            keys.add(key);
            settled.add(key, LOAD, now);
        }
        KeyState<String, Reading, Reading, String> youngest = keys.get(999);
        for (int selection = 1; selection <= 30; selection++, now += SECOND / 10) {
            if (selection == 21) { // a look at all, which finds all above the bar, and lowers it
                keys.forEach(key -> key.lastReading += 19 * SECOND);
            }
            settled.best(2, LOAD, now);
        }
        youngest.lastReading = now; // as by a listing, which moves no key
        youngest.changes = 1_000_000;

        assertThat(settled.best(2, LOAD, now).inOrder()).as("a look at all").doesNotContain(youngest);
        assertThat(settled.best(2, LOAD, now + SECOND / 10).inOrder()).doesNotContain(youngest);
        assertThat(settled.best(2, LOAD, now + SECOND * 3 / 10).inOrder()).startsWith(youngest);
    }

    @Test
    void listedInTransitionDoNotMakeEachSelectionLookAtAll() {
        Load listed = new Load(0, 50, 20 * SECOND);
        int fleet = 5_000;
        long now = 400 * SECOND;
        for (int i = 0; i < fleet; i++) {
            KeyState<String, Reading, Reading, String> key = LaneTest.key("key", Phase.RUNNING, 0, 1);
            key.lastReading = 20 * SECOND * i / fleet;
            keys.add(key);
            settled.add(key, listed, now);
        }
        int next = 0;
        int selections = 200;
        for (int i = 0; i < selections; i++, now += SECOND / 5) { // as a lane does that has so many
            for (int row = 0; row < 50; row++) {
                keys.get(next++ % fleet).lastReading = now;
            }
            settled.best(2, listed, now);
        }
        assertThat(pace.valuations / selections).isBetween(fleet / 10, fleet / 4);
    }

    @Test
    void lowerBarMakesTheTimesOfThoseInTransitionNotAnew() {
        for (int i = 0; i < 1_000; i++) {
            add(Phase.RUNNING, 100 * SECOND);
        }
        long now = 110 * SECOND;
        for (int i = 0; i < 20; i++, now += SECOND / 10) {
            settled.best(10, LOAD, now);
        }
        for (KeyState<String, Reading, Reading, String> key : sorted(500, now)) {
            poll(key, now);
        }
        pace.times = 0;

        for (int i = 0; i < 10; i++, now += SECOND / 10) {
            assertBest(10, now);
        }

        assertThat(pace.times).isBetween(10, 600); // of some 950 below the bar, 500 of them just read
    }

    @Test
    void keyWhoseRateRoseIsFoundWithinTenSelections() {
        for (int i = 0; i < 100; i++) {
            add(100 * SECOND);
        }
        settled.best(10, LOAD, 101 * SECOND);
        Set<Integer> foundAfter = new HashSet<>();
        for (int round = 0; round < 20; round++) {
            long now = (110 + round) * SECOND;
            KeyState<String, Reading, Reading, String> key = keys.get(round);
            key.changes = 1;
            poll(key, now);
            key.changes = 1_000_000;
            int selections = 1;
            while (selections <= 10
                    && !settled.best(10, LOAD, now + SECOND / 2).inOrder().contains(key)) {
                selections++;
            }
            foundAfter.add(selections);
            key.changes = 1;
        }
        assertThat(foundAfter).allMatch(selections -> selections <= 10).anyMatch(selections -> selections > 1);
    }

    @Test
    void keyThatIsWorthwhileSoonerThanWasThoughtIsFoundAtTheEarliestTimeThatIsTold() {
        KeyState<String, Reading, Reading, String> key = LaneTest.key("key", Phase.SETTLED, 100, 1);
        settled.add(key, LOAD, 100 * SECOND);
        settled.best(10, LOAD, 100 * SECOND); // the first looks at all
        key.changes = 100;
        assertThat(settled.best(10, LOAD, 100 * SECOND + 1).inOrder()).isEmpty();

        long earliest = settled.earliest(LOAD, 100 * SECOND + 2);

        assertThat(settled.best(10, LOAD, earliest + 1).inOrder()).containsExactly(key);
    }

    @Test
    void listedFleetsSelectionIsWorthAsMuchAsThatOfAFullSort() {
        LearnedPace learned = new LearnedPace(PaceLimits.defaults(), PaceSnapshot.EMPTY);
        RankedKeys<String, Reading, Reading, String> listed = new RankedKeys<>(learned);
        Load load = new Load(0, 50, 40 * SECOND);
        long begin = 10_000 * SECOND;
        for (int i = 0; i < 2_000; i++) {
            KeyState<String, Reading, Reading, String> key = LaneTest.key("key" + i, Phase.SETTLED, 0, 0);
            key.watchedSince = 0;
            learned.added(key);
            for (int change = 0; change < 1_000 / (i + 1); change++) {
                key.changes++;
                learned.changed(key);
            }
            key.lastReading = begin - random.nextInt(40) * SECOND;
            key.lastPoll = key.lastReading;
            key.lastListed = key.lastReading;
            keys.add(key);
        }
        Collections.shuffle(keys, random);
        keys.forEach(key -> listed.add(key, load, begin));
        double selectedWorth = 0;
        double mostWorth = 0;
        for (int step = 0; step < 400; step++) {
            long now = begin + step * SECOND / 2;
            for (int row = 25 * step; row < 25 * step + 25; row++) {
                KeyState<String, Reading, Reading, String> key = keys.get(row % keys.size());
                key.lastReading = now;
                key.lastListed = now;
            }
            mostWorth += keys.stream()
                    .map(key -> learned.value(key, load, now))
                    .sorted(Comparator.reverseOrder())
                    .limit(20)
                    .mapToDouble(Double::doubleValue)
                    .sum();
            for (KeyState<String, Reading, Reading, String> key :
                    listed.best(20, load, now).inOrder()) {
                selectedWorth += learned.value(key, load, now);
                listed.remove(key);
                key.lastReading = now;
                key.lastPoll = now;
                listed.add(key, load, now);
            }
        }
        assertThat(mostWorth).isPositive();
        assertThat(selectedWorth / mostWorth).isBetween(0.99, 1 + 1e-9);
    }

    @Test
    void thoseNotWorthAPermitAreNotLookedAtUntilTheyAre() {
        for (int i = 0; i < 50; i++) {
            KeyState<String, Reading, Reading, String> key = LaneTest.key("key", Phase.SETTLED, 100, 2);
            keys.add(key);
            settled.add(key, LOAD, 100 * SECOND);
        }
        settled.best(10, LOAD, 100 * SECOND); // the first looks at all
        int before = pace.valuations;
        assertThat(settled.best(10, LOAD, 100 * SECOND + SECOND / 20).inOrder()).isEmpty();
        assertThat(pace.valuations).isEqualTo(before);
        assertThat(settled.earliest(LOAD, 100 * SECOND)).isEqualTo(100 * SECOND + SECOND / 10);
        assertThat(settled.best(10, LOAD, 100 * SECOND + SECOND / 10).inOrder()).hasSize(10);
    }
}
