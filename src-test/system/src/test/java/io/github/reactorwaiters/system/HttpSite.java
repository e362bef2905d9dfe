// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.time.Duration;
import java.util.function.Consumer;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClientBuilder;

/** A service with its server, and a watcher that reads it over sockets, in real time; names and clock can be troubled. */
final class HttpSite implements AutoCloseable {
    final Names names = new Names();
    final SteppedClock clock = new SteppedClock(Schedulers.parallel());
    final SimulatedLambda lambda;
    final FunctionWatcher watcher;

    /**
     * A service whose updates and creations take {@code step}, if no script says otherwise.
     *
     * @param options of the watcher's client, which else is the library's own
     */
    HttpSite(Duration step, Duration callTimeout, Duration awaitTimeout, Consumer<LambdaAsyncClientBuilder> options) {
        lambda = SimulatedLambda.builder().durations(Durations.fixed(step)).build();
        ServedLambda server = lambda.serve(0);
        watcher = FunctionWatcher.builder()
                .client(client -> {
                    client.endpointOverride(server.endpoint())
                            .region(Region.EU_WEST_1)
                            .overrideConfiguration(override -> override.addExecutionInterceptor(names))
                            .credentialsProvider(
                                    StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
                    options.accept(client);
                })
                .scheduler(clock)
                .callTimeout(callTimeout)
                .awaitTimeout(awaitTimeout)
                .build();
    }

    @Override
    public void close() {
        watcher.close();
        lambda.close();
    }

    /** Where calls go: for a while to a host whose name does not resolve. */
    static final class Names implements ExecutionInterceptor {
        private volatile long goneUntil = System.nanoTime();
        private volatile boolean missed;

        void gone(Duration lasting) {
            goneUntil = System.nanoTime() + lasting.toNanos();
        }

        boolean wereMissed() {
            return missed;
        }

        @Override
        public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            if (System.nanoTime() - goneUntil >= 0) {
                return context.httpRequest();
            }
            missed = true;
            return context.httpRequest().toBuilder().host("functions.invalid").build();
        }
    }
}
