// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.jcstress.HandScheduler;
import io.github.reactorwaiters.jcstress.Strict;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaServiceClientConfiguration;

/** The hints of a {@link FunctionWatcher}, which its first stream subscribes to. */
public final class HintsStress {
    private HintsStress() {}

    /** A client that makes no calls. */
    private record NoClient() implements LambdaAsyncClient {
        private static final LambdaServiceClientConfiguration CONFIGURATION = configuration();

        private static LambdaServiceClientConfiguration configuration() {
            try (LambdaAsyncClient real = LambdaAsyncClient.builder()
                    .region(Region.EU_WEST_1)
                    .credentialsProvider(AnonymousCredentialsProvider.create())
                    .build()) {
                return real.serviceClientConfiguration();
            }
        }

        @Override
        public LambdaServiceClientConfiguration serviceClientConfiguration() {
            return CONFIGURATION;
        }

        @Override
        public String serviceName() {
            return "lambda";
        }

        @Override
        public void close() {}
    }

    /** A watcher whose hints count their subscribers. */
    private abstract static class Hinted {
        private final HandScheduler scheduler = new HandScheduler();
        private final AtomicInteger subscribed = new AtomicInteger();
        private final AtomicInteger there = new AtomicInteger();
        final Strict<FunctionStateChange> first = new Strict<>();
        final Strict<FunctionStateChange> second = new Strict<>();
        final FunctionWatcher watcher = FunctionWatcher.builder(new NoClient())
                .budget(ApiBudget.of(100, 15, 1, () -> scheduler))
                .hints(Flux.<FunctionName>never()
                        .doOnSubscribe(subscription -> {
                            subscribed.incrementAndGet();
                            there.incrementAndGet();
                        })
                        .doOnCancel(there::decrementAndGet))
                .build();

        final void watch(Strict<FunctionStateChange> subscriber) {
            watcher.watch(FunctionName.of("orders")).subscribe(subscriber);
        }

        /** Ends of the two streams, subscriptions to the hints before and after the watcher is closed. */
        final void judge(III_Result seen) {
            seen.r1 = subscribed.get();
            watcher.close();
            seen.r2 = there.get();
            seen.r3 = first.ends() + second.ends();
        }
    }

    /** Are the hints subscribed to twice, if two streams begin at once? */
    @JCStressTest
    @Outcome(id = "1, 0, 2", expect = ACCEPTABLE, desc = "once, and no more after the close")
    @State
    public static class StreamOrStream extends Hinted {
        /** One stream. */
        @Actor
        public void begins() {
            watch(first);
        }

        /** The other. */
        @Actor
        public void beginsToo() {
            watch(second);
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            judge(seen);
        }
    }

    /** Does a subscription to the hints outlive the watcher, if the first stream begins while that is closed? */
    @JCStressTest
    @Outcome(
            id = "1, 0, 1",
            expect = ACCEPTABLE,
            desc = "subscribed, and cancelled, at once if the watcher was closed first")
    @State
    public static class StreamOrClose extends Hinted {
        /** The first stream. */
        @Actor
        public void begins() {
            watch(first);
        }

        /** The watcher is closed. */
        @Actor
        public void closes() {
            watcher.close();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            judge(seen);
        }
    }
}
