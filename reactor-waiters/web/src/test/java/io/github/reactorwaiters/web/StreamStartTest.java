// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.web.HubRun.Client;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A hub that takes a stream over: to its clients it is the one that they had. */
class StreamStartTest {
    private static final Duration SOON = Duration.ofMillis(100);

    private final Changes changes = new Changes();
    private final FunctionStateChange one = changes.active("orders");
    private final FunctionStateChange two = changes.active("invoices");
    private final FunctionStateChange three = changes.updating("orders");
    private final StreamStart start = new StreamStart("log", 3, 1, List.of(two, three), List.of(two, three));

    @Test
    void aNewClientGetsTheStatesThatThereWere() {
        try (HubRun run = new HubRun(startingFrom(start))) {
            Client client = run.client();

            assertThat(client.rows()).containsExactly("invoices", "orders");
            assertThat(client.position()).isEqualTo("log-3");
        }
    }

    @Test
    void whoeverComesFromAnotherHubOfTheStreamGoesOn() {
        try (HubRun run = new HubRun(startingFrom(start))) {
            Client client = run.client("log-2");
            run.emit(changes.updated("orders")).pass(SOON);

            assertThat(client.of("snapshot")).isEmpty();
            assertThat(client.of("resumed")).hasSize(1);
            assertThat(client.sequences()).containsExactly(3L, 4L);
            assertThat(client.position()).isEqualTo("log-4");
        }
    }

    @Test
    void whereChangesAreMissingThereIsASnapshot() {
        try (HubRun run = new HubRun(startingFrom(start))) {
            assertThat(run.client("log-1").of("resumed")).hasSize(1);
            assertThat(run.client("log-0").of("snapshot")).hasSize(1);
            assertThat(run.client("other-2").of("snapshot")).hasSize(1);
        }
    }

    @Test
    void moreRecentChangesThanAHubKeepsAreForgotten() {
        UnaryOperator<ChangeHubBuilder> one = startingFrom(start);
        try (HubRun run = new HubRun(hub -> one.apply(hub).recentChanges(1))) {
            assertThat(run.client("log-2").sequences()).containsExactly(3L);
            assertThat(run.client("log-1").of("snapshot")).hasSize(1);
        }
    }

    @Test
    void anEmptyStreamBeginsWithItsFirstChange() {
        try (HubRun run = new HubRun(startingFrom(new StreamStart("log", 0, 0, List.of(), List.of())))) {
            Client client = run.client();
            run.emit(one).pass(SOON);

            assertThat(client.rows()).isEmpty();
            assertThat(client.sequences()).containsExactly(1L);
            assertThat(client.position()).isEqualTo("log-1");
        }
    }

    @Test
    void aNameThatNoPositionCanHoldIsRefused() {
        assertThatThrownBy(() -> new StreamStart("my log", 0, 0, List.of(), List.of()))
                .hasMessage("stream must be 1 to 16 digits and small letters: \"my log\"");
    }

    private static UnaryOperator<ChangeHubBuilder> startingFrom(StreamStart start) {
        return hub -> hub.startingFrom(start);
    }
}
