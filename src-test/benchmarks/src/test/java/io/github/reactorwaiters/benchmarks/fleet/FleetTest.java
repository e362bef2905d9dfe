// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reactorwaiters.benchmarks.report.Machine;
import io.github.reactorwaiters.benchmarks.started.StartedUpdate;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The machinery, with a handful of functions in a hurry. */
@Timeout(120)
class FleetTest {
    private static Cell cell(Peer.Kind kind, int functions) {
        return new Cell(kind.toString(), functions, Double.POSITIVE_INFINITY, 1, 10, 20, 0.9, 5, 60, 20, false);
    }

    private static Finding finding(Map<String, Long> detected, Map<String, Integer> failures, Truth truth) {
        return new Finding("as ever", detected, failures, 0, 1.5, 2, Set.of(), truth, null);
    }

    @Test
    void everyPeerToldOfEveryUpdateAndOnlyThen() throws InterruptedException {
        ScriptedFleet fleet = new ScriptedFleet(cell(Peer.Kind.REACTOR_WAITERS, 6));
        Map<Peer.Kind, Peer> peers = new EnumMap<>(Peer.Kind.class);
        Map<Peer.Kind, Waits> waits = new EnumMap<>(Peer.Kind.class);
        List<String> lines = new CopyOnWriteArrayList<>();
        try (ServedLambda served = fleet.serve()) {
            for (Peer.Kind kind : Peer.Kind.values()) {
                Peer peer = kind.open(new Peer.Setup(served.endpoint(), cell(kind, 6)));
                peers.put(kind, peer);
                waits.put(kind, new Waits(peer, 6));
            }
            fleet.go(line -> {
                lines.add(line);
                if (line.startsWith("started ")) {
                    waits.values().forEach(each -> each.begin(StartedUpdate.of(line.substring(8))));
                }
            });
            for (Map.Entry<Peer.Kind, Waits> each : waits.entrySet()) {
                Waits ended = each.getValue();
                assertThat(ended.ended(20_000)).as("%s", each.getKey()).isTrue();
                ended.end();
                Finding finding = finding(ended.detectedMillis(), ended.failures(), fleet.truth());
                Result result = Result.of(cell(each.getKey(), 6), finding);
                assertThat(result.detectedAll()).as("%s", each.getKey()).isTrue();
                assertThat(result.delays().least()).isBetween(0.0, 2.0);
            }
            assertThat(lines).hasSize(7).last().isEqualTo("settled");
        } finally {
            peers.values().forEach(Peer::close);
        }
    }

    @Test
    void aCellRunsInProcessesOfItsOwn() throws Exception {
        List<Result> results = CellRun.together(List.of(cell(Peer.Kind.REACTOR_WAITERS, 2)));

        assertThat(results).hasSize(1);
        assertThat(results.get(0).detectedAll()).isTrue();
        assertThat(results.get(0).finding().truth().calls()).containsKey("GetFunction");
        assertThat(results.get(0).finding().cpuSeconds()).isPositive();
    }

    @Test
    void whoTellsOfAnUpdateThatIsNotOverBreaksTheBenchmark() {
        Truth truth = new Truth(Map.of(), Map.of("GetFunction", 1L), 0);

        assertThatThrownBy(() -> Result.of(cell(Peer.Kind.SDK, 1), finding(Map.of("orders", 5L), Map.of(), truth)))
                .hasMessageContaining("orders");
    }

    @Test
    void whoTellsOfAnUpdateBeforeItIsOverIsNotEarlyButBreaksTheBenchmark() {
        Truth truth = new Truth(Map.of("orders", 6L), Map.of("GetFunction", 1L), 0);

        assertThatThrownBy(() -> Result.of(cell(Peer.Kind.SDK, 1), finding(Map.of("orders", 5L), Map.of(), truth)))
                .hasMessageContaining("orders");
    }

    @Test
    void aChartShowsEachPollerAndWhatItLost() {
        Truth truth = new Truth(Map.of("a", 1_000L, "b", 1_000L), Map.of("GetFunction", 9L), 2);
        Result ours = Result.of(
                cell(Peer.Kind.REACTOR_WAITERS, 2), finding(Map.of("a", 1_400L, "b", 1_200L), Map.of(), truth));
        Result theirs =
                Result.of(cell(Peer.Kind.SDK, 2), finding(Map.of("a", 3_000L), Map.of("LambdaException", 1), truth));

        String chart = FleetChart.of(List.of(ours, theirs), Machine.here());

        assertThat(chart).contains("reactor-waiters", "sdk-waiter", "0.30 s, 0.4 s", "2.00 s, 2.0 s", "1 of 2");
        assertThat(FleetTables.of(List.of(ours, theirs)).get(0).text()).contains("0.30", "2.00");
    }

    @Test
    void aPatientWaiterAsksSoSeldomThatAllStayWithinTheQuota() {
        Cell atOnce = new Cell("any", 900, Double.POSITIVE_INFINITY, 1, 10, 20, 0.9, 5, 1, 20, false);
        Cell paced = new Cell("any", 900, 15, 1, 10, 20, 0.9, 5, 1, 20, false);

        assertThat(SdkWaiterPeer.pause(atOnce)).isEqualTo(Duration.ofSeconds(10));
        assertThat(SdkWaiterPeer.pause(paced)).isEqualTo(Duration.ofSeconds(2));
        assertThat(SdkWaiterPeer.pause(cell(Peer.Kind.SDK_PATIENT, 6))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aCellOutOfRangeIsRefused() {
        assertThatThrownBy(() -> cell(Peer.Kind.SDK, 0))
                .hasMessageContaining("functions")
                .hasMessageContaining("0");
    }
}
