// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.system.Planted.CHANGE;
import static io.github.reactorwaiters.system.Planted.CREDENTIALS;
import static io.github.reactorwaiters.system.Planted.PASSWORD;
import static io.github.reactorwaiters.system.VirtualFleet.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.rollout.FunctionChange;
import io.github.reactorwaiters.rollout.JournalEntry;
import io.github.reactorwaiters.rollout.Rollout;
import io.github.reactorwaiters.rollout.RolloutJournal;
import io.github.reactorwaiters.rollout.Target;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.github.reactorwaiters.web.ChangeFilter;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.Frame;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;

/** Secrets planted where the library meets them come out nowhere: no change, frame, event, journal, error or log. */
class SecretsTest {
    private final StringWriter seen = new StringWriter();
    private final PrintWriter out = new PrintWriter(seen);

    @Test
    void plantedSecretsComeOutNowhere(@TempDir Path folder) throws IOException {
        String codeUrl;
        try (VirtualFleet fleet = new VirtualFleet(
                        lambda -> lambda, (lambda, time) -> FunctionWatcher.builder(lambda.client(client ->
                                        client.credentialsProvider(StaticCredentialsProvider.create(CREDENTIALS))))
                                .scheduler(time));
                ChangeHub hub = ChangeHub.of(fleet.watcher, fleet.watcher.watchAll())
                        .scheduler(fleet.time)
                        .start()) {
            fleet.functions().add("orders");
            fleet.lambda
                    .client()
                    .updateFunctionConfiguration(update -> update.functionName("orders")
                            .environment(environment -> environment.variables(Map.of("PASSWORD", PASSWORD))))
                    .join();
            fleet.seconds(10);
            GetFunctionResponse answer = fleet.lambda
                    .client()
                    .getFunction(get -> get.functionName("orders"))
                    .join();
            codeUrl = answer.code().location();
            assertThat(answer.configuration().environment().variables()).containsValue(PASSWORD);
            tell(fleet.watcher.watch(ORDERS));
            tell(hub.open(null, ChangeFilter.all(), Flux.just("{\"type\":\"planted\"}"))
                    .map(Frame::text));
            tell(hub.open(null, ChangeFilter.all(), Flux.never()).map(Frame::text));
            RolloutJournal journal = RolloutJournal.file(folder.resolve("journal"));
            Rollout rollout = Rollout.builder(fleet.watcher)
                    .targets(Flux.just(new Target(ORDERS, CHANGE)))
                    .publish()
                    .journal(journal)
                    .build();
            tell(rollout.plan());
            tell(rollout.run());
            for (Fault fault : List.of(
                    Fault.accessDenied(),
                    Fault.expiredToken(),
                    Fault.invalidSignature(),
                    Fault.unrecognizedClient(),
                    Fault.malformed(),
                    Fault.mistyped(),
                    Fault.half(),
                    Fault.html(500),
                    Fault.hang())) {
                meet(fault, fleet);
                tell(hub.functions(ChangeFilter.all()).map(part -> new String(part, StandardCharsets.UTF_8)));
                tell(hub.timeline(ORDERS).map(part -> new String(part, StandardCharsets.UTF_8)));
                fleet.seconds(1);
                out.println(new String(hub.healthJson(), StandardCharsets.UTF_8));
            }
            fleet.seconds(60);
        }
        out.println(Files.readString(folder.resolve("journal")));

        assertThat(codeUrl).startsWith("https://");
        assertThat(seen.toString())
                .hasSizeGreaterThan(20_000)
                .contains("UPDATE_COMPLETED", "ExpiredTokenException", "lambda:GetFunction", "\"snapshot\"")
                .doesNotContain(codeUrl, codeUrl.substring(codeUrl.indexOf('?') + 1))
                .doesNotContain(PASSWORD, "planted-secret-key", "planted-session-token")
                .doesNotContain(CREDENTIALS.accessKeyId());
    }

    /** Watches, waits and strict streams in trouble, and all that is told of it. */
    private void meet(Fault fault, VirtualFleet fleet) {
        fleet.lambda.faults().add(fault.lasting(Duration.ofSeconds(20)));
        tell(fleet.watcher.withAwaitTimeout(Duration.ofSeconds(5)).awaitUpdated(ORDERS));
        try (FunctionWatcher strict = FunctionWatcher.builder(fleet.lambda.client(
                        client -> client.credentialsProvider(StaticCredentialsProvider.create(CREDENTIALS))))
                .scheduler(fleet.time)
                .strict(true)
                .build()) {
            tell(strict.watch(ORDERS));
            tell(strict.watchAll());
            tell(strict.controlPlane().get(ORDERS).map(answer -> "answered"));
            fleet.seconds(10);
            tellHealth(strict);
        }
        fleet.seconds(10);
        tellHealth(fleet.watcher);
        fleet.seconds(60);
    }

    private void tellHealth(FunctionWatcher watcher) {
        out.println(watcher.health());
        out.println(watcher.stats());
        Throwable cause = watcher.health().cause();
        if (cause != null) {
            cause.printStackTrace(out);
        }
    }

    private void tell(Publisher<?> stream) {
        Flux.from(stream).subscribe(out::println, error -> error.printStackTrace(out));
    }

    @Test
    void entriesOfTheJournalAndTheChangeItselfDoNotShowTheConfiguration() {
        assertThat(CHANGE.toString()).doesNotContain(PASSWORD);
        assertThat(new Target(ORDERS, CHANGE).toString()).doesNotContain(PASSWORD);
        assertThat(JournalEntry.class.getRecordComponents())
                .noneMatch(member -> member.getType().equals(FunctionChange.class));
    }
}
