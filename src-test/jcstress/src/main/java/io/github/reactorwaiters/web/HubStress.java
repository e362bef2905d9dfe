// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.reactorwaiters.jcstress.HandScheduler;
import io.github.reactorwaiters.jcstress.Strict;
import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Clients that come and go while a {@link ChangeHub} works and closes. */
public final class HubStress {
    private static final FunctionName ORDERS = FunctionName.of("orders");
    private static final FunctionStateChange SEEN = new FunctionStateChange(
            1,
            ORDERS,
            Instant.EPOCH,
            Instant.EPOCH,
            Set.of(ChangeKind.FIRST_SEEN),
            0,
            null,
            FunctionSnapshot.absent(ORDERS));

    private HubStress() {}

    private static final class Client extends Strict<Frame> {
        final AtomicInteger rows = new AtomicInteger();

        @Override
        protected void seen(Frame frame) {
            if (frame.text().contains("orders")) {
                rows.incrementAndGet();
            }
        }
    }

    /** A hub with room for two clients, and one is there. */
    private abstract static class Hub {
        private final HandScheduler scheduler = new HandScheduler();
        private final Sinks.Many<FunctionStateChange> source =
                Sinks.many().unicast().onBackpressureBuffer();
        final ChangeHub hub = new ChangeHubBuilder(source.asFlux(), () -> {
                    throw new IllegalStateException("nobody asks");
                })
                .recentChanges(4)
                .maxClients(2)
                .batchInterval(Duration.ZERO)
                .scheduler(scheduler)
                .start();
        final Client there = new Client();
        final Client first = new Client();
        final Client second = new Client();

        Hub() {
            open(there);
        }

        final void open(Client client) {
            hub.open(null, ChangeFilter.all(), Flux.never()).subscribe(client);
        }

        /** A change of the watch, unless the hub has left that. */
        final void change() {
            Sinks.EmitResult result = source.tryEmitNext(SEEN);
            if (result.isFailure() && result != Sinks.EmitResult.FAIL_CANCELLED) {
                throw new Sinks.EmissionException(result);
            }
        }

        final int broken() {
            return there.broken() + first.broken() + second.broken();
        }
    }

    /** Is a client told, once, that comes while the hub is closed? */
    @JCStressTest
    @Outcome(id = "0, 2, 0", expect = ACCEPTABLE, desc = "both are told, and none is left")
    @State
    public static class OpenOrClose extends Hub {
        /** A client. */
        @Actor
        public void comes() {
            open(first);
        }

        /** The server ends. */
        @Actor
        public void closes() {
            hub.close();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            seen.r1 = hub.clients();
            seen.r2 = there.errors() + first.errors();
            seen.r3 = broken();
        }
    }

    /** Who gets the last place, if two clients come? */
    @JCStressTest
    @Outcome(id = "2, 1, 0", expect = ACCEPTABLE, desc = "one of them; the other is told to try later")
    @Outcome(id = "2, 0, 1", expect = ACCEPTABLE, desc = "the other one")
    @State
    public static class OpenOrOpen extends Hub {
        /** A client. */
        @Actor
        public void comes() {
            open(first);
        }

        /** Another one. */
        @Actor
        public void comesToo() {
            open(second);
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            seen.r1 = hub.clients();
            seen.r2 = first.errors();
            seen.r3 = second.errors();
        }
    }

    /** Is a client that leaves told, or counted, when the hub is closed? */
    @JCStressTest
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "it left first")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "it was told first")
    @State
    public static class CancelOrClose extends Hub {
        /** The client leaves. */
        @Actor
        public void leaves() {
            there.cancel();
        }

        /** The server ends. */
        @Actor
        public void closes() {
            hub.close();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            seen.r1 = hub.clients();
            seen.r2 = there.errors();
            seen.r3 = broken();
        }
    }

    /** Are those counted right who come and go at once? */
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "one is there")
    @State
    public static class OpenOrCancel extends Hub {
        /** A client comes. */
        @Actor
        public void comes() {
            open(first);
        }

        /** One leaves. */
        @Actor
        public void leaves() {
            there.cancel();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            seen.r1 = hub.clients();
            seen.r2 = first.errors();
            seen.r3 = broken();
        }
    }

    /** Does a client miss the change that comes when it does, or get it twice? */
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "both have it once")
    @State
    public static class OpenOrEmit extends Hub {
        /** A client comes. */
        @Actor
        public void comes() {
            open(first);
        }

        /** A change comes. */
        @Actor
        public void changes() {
            change();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            seen.r1 = there.rows.get();
            seen.r2 = first.rows.get();
            seen.r3 = broken();
        }
    }

    /** Does a change come after the end? */
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "the change, then the end")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "the end first, and nothing more")
    @State
    public static class EmitOrClose extends Hub {
        /** A change comes. */
        @Actor
        public void changes() {
            change();
        }

        /** The server ends. */
        @Actor
        public void closes() {
            hub.close();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            seen.r1 = there.rows.get();
            seen.r2 = there.errors();
            seen.r3 = broken();
        }
    }
}
