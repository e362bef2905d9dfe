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

    /** A connection keeps 16,000 bytes alive, a call 7,000. */
    private static final SdkHeap SDK =
            SdkHeap.of(10, ONCE + 10 * 16_000, 200, ONCE + 200 * 16_000, ONCE + 200 * (16_000 + 7_000));

    private static Result weighed(SdkHeap sdk) {
        Cell cell = new Cell("reactor-waiters", 1_000, Double.POSITIVE_INFINITY, 1, 10, 20, 0.9, 5, 1, 20, true);
        Finding.Heap heap = new Finding.Heap(1_000_000, 2_500_000, 10, 30, sdk);
        Truth truth = new Truth(Map.of(), Map.of(), 0);
        return Result.of(cell, new Finding("as ever", Map.of(), Map.of(), 1_000, 0, 0, Set.of(), truth, heap));
    }

    @Test
    void whatThereIsOnceOnlyIsNoPartOfACallOrConnection() {
        assertThat(SDK.perConnection()).isEqualTo(16_000);
        assertThat(SDK.perCall()).isEqualTo(7_000);
    }

    @Test
    void callsUnderWayAndConnectionsAreTheSdks() {
        Finding.Heap heap = new Finding.Heap(1_000_000, 2_500_000, 10, 30, SDK);

        assertThat(heap.perFunction(1_000)).isEqualTo(1_500);
        assertThat(heap.beyondCalls(1_000)).isEqualTo(1_500 - 10 * 7 - 30 * 16);
    }

    @Test
    void aCallThatWeighedNothingMeetsNoGoal() {
        SdkHeap lighter = SdkHeap.of(10, ONCE, 200, ONCE + 190 * 16_000, ONCE + 190 * 16_000 - 1);

        assertThat(lighter.perCall()).isNegative();
        assertThat(lighter.of(10, 30)).isNaN();
        Result result = weighed(lighter);
        assertThat(FleetGoals.of(List.of(result))).hasSize(1).allMatch(goal -> !goal.met());
        assertThat(FleetGoals.of(List.of(weighed(SDK)))).hasSize(1).allMatch(goal -> goal.met());
        assertThat(FleetTables.of(List.of(result)).get(0).text()).contains("1500", " - ", "16000");
    }
}
