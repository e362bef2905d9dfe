// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.jcstress.HandScheduler;
import io.github.reactorwaiters.jcstress.Strict;
import io.github.reactorwaiters.poll.Feed.Interest;
import java.util.Set;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** Demand and changes that meet in a {@link Feed}. */
public final class FeedStress {
    private FeedStress() {}

    /** A feed whose subscriber has requested nothing yet. */
    private abstract static class Subscribed {
        private final HandScheduler scheduler = new HandScheduler();
        private final SchedulerClock clock = new SchedulerClock(() -> scheduler);
        private final PollEngine<String, String, String, String> engine = new HandService(clock).engine(clock);
        private final Feed<String, String, String, String> feed;
        final Strict<String> subscriber = new Strict<>(0);

        Subscribed() {
            @SuppressWarnings({"unchecked", "rawtypes"})
            Feed<String, String, String, String>[] made = new Feed[1];
            Flux.<String>create(
                            sink -> {
                                made[0] = new Feed<>(
                                        engine,
                                        new TextModel(),
                                        new Counters(),
                                        sink,
                                        new Interest<>(Set.of("a", "b"), null, null, false));
                                sink.onRequest(n -> made[0].requested());
                            },
                            FluxSink.OverflowStrategy.ERROR)
                    .subscribe(subscriber);
            feed = made[0];
        }

        /** A change, on the engine's worker. */
        final void offer(String key, String state) {
            engine.execute(() -> feed.offer(key, key + "=" + state));
        }

        final void close() {
            engine.dispose();
        }
    }

    /** Is a change lost that comes with the demand for it? */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "it is handed over, in order")
    @State
    public static class RequestOrEmit extends Subscribed {
        /** Demand. */
        @Actor
        public void requests() {
            subscriber.request(1);
        }

        /** A change. */
        @Actor
        public void changes() {
            offer("a", "1");
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(II_Result seen) {
            seen.r1 = subscriber.values();
            seen.r2 = subscriber.broken();
        }
    }

    /** Does demand on two threads hand over both changes, and one at a time? */
    @JCStressTest
    @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both are handed over, in order")
    @State
    public static class RequestOrRequest extends Subscribed {
        /** Two changes wait. */
        public RequestOrRequest() {
            offer("a", "1");
            offer("b", "1");
        }

        /** Demand. */
        @Actor
        public void requests() {
            subscriber.request(1);
        }

        /** More of it. */
        @Actor
        public void requestsToo() {
            subscriber.request(1);
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(II_Result seen) {
            seen.r1 = subscriber.values();
            seen.r2 = subscriber.broken();
        }
    }

    /** Is a change handed over twice, or not at all, that another one of its key follows while demand comes? */
    @JCStressTest
    @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "both as one")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the first; the second waits for more demand")
    @State
    public static class RequestOrMerge extends Subscribed {
        /** A change waits. */
        public RequestOrMerge() {
            offer("a", "1");
        }

        /** Demand. */
        @Actor
        public void requests() {
            subscriber.request(1);
        }

        /** Another change of the same key. */
        @Actor
        public void changes() {
            offer("a", "2");
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(II_Result seen) {
            seen.r1 = subscriber.values();
            seen.r2 = "a=2".equals(subscriber.last) ? 2 : 1;
        }
    }

    /** Is a change handed over after its subscriber went away? */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "it left first")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the change came first")
    @State
    public static class CancelOrEmit extends Subscribed {
        private int later;

        /** There is demand for ever. */
        public CancelOrEmit() {
            subscriber.requestUnbounded();
        }

        /** It leaves. */
        @Actor
        public void leaves() {
            subscriber.cancel();
        }

        /** A change. */
        @Actor
        public void changes() {
            offer("a", "1");
        }

        /** Afterwards nothing comes any more. */
        @Arbiter
        public void afterwards(II_Result seen) {
            later = subscriber.values();
            offer("b", "1");
            seen.r1 = later;
            seen.r2 = subscriber.values() - later;
        }
    }

    /** Is a change handed over after the engine was closed, because demand for it came then? */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "closed first")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "demand came first")
    @State
    public static class RequestOrClose extends Subscribed {
        /** A change waits. */
        public RequestOrClose() {
            offer("a", "1");
            offer("b", "1");
        }

        /** Demand. */
        @Actor
        public void requests() {
            subscriber.request(1);
        }

        /** The engine is closed. */
        @Actor
        public void closes() {
            close();
        }

        /** Afterwards demand brings nothing any more. */
        @Arbiter
        public void afterwards(II_Result seen) {
            seen.r1 = subscriber.values();
            subscriber.request(1);
            seen.r2 = subscriber.values() - seen.r1;
        }
    }
}
