// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.jcstress.HandScheduler;
import io.github.reactorwaiters.jcstress.Strict;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import reactor.core.Disposable;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** Who ends a {@link Wait}: its worker, whoever closes the engine, or its subscriber by leaving. */
public final class WaitStress {
    private WaitStress() {}

    /** Says how a wait ended; counts how often that was told to nobody. */
    private static final class Ended extends RuntimeException {
        private final AtomicInteger dropped;

        Ended(AtomicInteger dropped) {
            super(null, null, false, false);
            this.dropped = dropped;
        }
    }

    /** Counts the errors: Reactor's own sink passes on the first one and swallows the rest. */
    private record Told(MonoSink<String> sink, AtomicInteger errors) implements MonoSink<String> {
        @Override
        public ContextView contextView() {
            return sink.contextView();
        }

        @Override
        @SuppressWarnings("deprecation") // abstract in the interface
        public Context currentContext() {
            return sink.currentContext();
        }

        @Override
        public void success() {
            sink.success();
        }

        @Override
        public void success(@Nullable String value) {
            sink.success(value);
        }

        @Override
        public void error(Throwable error) {
            errors.incrementAndGet();
            sink.error(error);
        }

        @Override
        public MonoSink<String> onRequest(LongConsumer consumer) {
            return sink.onRequest(consumer);
        }

        @Override
        public MonoSink<String> onCancel(Disposable disposable) {
            return sink.onCancel(disposable);
        }

        @Override
        public MonoSink<String> onDispose(Disposable disposable) {
            return sink.onDispose(disposable);
        }
    }

    /** A wait that ends with the first reading. */
    private abstract static class Waiting implements Awaited<String> {
        static {
            Hooks.onErrorDropped(error -> {
                if (error instanceof Ended ended) {
                    ended.dropped.incrementAndGet();
                }
            });
        }

        private final AtomicInteger dropped = new AtomicInteger();
        final AtomicInteger told = new AtomicInteger();
        final Strict<String> subscriber = new Strict<>();
        final Wait<String, String, String, String> wait;

        Waiting() {
            HandScheduler scheduler = new HandScheduler();
            SchedulerClock clock = new SchedulerClock(() -> scheduler);
            PollEngine<String, String, String, String> engine = new HandService(clock).engine(clock);
            @SuppressWarnings({"unchecked", "rawtypes"})
            Wait<String, String, String, String>[] made = new Wait[1];
            Mono.<String>create(sink -> {
                        made[0] = new Wait<>(engine, "a", this, new Told(sink, told));
                        sink.onDispose(made[0]);
                    })
                    .subscribe(subscriber);
            wait = made[0];
        }

        @Override
        public boolean read(String state, MonoSink<String> outcome) {
            outcome.success(state);
            return true;
        }

        @Override
        public Throwable timedOut(@Nullable String last) {
            return new Ended(dropped);
        }

        @Override
        public Throwable rejected(Throwable rejection) {
            return new Ended(dropped);
        }

        @Override
        public Throwable closed() {
            return new Ended(dropped);
        }

        /** What the subscriber got, how often it was told of an end, how often nobody was. */
        final void judge(III_Result seen) {
            seen.r1 = subscriber.values();
            seen.r2 = subscriber.ends();
            seen.r3 = dropped.get();
        }
    }

    /** Is the end told twice, if the worker ends a wait by its timeout, and another thread because the engine is closed? */
    @JCStressTest
    @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "once, by one of them")
    @State
    public static class TimeoutOrClose extends Waiting {
        /** The worker. */
        @Actor
        public void timesOut() {
            wait.timedOut();
        }

        /** The subscriber's thread. */
        @Actor
        public void closes() {
            wait.closed();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            judge(seen);
            seen.r3 = told.get();
        }
    }

    /** Is the end told to a subscriber that has left? */
    @JCStressTest
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "it was told before it left")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "it left before the end")
    @Outcome(
            id = "0, 0, 1",
            expect = ACCEPTABLE_INTERESTING,
            desc = "it left between the end and its being told: dropped, as the rules of Reactor have it")
    @State
    public static class TimeoutOrCancel extends Waiting {
        /** The worker. */
        @Actor
        public void timesOut() {
            wait.timedOut();
        }

        /** The subscriber. */
        @Actor
        public void leaves() {
            subscriber.cancel();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            judge(seen);
        }
    }

    /** Is a subscriber told both that it is there and that the engine is closed? */
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "the reading ended the wait")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "the close ended it")
    @State
    public static class ReadOrClose extends Waiting {
        /** The worker has a reading. */
        @Actor
        public void reads() {
            wait.read("there", false, 1);
        }

        /** The subscriber's thread. */
        @Actor
        public void closes() {
            wait.closed();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            judge(seen);
        }
    }

    /** Is a reading given to a subscriber that has left? */
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "it was given before it left")
    @Outcome(
            id = "1, 0, 0",
            expect = ACCEPTABLE,
            desc = "it was given, and left before it was told that nothing more comes")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "it left first")
    @State
    public static class ReadOrCancel extends Waiting {
        /** The worker has a reading. */
        @Actor
        public void reads() {
            wait.read("there", false, 1);
        }

        /** The subscriber. */
        @Actor
        public void leaves() {
            subscriber.cancel();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            judge(seen);
        }
    }
}
