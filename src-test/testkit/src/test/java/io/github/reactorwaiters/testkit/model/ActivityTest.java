// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.reactorwaiters.testkit.model.Transition.Kind;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

class ActivityTest {
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SimulatedFunctions functions =
            new SimulatedFunctions(time, "123456789012", "eu-west-1", 5, Durations.aws());
    private final List<String> fleet = functions.add(200);

    @Test
    void aFleetIsKeptBusyInEveryWay() {
        Activity.in(functions, time, 1).deploy(1.0);
        time.advanceTimeBy(ofHours(1));

        Map<Kind, Long> counts = counts(fleet);
        assertThat(counts.get(Kind.UPDATE_STARTED)).isBetween(2_500L, 3_700L);
        assertThat(counts).containsKeys(Kind.UPDATE_COMPLETED, Kind.IDLED, Kind.RESTORING, Kind.RESTORED);
        assertThat(counts.get(Kind.UPDATE_FAILED)).isBetween(90L, 250L);
        assertThat(counts(List.of("job-0000", "job-0001")))
                .containsEntry(Kind.CREATED, 2L)
                .containsEntry(Kind.DELETED, 2L);
    }

    @Test
    void aFewFunctionsAreDeployedMuchMoreOftenThanMost() {
        Activity.in(functions, time, 1).deploy(0.2);
        time.advanceTimeBy(ofHours(4));
        List<Integer> sizes = fleet.stream()
                .map(name -> functions.history(name).size())
                .sorted()
                .toList();
        assertThat(sizes.get(199)).isGreaterThan(10 * sizes.get(100));
    }

    @Test
    void sharesDecideWhatHappens() {
        Activity.in(functions, time, 1).failing(1).churning(0).idling(0).deploy(0.5);
        time.advanceTimeBy(ofHours(1));
        assertThat(counts(fleet))
                .doesNotContainKeys(Kind.UPDATE_COMPLETED, Kind.IDLED)
                .containsKey(Kind.UPDATE_FAILED);
        assertThat(functions.names()).isEqualTo(fleet);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Activity.in(functions, time, 1).failing(1.1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Activity.in(functions, time, 1).deploy(0));
    }

    @Test
    void disposingEndsIt() {
        Disposable activity = Activity.in(functions, time, 1).deploy(5);
        time.advanceTimeBy(ofMinutes(5));
        activity.dispose();
        time.advanceTimeBy(ofMinutes(5));
        Map<Kind, Long> settled = counts(fleet);
        time.advanceTimeBy(ofHours(1));
        assertThat(counts(fleet)).isEqualTo(settled);
    }

    @Test
    void theSameSeedGivesTheSameDay() {
        VirtualTimeScheduler otherTime = VirtualTimeScheduler.create();
        SimulatedFunctions twin = new SimulatedFunctions(otherTime, "123456789012", "eu-west-1", 5, Durations.aws());
        twin.add(200);
        Activity.in(functions, time, 9).deploy(2);
        Activity.in(twin, otherTime, 9).deploy(2);
        time.advanceTimeBy(ofMinutes(30));
        otherTime.advanceTimeBy(ofMinutes(30));
        assertThat(fleet).allSatisfy(name -> assertThat(twin.history(name)).isEqualTo(functions.history(name)));
    }

    private Map<Kind, Long> counts(Collection<String> names) {
        Map<Kind, Long> counts = new EnumMap<>(Kind.class);
        names.forEach(name -> functions.history(name).forEach(t -> counts.merge(t.kind(), 1L, Long::sum)));
        return counts;
    }
}
