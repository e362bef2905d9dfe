// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.web.HubRun.Client;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class ChangeHubTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HubRun run = new HubRun();
    private final Changes changes = run.changes;

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void lateClientGetsSnapshotAndThenChanges() {
        run.emit(changes.active("a"), changes.active("b"), changes.updating("a"));
        Client client = run.client();
        run.emit(changes.updated("a"));

        JsonNode snapshot = client.json("snapshot").get(0);
        assertThat(snapshot.get("seq").asLong()).isEqualTo(3);
        assertThat(snapshot.get("first").asBoolean()).isTrue();
        assertThat(snapshot.get("last").asBoolean()).isTrue();
        assertThat(client.rows()).containsExactlyInAnyOrder("a", "b");
        assertThat(snapshot.get("functions")
                        .get(0)
                        .get("after")
                        .get("lastUpdateStatus")
                        .asString())
                .isEqualTo("InProgress");
        assertThat(client.sequences()).containsExactly(4L);
    }

    @Test
    void changeFrameHoldsTheChangeByTheOneSchema() {
        Client client = run.client();
        FunctionStateChange change = changes.active("a");
        run.emit(change);

        Frame frame = client.of("change").get(0);
        assertThat(frame.text())
                .isEqualTo("{\"type\":\"change\",\"id\":\"" + run.hub.stream() + "-1\",\"change\":"
                        + ChangeJson.of(change) + "}");
        assertThat(frame.id()).isEqualTo(run.hub.stream() + "-1");
    }

    @Test
    void eachChangeIsEncodedOnceForAllClients() {
        List<Client> clients = List.of(run.client(), run.client(), run.client());
        run.emit(changes.active("a"));

        assertThat(clients).map(client -> client.of("change").get(0).bytes()).allSatisfy(bytes -> assertThat(bytes)
                .isSameAs(clients.get(0).of("change").get(0).bytes()));
    }

    @Test
    void snapshotOfManyFunctionsComesInChunks() {
        for (int i = 0; i < 10_000; i++) {
            run.source.tryEmitNext(changes.active("f" + i)).orThrow();
        }
        run.pass(Duration.ZERO);
        Client client = run.client();

        List<JsonNode> chunks = client.json("snapshot");
        assertThat(chunks).hasSize(40);
        assertThat(client.rows()).hasSize(10_000).doesNotHaveDuplicates();
        assertThat(chunks.stream().filter(chunk -> chunk.get("first").asBoolean()))
                .hasSize(1);
        assertThat(chunks.subList(0, 39)).noneMatch(chunk -> chunk.get("last").asBoolean() || chunk.has("id"));
        assertThat(chunks.get(39).get("id").asString()).isEqualTo(run.hub.stream() + "-10000");
        assertThat(client.of("snapshot")).allMatch(frame -> frame.bytes().length < 100_000);
    }

    @Test
    void deletedFunctionIsInNoSnapshot() {
        run.emit(changes.active("a"), changes.active("b"), changes.deleted("a"));

        assertThat(run.client().rows()).containsExactly("b");
    }

    @Test
    void statsTellHealthAndBudget() {
        Client client = run.client();
        run.pass(Duration.ofMillis(1_050));

        JsonNode stats = client.json("stats").get(0);
        assertThat(stats.get("status").asString()).isEqualTo("THROTTLED");
        assertThat(stats.get("pools").get(0).get("rate").asDouble()).isBetween(50.0, 60.0);
        assertThat(stats.get("engine").get("inFlight").asInt()).isZero();
        assertThat(stats.get("clients").get("connected").asInt()).isEqualTo(1);
    }

    @Test
    void pingEvery15SecondsTellsThePosition() {
        run.emit(changes.active("a"));
        Client client = run.client();
        run.emit(changes.updating("a")).pass(Duration.ofSeconds(46));

        assertThat(client.of("ping")).hasSize(3).allSatisfy(ping -> assertThat(ping.id())
                .isEqualTo(run.hub.stream() + "-2"));
    }

    @Test
    void functionsAreOneJsonDocument() {
        for (int i = 0; i < 600; i++) {
            run.emit(changes.active("f" + i));
        }
        StringBuilder text = new StringBuilder();
        run.hub
                .functions(ChangeFilter.of("f1*", List.of()))
                .subscribe(part -> text.append(new String(part, StandardCharsets.UTF_8)));
        run.pass(Duration.ZERO);

        JsonNode document = JSON.readTree(text.toString());
        assertThat(document.get("functions")).hasSize(111);
        assertThat(document.get("seq").asLong()).isEqualTo(600);
    }

    @Test
    void timelineHasTheRecentChangesOfOneFunction() {
        FunctionStateChange first = changes.active("a");
        run.emit(first, changes.active("b"), changes.updating("a"));
        StringBuilder text = new StringBuilder();
        run.hub.timeline(first.function()).subscribe(whole -> text.append(new String(whole, StandardCharsets.UTF_8)));
        run.pass(Duration.ZERO);

        JsonNode document = JSON.readTree(text.toString());
        assertThat(document.get("changes")).hasSize(2);
        assertThat(document.get("changes").get(0)).isEqualTo(JSON.readTree(ChangeJson.of(first)));
    }

    @Test
    void closingTheHubEndsItsClients() {
        Client client = run.client();
        run.close();

        assertThat(client.closeCode()).isEqualTo(StreamClosedException.GOING_AWAY);
        assertThat(run.client().closeCode()).isEqualTo(StreamClosedException.GOING_AWAY);
        assertThat(run.hub.clients()).isZero();
    }

    @Test
    void failedWatchEndsItsClientsWithAReason() {
        Client client = run.client();
        run.source.tryEmitError(new IllegalStateException("secret")).orThrow();
        run.pass(Duration.ZERO);

        assertThat(client.closeCode()).isEqualTo(StreamClosedException.FAILED);
        assertThat(client.error).hasMessage("the watch failed");
    }

    @Test
    void cancellingEndsTheClient() {
        Client client = run.client();
        assertThat(run.hub.clients()).isEqualTo(1);
        client.cancel();
        run.pass(Duration.ZERO);

        assertThat(run.hub.clients()).isZero();
    }

    /** So that a hub that ends cancels no timer of another thread. */
    @Test
    void allTimersLiveOnOneThread() {
        Scheduler scheduler = Schedulers.newParallel("hub-timers", 4);
        ChangeHub hub =
                ChangeHub.of(run.hub::health, Flux.never()).scheduler(scheduler).start();

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("hub-timers"))
                .hasSize(1);
        hub.close();
        scheduler.dispose();
    }
}
