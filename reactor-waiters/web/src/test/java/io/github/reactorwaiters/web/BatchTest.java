// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reactorwaiters.web.HubRun.Client;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes go out together. */
class BatchTest {
    private static final Duration BATCH = Duration.ofMillis(25);

    private final HubRun run = new HubRun(settings -> settings.batchInterval(BATCH));
    private final Changes changes = run.changes;

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void changesAreGatheredFromTheFirstOn() {
        Client client = run.client();
        run.emit(changes.active("a")).pass(Duration.ofMillis(20));
        run.emit(changes.active("b")).pass(Duration.ofMillis(4));
        assertThat(client.sequences()).isEmpty();

        run.pass(Duration.ofMillis(1));
        assertThat(client.sequences()).containsExactly(1L, 2L);
        run.emit(changes.active("c")).pass(Duration.ofMillis(24));
        assertThat(client.sequences()).hasSize(2);
        run.pass(Duration.ofMillis(1));
        assertThat(client.sequences()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void whoComesMeanwhileGetsThemOnce() {
        Client early = run.client();
        run.emit(changes.active("a"));
        Client late = run.client();
        run.pass(BATCH);

        assertThat(early.sequences()).containsExactly(1L);
        assertThat(late.rows()).containsExactly("a");
        assertThat(late.sequences()).isEmpty();
    }

    @Test
    void whoChangesTheFilterMeanwhileGetsThemFirst() {
        Client client = run.client();
        run.emit(changes.active("a"));
        client.send("{\"type\":\"filter\",\"pattern\":\"a\"}");
        run.pass(BATCH);

        assertThat(client.sequences()).containsExactly(1L);
        assertThat(client.frames.get(client.frames.size() - 1).type()).isEqualTo("snapshot");
        assertThat(client.rows()).containsExactly("a");
    }

    @Test
    void documentsHaveWhatWasGathered() {
        run.emit(changes.active("a"));
        StringBuilder text = new StringBuilder();
        run.hub.functions(ChangeFilter.all()).subscribe(part -> text.append(new String(part, StandardCharsets.UTF_8)));
        run.pass(Duration.ZERO);

        assertThat(text).contains("\"function\":\"a\"");
    }

    @Test
    void theLastOnesGoOutBeforeTheEnd() {
        Client client = run.client();
        run.emit(changes.active("a"));
        run.source.tryEmitComplete().orThrow();
        run.pass(Duration.ZERO);

        assertThat(client.sequences()).containsExactly(1L);
        assertThat(client.closeCode()).isEqualTo(StreamClosedException.GOING_AWAY);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1_001})
    void badIntervalIsRefused(long millis) {
        assertThatThrownBy(() -> new HubRun(settings -> settings.batchInterval(Duration.ofMillis(millis))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("batchInterval must be 0 to PT1S");
    }
}
