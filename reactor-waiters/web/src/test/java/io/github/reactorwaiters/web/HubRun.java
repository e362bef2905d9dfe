// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A hub on virtual time, fed by hand. */
final class HubRun implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LambdaAsyncClient UNUSED = LambdaAsyncClient.builder()
            .region(Region.EU_WEST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .build();

    final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    final Sinks.Many<FunctionStateChange> source = Sinks.many().unicast().onBackpressureBuffer();
    final Changes changes = new Changes();
    final ChangeHub hub;

    HubRun() {
        this(builder -> builder);
    }

    HubRun(UnaryOperator<ChangeHubBuilder> settings) {
        time.advanceTimeBy(Duration.ofDays(20_000));
        hub = settings.apply(ChangeHub.of(throttled(time), source.asFlux())
                        .batchInterval(Duration.ZERO)
                        .scheduler(time))
                .start();
    }

    HubRun emit(FunctionStateChange... each) {
        for (FunctionStateChange change : each) {
            source.tryEmitNext(change).orThrow();
        }
        return pass(Duration.ZERO);
    }

    HubRun pass(Duration duration) {
        time.advanceTimeBy(duration);
        return this;
    }

    Client client() {
        return client(null, ChangeFilter.all(), Long.MAX_VALUE);
    }

    Client client(@Nullable String since) {
        return client(since, ChangeFilter.all(), Long.MAX_VALUE);
    }

    /** A client that takes {@code demand} frames, and then what it asks for. */
    Client client(@Nullable String since, ChangeFilter filter, long demand) {
        Client client = new Client(demand);
        hub.open(since, filter, client.messages.asFlux()).subscribe(client);
        pass(Duration.ZERO);
        return client;
    }

    @Override
    public void close() {
        hub.close();
        pass(Duration.ZERO);
    }

    /** A watcher that was throttled before it did anything; it makes no calls. */
    static FunctionWatcher throttled(Scheduler scheduler) {
        FunctionWatcher watcher =
                FunctionWatcher.builder(UNUSED).scheduler(scheduler).build();
        watcher.budget().getFunction().throttled(null);
        return watcher;
    }

    /** What a client got. */
    static final class Client extends BaseSubscriber<Frame> {
        final List<Frame> frames = new ArrayList<>();
        final Sinks.Many<String> messages = Sinks.many().unicast().onBackpressureBuffer();
        private final long demand;

        @Nullable
        Throwable error;

        Client(long demand) {
            this.demand = demand;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            if (demand > 0) {
                request(demand);
            }
        }

        @Override
        protected void hookOnNext(Frame frame) {
            frames.add(frame);
        }

        @Override
        protected void hookOnError(Throwable thrown) {
            error = thrown;
        }

        void send(String message) {
            messages.tryEmitNext(message).orThrow();
        }

        List<Frame> of(String type) {
            return frames.stream().filter(frame -> frame.type().equals(type)).toList();
        }

        List<JsonNode> json(String type) {
            return of(type).stream().map(frame -> JSON.readTree(frame.text())).toList();
        }

        /** The numbers of the changes it got. */
        List<Long> sequences() {
            return json("change").stream()
                    .map(frame -> frame.get("change").get("seq").asLong())
                    .toList();
        }

        /** The functions of all its snapshots' frames. */
        List<String> rows() {
            List<String> rows = new ArrayList<>();
            json("snapshot").forEach(frame -> frame.get("functions")
                    .forEach(row -> rows.add(row.get("function").asString())));
            return rows;
        }

        @Nullable
        String position() {
            return frames.stream().map(Frame::id).reduce(null, (known, id) -> id == null ? known : id);
        }

        int closeCode() {
            return error instanceof StreamClosedException closed ? closed.code() : 0;
        }
    }
}
