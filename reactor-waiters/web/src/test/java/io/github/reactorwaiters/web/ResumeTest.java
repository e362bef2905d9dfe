// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.web.HubRun.Client;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ResumeTest {
    @Test
    void returningClientGetsWhatItMissed() {
        try (HubRun run = new HubRun()) {
            Client first = run.client();
            run.emit(run.changes.active("a"), run.changes.active("b"));
            first.cancel();
            run.emit(run.changes.updating("a"), run.changes.updated("a"));
            Client again = run.client(first.position());
            run.emit(run.changes.updating("b"));

            assertThat(again.json("resumed").get(0).get("seq").asLong()).isEqualTo(4);
            assertThat(again.of("snapshot")).isEmpty();
            assertThat(again.sequences()).containsExactly(3L, 4L, 5L);
        }
    }

    @Test
    void bareNumberResumesToo() {
        try (HubRun run = new HubRun()) {
            run.emit(run.changes.active("a"), run.changes.updating("a"));

            assertThat(run.client("1").sequences()).containsExactly(2L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0a0a0a0a-1", "77", "nonsense", "1.2", "", "99999999999999999999", "3.2.1"})
    void whatIsNoPositionHereGetsASnapshot(String since) {
        try (HubRun run = new HubRun()) {
            run.emit(run.changes.active("a"), run.changes.updating("a"));
            Client client = run.client(since);

            assertThat(client.of("resumed")).isEmpty();
            assertThat(client.rows()).containsExactly("a");
        }
    }

    @Test
    void whatTheRingForgotIsReplacedByASnapshot() {
        try (HubRun run = new HubRun(settings -> settings.recentChanges(3))) {
            for (int i = 0; i < 5; i++) {
                run.emit(run.changes.active("f" + i));
            }

            assertThat(run.client("2").sequences()).containsExactly(3L, 4L, 5L);
            assertThat(run.client("1").rows()).hasSize(5);
        }
    }

    /** The client is cut off again and again, while what it has not taken is merged: it misses nothing and gets nothing twice. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void cutsInTheMiddleOfMergedChangesLoseAndRepeatNothing(long seed) {
        Random random = new Random(seed);
        try (HubRun run = new HubRun()) {
            run.emit(run.changes.active("f0"), run.changes.active("f1"), run.changes.active("f2"));
            List<JsonNode> got = new ArrayList<>();
            Client client = run.client(null, ChangeFilter.all(), 1);
            assertThat(client.rows()).hasSize(3);
            String position = client.position();
            for (int step = 0; step < 300; step++) {
                String function = "f" + random.nextInt(3);
                run.emit(random.nextBoolean() ? run.changes.updating(function) : run.changes.updated(function));
                if (random.nextInt(3) == 0) {
                    client.request(1 + random.nextInt(2));
                    run.pass(java.time.Duration.ZERO);
                }
                if (random.nextInt(12) == 0) {
                    position = client.position() == null ? position : client.position();
                    got.addAll(client.json("change"));
                    client.cancel();
                    client = run.client(position, ChangeFilter.all(), 1 + random.nextInt(3));
                }
            }
            client.request(Long.MAX_VALUE);
            run.pass(java.time.Duration.ZERO);
            got.addAll(client.json("change"));

            assertThat(chain(got)).isEqualTo(300);
        }
    }

    /** Checks that each change starts where the one before of its function ended, and counts them, merged ones too. */
    private static int chain(List<JsonNode> frames) {
        Map<String, JsonNode> latest = new HashMap<>();
        int changes = 0;
        for (JsonNode frame : frames) {
            JsonNode change = frame.get("change");
            JsonNode known = latest.put(change.get("function").asString(), change.get("after"));
            if (known != null) {
                assertThat(change.get("before")).as(frame.toString()).isEqualTo(known);
            }
            changes += 1 + change.get("skipped").asInt();
        }
        return changes;
    }
}
