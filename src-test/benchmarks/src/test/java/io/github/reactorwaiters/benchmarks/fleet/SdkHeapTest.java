// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SdkHeapTest {
    private static final long ONCE = 5_000_000;

    /** A call and its connection keep 15,000 bytes alive, an idle connection 16,000. */
    private static final SdkHeap SDK = sdk(15_000, 16_000);

    private static SdkHeap sdk(long perCall, long perIdleConnection) {
        return SdkHeap.of(
                new SdkHeap.Weighed(10, ONCE + 10 * perCall, ONCE + 10 * perIdleConnection),
                new SdkHeap.Weighed(90, ONCE + 90 * perCall, ONCE + 90 * perIdleConnection));
    }

    private static Result weighed(SdkHeap sdk) {
        Cell cell = new Cell("reactor-waiters", 1_000, Double.POSITIVE_INFINITY, 1, 10, 20, 0.9, 5, 1, 20, true);
        Finding.Heap heap = new Finding.Heap(1_000_000, 2_400_000, 10, 30, sdk);
        Truth truth = new Truth(Map.of(), Map.of(), 0);
        return Result.of(cell, new Finding("as ever", Map.of(), Map.of(), 1_000, 0, 0, Set.of(), truth, heap));
    }

    @Test
    void whatThereIsOnceOnlyIsNoPartOfACallOrConnection() {
        assertThat(SDK.perIdleConnection()).isEqualTo(16_000);
        assertThat(SDK.perCall()).isEqualTo(15_000);
    }

    @Test
    void callsUnderWayAndConnectionsAreTheSdks() {
        Finding.Heap heap = new Finding.Heap(1_000_000, 2_500_000, 10, 30, SDK);

        assertThat(heap.perFunction(1_000)).isEqualTo(1_500);
        assertThat(heap.beyondCalls(1_000)).isEqualTo(1_500 - 10 * 15 - 20 * 16);
    }

    @Test
    void callsWithoutAConnectionAreNotTheSdks() {
        assertThat(SDK.of(40, 30)).isEqualTo(30 * 15_000);
    }

    @Test
    void aCallThatWeighedNothingMeetsNoGoal() {
        SdkHeap lighter = sdk(-1, 16_000);

        assertThat(lighter.perCall()).isNegative();
        assertThat(lighter.of(10, 30)).isNaN();
        Result result = weighed(lighter);
        assertThat(FleetGoals.of(List.of(result))).hasSize(1).allMatch(goal -> !goal.met());
        assertThat(FleetGoals.of(List.of(weighed(SDK)))).hasSize(1).allMatch(goal -> goal.met());
        assertThat(FleetTables.of(List.of(result)).get(0).text()).contains("1400", " - ", "16000");
    }
}
