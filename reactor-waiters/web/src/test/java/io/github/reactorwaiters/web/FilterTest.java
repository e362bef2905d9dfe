// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reactorwaiters.web.HubRun.Client;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterTest {
    @Test
    void namesAreFiltered() {
        try (HubRun run = new HubRun()) {
            run.emit(run.changes.active("orders-a"), run.changes.active("billing"));
            Client client = run.client(null, ChangeFilter.of("orders-*", List.of()), Long.MAX_VALUE);
            run.emit(run.changes.updating("billing"), run.changes.updating("orders-a"));

            assertThat(client.rows()).containsExactly("orders-a");
            assertThat(client.sequences()).containsExactly(4L);
        }
    }

    @Test
    void changeOutOfTheWantedStateIsTold() {
        try (HubRun run = new HubRun()) {
            run.emit(run.changes.active("a"), run.changes.updating("b"));
            Client client = run.client(null, ChangeFilter.of(null, List.of("Updating")), Long.MAX_VALUE);
            run.emit(run.changes.updated("b"), run.changes.failed("a"), run.changes.updating("c"));

            assertThat(client.rows()).containsExactly("b");
            assertThat(client.sequences()).containsExactly(3L, 5L);
        }
    }

    @Test
    void messageChangesTheFilterWithoutReconnecting() {
        try (HubRun run = new HubRun()) {
            run.emit(run.changes.active("orders"), run.changes.failed("billing"));
            Client client = run.client();
            client.send("{\"type\":\"filter\",\"pattern\":\"b*\",\"states\":[\"Failed\"],\"more\":{\"x\":[1]}}");
            run.emit(run.changes.updating("orders"));

            assertThat(client.rows()).containsExactly("orders", "billing", "billing");
            assertThat(client.sequences()).isEmpty();

            client.send("{\"type\":\"filter\"}");
            run.emit(run.changes.updated("orders"));
            assertThat(client.json("snapshot")).hasSize(3);
            assertThat(client.sequences()).containsExactly(4L);
        }
    }

    @Test
    void returningClientIsFilteredToo() {
        try (HubRun run = new HubRun()) {
            run.emit(
                    run.changes.active("a"),
                    run.changes.active("b"),
                    run.changes.updating("a"),
                    run.changes.updating("b"));

            assertThat(run.client("2", ChangeFilter.of("b", List.of()), 10).sequences())
                    .containsExactly(4L);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense | 1007",
                "'' | 1007",
                "[] | 1007",
                "{\"type\":\"filter\" | 1007",
                "{} {} | 1007",
                "{\"type\":\"delete\"} | 1008",
                "{} | 1008",
                "{\"type\":7} | 1008",
                "{\"type\":\"filter\",\"pattern\":\"<script>\"} | 1008",
                "{\"type\":\"filter\",\"states\":\"Active\"} | 1008",
                "{\"type\":\"filter\",\"states\":[1]} | 1008",
                "{\"type\":\"filter\",\"states\":[\"<b>\"]} | 1008",
            })
    void messageThatIsNoneEndsTheClient(String message, int code) {
        try (HubRun run = new HubRun()) {
            Client client = run.client();
            client.send(message);
            run.pass(Duration.ZERO);

            assertThat(client.closeCode()).isEqualTo(code);
            assertThat(client.error).message().hasSizeLessThan(123).doesNotContain("<");
        }
    }

    @Test
    void messageThatIsTooLongEndsTheClient() {
        try (HubRun run = new HubRun()) {
            Client client = run.client();
            client.send("{\"type\":\"filter\",\"x\":\"" + "x".repeat(8_192) + "\"}");
            run.pass(Duration.ZERO);

            assertThat(client.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void tooManyMessagesEndTheClient() {
        try (HubRun run = new HubRun(settings -> settings.messagesPerSecond(3))) {
            Client patient = run.client();
            Client hasty = run.client();
            for (int i = 0; i < 4; i++) {
                hasty.send("{\"type\":\"filter\"}");
                patient.send("{\"type\":\"filter\"}");
                run.pass(Duration.ofMillis(i == 1 ? 100 : 0));
                if (i == 2) {
                    assertThat(hasty.error).isNull();
                }
            }

            assertThat(hasty.closeCode()).isEqualTo(1008);
            assertThat(hasty.error).hasMessage("too many messages");
        }
    }

    @Test
    void badFiltersAreRefused() {
        assertThatThrownBy(() -> ChangeFilter.of("a/b", List.of())).hasMessageContaining("pattern");
        assertThatThrownBy(() -> ChangeFilter.of(null, List.of(""))).hasMessageContaining("state");
        assertThatThrownBy(() -> ChangeFilter.of(null, Collections.nCopies(21, "Active")))
                .hasMessageContaining("21");
    }
}
