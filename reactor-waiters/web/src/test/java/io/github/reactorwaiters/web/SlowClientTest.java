// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.web.HubRun.Client;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SlowClientTest {
    @Test
    void whatIsNotTakenIsMergedPerFunction() {
        try (HubRun run = new HubRun()) {
            run.emit(run.changes.active("a"), run.changes.active("b"));
            Client slow = run.client(null, ChangeFilter.all(), 1);
            for (int i = 0; i < 100; i++) {
                run.emit(run.changes.updating("a"), run.changes.updated("a"));
            }
            run.emit(run.changes.updating("b"));
            slow.request(Long.MAX_VALUE);
            run.pass(Duration.ZERO);

            assertThat(slow.sequences()).containsExactly(202L, 203L);
            JsonNode merged = slow.json("change").get(0).get("change");
            assertThat(merged.get("skipped").asInt()).isEqualTo(199);
            assertThat(merged.get("kinds")).hasSize(2);
            assertThat(merged.get("before").get("revisionId").asString()).isEqualTo("r1");
            assertThat(merged.get("after").get("revisionId").asString()).isEqualTo("r202");
            assertThat(run.hub.conflated()).isEqualTo(199);
        }
    }

    @Test
    void fastClientIsNotHeldUpByASlowOne() {
        try (HubRun run = new HubRun()) {
            run.client(null, ChangeFilter.all(), 0);
            Client fast = run.client();
            for (int i = 0; i < 50; i++) {
                run.emit(run.changes.updating("a"), run.changes.updated("a"));
            }

            assertThat(fast.sequences()).hasSize(100);
        }
    }

    @Test
    void clientThatTakesNothingIsClosedAfterTheStall() {
        try (HubRun run = new HubRun(settings -> settings.stallTimeout(Duration.ofMinutes(10)))) {
            Client stalled = run.client(null, ChangeFilter.all(), 0);
            Client healthy = run.client();
            run.pass(Duration.ofMinutes(9));
            assertThat(stalled.error).isNull();
            run.pass(Duration.ofMinutes(1).plusSeconds(3));

            assertThat(stalled.closeCode()).isEqualTo(StreamClosedException.TRY_LATER);
            assertThat(stalled.error).hasMessage("the client took nothing for 600000 ms");
            assertThat(healthy.error).isNull();
            assertThat(run.hub.clients()).isEqualTo(1);
        }
    }

    @Test
    void clientThatTakesALittleIsNotClosed() {
        try (HubRun run = new HubRun(settings -> settings.stallTimeout(Duration.ofSeconds(30)))) {
            Client slow = run.client(null, ChangeFilter.all(), 1);
            for (int i = 0; i < 20; i++) {
                run.emit(run.changes.active("f" + i)).pass(Duration.ofSeconds(20));
                slow.request(1);
                run.pass(Duration.ZERO);
            }

            assertThat(slow.error).isNull();
        }
    }

    @Test
    void onlyTheLatestStatsWait() {
        try (HubRun run = new HubRun(settings -> settings.stallTimeout(Duration.ofHours(1)))) {
            Client slow = run.client(null, ChangeFilter.all(), 1);
            run.pass(Duration.ofMinutes(10));
            slow.request(100);
            run.pass(Duration.ZERO);

            assertThat(slow.of("stats")).hasSize(1);
            assertThat(slow.of("ping")).hasSize(1);
        }
    }

    @Test
    void oneClientTooManyIsSentAway() {
        try (HubRun run = new HubRun(settings -> settings.maxClients(2))) {
            Client first = run.client();
            run.client();
            Client third = run.client();

            assertThat(third.closeCode()).isEqualTo(StreamClosedException.TRY_LATER);
            first.cancel();
            run.pass(Duration.ZERO);
            assertThat(run.client().error).isNull();
        }
    }
}
