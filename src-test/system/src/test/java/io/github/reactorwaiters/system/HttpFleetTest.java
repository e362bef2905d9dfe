// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Real time, real sockets, AWS's quotas. */
@Timeout(180)
class HttpFleetTest {
    private static FunctionWatcher watcherOf(ServedLambda server) {
        return FunctionWatcher.builder()
                .client(client -> client.endpointOverride(server.endpoint())
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"))))
                .build();
    }

    @Test
    void aThousandSimultaneousWaitsAllSucceedWithinTheQuotas() {
        try (SimulatedLambda lambda =
                        SimulatedLambda.builder().durations(Durations.aws()).build();
                ServedLambda server = lambda.serve(0);
                FunctionWatcher watcher = watcherOf(server)) {
            List<String> names = lambda.functions().add(1_000);
            names.forEach(name -> {
                lambda.functions().script(name).next(Duration.ofMillis(1_000 + 9L * names.indexOf(name)));
                lambda.functions().startUpdate(name);
            });

            StepVerifier.create(Flux.fromIterable(names)
                            .flatMap(name -> watcher.awaitUpdated(FunctionName.of(name)), 1_000)
                            .map(FunctionSnapshot::isSettled))
                    .expectNextCount(1_000)
                    .expectComplete()
                    .verify(Duration.ofSeconds(150));

            long throttled = lambda.calls().throttled();
            assertThat(throttled).isLessThan(lambda.calls().total() / 100);
            assertThat(watcher.health().engine().failed()).isZero();
        }
    }

    @Test
    void anAccountIsWatchedOverHttp() {
        try (SimulatedLambda lambda =
                        SimulatedLambda.builder().durations(Durations.fast()).build();
                ServedLambda server = lambda.serve(0);
                FunctionWatcher watcher = watcherOf(server)) {
            lambda.functions().add(60);
            StepVerifier.create(watcher.watchAll().take(60))
                    .expectNextCount(60)
                    .expectComplete()
                    .verify(Duration.ofSeconds(20));
            lambda.functions().create("orders");

            StepVerifier.create(watcher.awaitActive(FunctionName.of("orders")))
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(Duration.ofSeconds(20));
        }
    }
}
