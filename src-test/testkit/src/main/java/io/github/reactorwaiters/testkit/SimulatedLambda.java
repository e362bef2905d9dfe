// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit;

import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.model.SimulatedFunctions;
import io.github.reactorwaiters.testkit.wire.CallLog;
import io.github.reactorwaiters.testkit.wire.Faults;
import io.github.reactorwaiters.testkit.wire.Latency;
import io.github.reactorwaiters.testkit.wire.Quotas;
import io.github.reactorwaiters.testkit.wire.Reception;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClientBuilder;

/**
 * A simulated Lambda control plane: one account in one region, whose functions live by a Reactor scheduler's clock,
 * reached in memory or over HTTP. Thread-safe.
 *
 * <pre>{@code
 * StepVerifier.withVirtualTime(() -> {
 *     SimulatedLambda lambda = SimulatedLambda.builder().build();
 *     lambda.functions().create("orders");
 *     return pollUntilActive(lambda.client(), "orders");
 * })
 * }</pre>
 *
 * <p>A call passes the log, the faults, the quota and the latency, in this order, and reads or changes the functions
 * when its answer is due.
 */
public final class SimulatedLambda implements AutoCloseable {
    private final SimulatedFunctions functions;
    private final Faults faults;
    private final CallLog calls;
    private final Reception reception;
    private final SdkAsyncHttpClient http;
    private final InMemoryClients clients;
    private final int eventLoops;
    private final List<ServedLambda> served = new CopyOnWriteArrayList<>();
    private final Object clientLock = new Object();
    private @Nullable LambdaAsyncClient sharedClient;

    private SimulatedLambda(Builder draft) {
        Scheduler chosen = draft.scheduler;
        Scheduler clock = chosen != null ? chosen : Schedulers.parallel();
        functions = new SimulatedFunctions(clock, draft.account, draft.region, draft.seed, draft.durations);
        faults = new Faults(clock, draft.seed, draft.account, draft.region);
        calls = new CallLog();
        Latency latency = Latency.of(draft.latency, draft.jitter, draft.seed, draft.roundTrips);
        reception = new Reception(functions, clock, calls, faults, draft.quotas, latency);
        http = reception.inMemory();
        clients = new InMemoryClients(http, new SdkTimers(clock), draft.region);
        eventLoops = draft.eventLoops;
    }

    /** Settings with their defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** The functions, and means to arrange what happens to them. */
    public SimulatedFunctions functions() {
        return functions;
    }

    /** The trouble that calls meet; none at first. */
    public Faults faults() {
        return faults;
    }

    /** The calls that arrived, by either front. */
    public CallLog calls() {
        return calls;
    }

    /**
     * An HTTP client for any SDK client that is to reach this control plane in memory. Answers that nothing delays come
     * on the caller's thread, others on the scheduler's. Its {@code close()} does nothing.
     */
    public SdkAsyncHttpClient asyncHttpClient() {
        return http;
    }

    /**
     * A client that reaches this control plane in memory: signed with made-up credentials, without retries, without
     * threads; its futures complete on the thread that answers, its timeouts run on the scheduler. The same at each call;
     * {@link #close()} closes it.
     */
    public LambdaAsyncClient client() {
        synchronized (clientLock) {
            LambdaAsyncClient client = sharedClient;
            if (client == null) {
                client = clients.make(builder -> {});
                sharedClient = client;
            }
            return client;
        }
    }

    /** A new client like {@link #client()}, changed by {@code customizer}; the caller closes it. */
    public LambdaAsyncClient client(Consumer<LambdaAsyncClientBuilder> customizer) {
        return clients.make(Objects.requireNonNull(customizer, "customizer"));
    }

    /**
     * Serves Lambda's REST-JSON API on 127.0.0.1 until the result or this is closed. Returns when the port is bound: not
     * to be called from a non-blocking thread.
     *
     * @param port the port; 0: any free one
     * @throws IllegalStateException if the port is taken
     * @throws IllegalArgumentException if {@code port} is not from 0 to 65535
     */
    public ServedLambda serve(int port) {
        ServedLambda server = reception.serve(port, eventLoops);
        served.add(server);
        return server;
    }

    /** Closes the servers and the shared client. */
    @Override
    public void close() {
        served.forEach(ServedLambda::close);
        synchronized (clientLock) {
            if (sharedClient != null) {
                sharedClient.close();
            }
        }
    }

    /** Settings of a simulated control plane. Not thread-safe. */
    public static final class Builder {
        private static final int MOST_LOOPS = 256;

        private @Nullable Scheduler scheduler;
        private long seed = 1;
        private String account = "123456789012";
        private String region = "eu-west-1";
        private Quotas quotas = Quotas.aws();
        private Durations durations = Durations.aws();
        private Duration latency = Duration.ZERO;
        private Duration jitter = Duration.ZERO;
        private final Map<String, Duration> roundTrips = new HashMap<>();
        private int eventLoops = 1;

        private Builder() {}

        /** The clock and timer of everything; by default {@code Schedulers.parallel()}, resolved by {@link #build()}. */
        public Builder scheduler(Scheduler scheduler) {
            this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
            return this;
        }

        /** Decides all that is drawn: durations, revisions, faults, latencies; by default 1. */
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /** The account, twelve digits; by default 123456789012. */
        public Builder account(String account) {
            this.account = Objects.requireNonNull(account, "account");
            return this;
        }

        /** The region; by default eu-west-1. */
        public Builder region(String region) {
            this.region = Objects.requireNonNull(region, "region");
            return this;
        }

        /** What callers may ask per second; by default {@link Quotas#aws()}. */
        public Builder quotas(Quotas quotas) {
            this.quotas = Objects.requireNonNull(quotas, "quotas");
            return this;
        }

        /** How long the steps of a function's life take; by default {@link Durations#aws()}. */
        public Builder durations(Durations durations) {
            this.durations = Objects.requireNonNull(durations, "durations");
            return this;
        }

        /** How long each answer takes; by default zero: answers come at once, on the caller's thread. */
        public Builder latency(Duration fixed) {
            return latency(fixed, Duration.ZERO);
        }

        /** How long each answer takes: {@code fixed}, and up to {@code jitter} more. */
        public Builder latency(Duration fixed, Duration jitter) {
            this.latency = Objects.requireNonNull(fixed, "fixed");
            this.jitter = Objects.requireNonNull(jitter, "jitter");
            return this;
        }

        /**
         * How long each call of {@code operation}, such as {@code GetFunction}, is on its way, there and back, besides the
         * latency: the functions are read or changed halfway. By default zero.
         */
        public Builder roundTrip(String operation, Duration thereAndBack) {
            roundTrips.put(
                    Objects.requireNonNull(operation, "operation"),
                    Objects.requireNonNull(thereAndBack, "thereAndBack"));
            return this;
        }

        /** The threads of each {@linkplain SimulatedLambda#serve server}, 1 to 256; by default 1. */
        public Builder eventLoops(int eventLoops) {
            this.eventLoops = eventLoops;
            return this;
        }

        /**
         * Builds it.
         *
         * @throws IllegalArgumentException if a setting is out of range
         */
        public SimulatedLambda build() {
            if (eventLoops < 1 || eventLoops > MOST_LOOPS) {
                throw new IllegalArgumentException("eventLoops " + eventLoops + " is not between 1 and " + MOST_LOOPS);
            }
            return new SimulatedLambda(this);
        }
    }
}
