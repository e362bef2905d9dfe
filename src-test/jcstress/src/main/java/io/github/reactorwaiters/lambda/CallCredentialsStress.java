// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.jcstress.HandScheduler;
import io.github.reactorwaiters.jcstress.Strict;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/** Calls that ask {@link CallCredentials} while answers of the provider come. */
public final class CallCredentialsStress {
    private CallCredentialsStress() {}

    /** Credentials of a provider that answers by hand, and is asked on the thread that needs it. */
    private abstract static class Asked implements IdentityProvider<AwsCredentialsIdentity> {
        static {
            Schedulers.setFactory(new Schedulers.Factory() {
                @Override
                public Scheduler newBoundedElastic(
                        int threads, int queued, java.util.concurrent.ThreadFactory factory, int ttlSeconds) {
                    return Schedulers.immediate();
                }
            });
        }

        private static final AwsCredentialsIdentity KEY = AwsBasicCredentials.create("a", "secret");

        private final HandScheduler scheduler = new HandScheduler();
        private final Queue<CompletableFuture<AwsCredentialsIdentity>> questions = new ConcurrentLinkedQueue<>();
        private final AtomicInteger asked = new AtomicInteger();
        private volatile boolean refusing;

        final CallCredentials credentials =
                new CallCredentials(this, new SchedulerClock(() -> scheduler), Duration.ofSeconds(10));
        final Strict<Void> first = new Strict<>();
        final Strict<Void> second = new Strict<>();

        @Override
        public final Class<AwsCredentialsIdentity> identityType() {
            return AwsCredentialsIdentity.class;
        }

        /** Fails the first question at once if it is to refuse; any other is answered later. */
        @Override
        public final CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
            if (asked.incrementAndGet() == 1 && refusing) {
                return CompletableFuture.failedFuture(new IllegalStateException("no role", null));
            }
            CompletableFuture<AwsCredentialsIdentity> question = new CompletableFuture<>();
            questions.add(question);
            return question;
        }

        final void refuse() {
            refusing = true;
        }

        final void ask(Strict<Void> asker) {
            credentials.ready().subscribe(asker);
        }

        final void answer() {
            for (CompletableFuture<AwsCredentialsIdentity> question = questions.poll();
                    question != null;
                    question = questions.poll()) {
                question.complete(KEY);
            }
        }

        /** Questions, askers of the two that were told, and whether one that comes later is served. */
        final void judge(III_Result seen) {
            answer();
            seen.r1 = asked.get();
            seen.r2 = first.ends() + second.ends();
            Strict<Void> later = new Strict<>();
            ask(later);
            answer();
            seen.r3 = later.ends() - later.errors();
        }
    }

    /** Is the provider asked twice, if two calls need credentials at once? */
    @JCStressTest
    @Outcome(id = "1, 2, 1", expect = ACCEPTABLE, desc = "once, and the answer serves both")
    @State
    public static class AskOrAsk extends Asked {
        /** One call. */
        @Actor
        public void asks() {
            ask(first);
        }

        /** The other. */
        @Actor
        public void asksToo() {
            ask(second);
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            judge(seen);
        }
    }

    /** Does a call wait for ever that asks when the answer comes? */
    @JCStressTest
    @Outcome(id = "1, 2, 1", expect = ACCEPTABLE, desc = "that answer serves it")
    @Outcome(id = "2, 2, 1", expect = ACCEPTABLE, desc = "it looked before and asked after the answer: once more")
    @State
    public static class AskOrAnswer extends Asked {
        /** A call waits. */
        public AskOrAnswer() {
            ask(first);
        }

        /** The provider. */
        @Actor
        public void answers() {
            answer();
        }

        /** Another call. */
        @Actor
        public void asks() {
            ask(second);
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            judge(seen);
        }
    }

    /** Does a refusal that comes at once take another call's question along? */
    @JCStressTest
    @Outcome(id = "1, 2, 1", expect = ACCEPTABLE, desc = "one question, whose refusal both were told")
    @Outcome(id = "2, 2, 1", expect = ACCEPTABLE, desc = "the second call asked anew, and was answered")
    @State
    public static class RefusalOrAsk extends Asked {
        /** The provider has no credentials yet. */
        public RefusalOrAsk() {
            refuse();
        }

        /** One call. */
        @Actor
        public void asks() {
            ask(first);
        }

        /** The other. */
        @Actor
        public void asksToo() {
            ask(second);
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            judge(seen);
        }
    }

    /** Do credentials that the service does not take stay in use, if others arrive at the same time? */
    @JCStressTest
    @Outcome(
            id = "1, 1, 1",
            expect = ACCEPTABLE,
            desc = "the answer is held, or taken for the rejected one and asked for again")
    @State
    public static class RejectOrAnswer extends Asked {
        /** A call waits. */
        public RejectOrAnswer() {
            ask(first);
        }

        /** The provider. */
        @Actor
        public void answers() {
            answer();
        }

        /** The service. */
        @Actor
        public void rejects() {
            credentials.rejected();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            judge(seen);
        }
    }
}
