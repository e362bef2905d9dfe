// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.wire.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A trouble of the fault matrix.
 *
 * @param name for the report
 * @param lasting how long it lasts
 * @param shows what may be seen of it in changes
 */
record Trouble(String name, Duration lasting, Shows shows, Consumer<Site> begin, Consumer<Site> end) {
    /** What a subscriber may see of a trouble while it lasts. */
    enum Shows {
        /** Nothing: no change that it did not delay. */
        NOTHING,
        /** The function becomes unreadable and readable again. */
        UNREADABLE,
        /** States and statuses that nobody knows. */
        UNKNOWN_VALUES,
        /** Answers without some members. */
        LESS
    }

    private static final Duration MINUTES = Duration.ofMinutes(3);

    /** A fleet whose network and clock can be troubled, too. */
    static final class Site implements AutoCloseable {
        final VirtualFleet fleet;
        final RolloutFleet rollouts;
        TroubledNetwork network;
        SteppedClock clock;

        /** The operation that meets the trouble, null for all. */
        String operation;

        Site() {
            AtomicReference<TroubledNetwork> troubled = new AtomicReference<>();
            AtomicReference<SteppedClock> stepped = new AtomicReference<>();
            fleet = new VirtualFleet(lambda -> lambda, (lambda, time) -> {
                troubled.set(new TroubledNetwork(lambda.asyncHttpClient()));
                stepped.set(new SteppedClock(time));
                return FunctionWatcher.builder(lambda.client(client -> client.httpClient(troubled.get())))
                        .scheduler(stepped.get());
            });
            network = troubled.get();
            clock = stepped.get();
            rollouts = new RolloutFleet(fleet);
        }

        @Override
        public void close() {
            fleet.close();
        }
    }

    static List<Trouble> all() {
        return Stream.concat(faults(), surroundings()).toList();
    }

    private static Stream<Trouble> faults() {
        return Stream.of(
                of(Fault.throttle()),
                of(Fault.throttle()).lasting(Duration.ofMinutes(10)),
                of(Fault.throttle(Duration.ofSeconds(3))),
                of(Fault.throttlingException()),
                of(Fault.error(500)),
                of(Fault.error(503)),
                of(Fault.error(503)).lasting(Duration.ofHours(1)),
                of(Fault.html(200)),
                of(Fault.html(500)),
                of(Fault.html(503)),
                of(Fault.reset()),
                of(Fault.reset().probability(0.5)),
                of(Fault.close()),
                of(Fault.half()),
                of(Fault.malformed()),
                of(Fault.mistyped()),
                of(Fault.empty()),
                of(Fault.hang()),
                of(Fault.latency(Duration.ofSeconds(2))),
                of(Fault.latency(Duration.ofSeconds(30))),
                of(Fault.expiredToken()),
                of(Fault.expiredToken()).lasting(Duration.ofHours(1)),
                of(Fault.invalidSignature()),
                of(Fault.unrecognizedClient()),
                of(Fault.listedState()),
                of(Fault.noPaging()),
                of(Fault.accessDenied()).showing(Shows.UNREADABLE),
                of(Fault.unknownValues()).showing(Shows.UNKNOWN_VALUES),
                of(Fault.missing("RevisionId")).showing(Shows.LESS),
                of(Fault.missing("RevisionId", "LastModified", "CodeSha256")).showing(Shows.LESS),
                of(Fault.missing("LastUpdateStatus", "StateReason")).showing(Shows.LESS));
    }

    private static Stream<Trouble> surroundings() {
        return Stream.of(
                network(
                        "name is gone",
                        site -> site.network.nameIsGone = true,
                        site -> site.network.nameIsGone = false),
                network(
                        "half-open connections, then reset",
                        site -> site.fleet
                                .lambda
                                .faults()
                                .add(Fault.hang().lasting(MINUTES.dividedBy(2)), Fault.reset()),
                        site -> site.fleet.lambda.faults().clear()),
                network("clock an hour ahead", site -> site.clock.step(Duration.ofHours(1)), site -> {}),
                network("clock an hour back", site -> site.clock.step(Duration.ofHours(-1)), site -> {}),
                network(
                        "clock there and back",
                        site -> site.clock.step(Duration.ofHours(1)),
                        site -> site.clock.step(Duration.ofHours(-1))));
    }

    private static Trouble of(Fault fault) {
        return new Trouble(
                fault.toString(),
                MINUTES,
                Shows.NOTHING,
                site -> site.fleet.lambda.faults().add(site.operation == null ? fault : fault.on(site.operation)),
                site -> site.fleet.lambda.faults().clear());
    }

    private static Trouble network(String name, Consumer<Site> begin, Consumer<Site> end) {
        return new Trouble(name, MINUTES, Shows.NOTHING, begin, end);
    }

    private Trouble lasting(Duration duration) {
        return new Trouble(name, duration, shows, begin, end);
    }

    private Trouble showing(Shows seen) {
        return new Trouble(name, lasting, seen, begin, end);
    }

    @Override
    public String toString() {
        return name + " for " + lasting;
    }
}
