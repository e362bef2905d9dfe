// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.wire.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaServiceClientConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;

/** Few of a client's calls wait for its first connection: one, and one more for each tenth of a second. */
class ColdClientTest {
    private static final Duration LATENCY = Duration.ofMillis(20);

    private Duration coldFor = Duration.ZERO;

    private final VirtualFleet fleet =
            new VirtualFleet(lambda -> lambda.latency(LATENCY, LATENCY), (lambda, time) -> FunctionWatcher.builder(
                            new ColdClient(lambda.client(), time))
                    .scheduler(time));

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void firstCallsThatWaitForTheClientAreFew() {
        coldFor = Duration.ofMillis(600);
        List<Instant> arrivals = arrivalsIn(1);

        assertThat(arrivals.stream().filter(at -> at.isBefore(arrivals.get(0).plusMillis(20))))
                .as("calls that waited for the client")
                .hasSizeBetween(2, 7);
        assertThat(arrivals).as("calls in the second after that").hasSizeGreaterThan(80);
    }

    @Test
    void aWarmClientIsSoonAtTheFullRate() {
        assertThat(arrivalsIn(2)).hasSizeGreaterThan(160);
    }

    private List<Instant> arrivalsIn(int seconds) {
        List<String> names = fleet.functions().add(1_000);
        fleet.watch(fleet.watcher.watch(names.stream().map(FunctionName::of).toList()));
        fleet.pass(coldFor).seconds(seconds);
        return fleet.lambda.calls().calls().stream()
                .filter(call -> call.operation().equals("GetFunction"))
                .map(Call::at)
                .sorted()
                .toList();
    }

    /** Holds its calls back until some time after the first. */
    private final class ColdClient implements LambdaAsyncClient {
        private final LambdaAsyncClient client;
        private final VirtualTimeScheduler time;
        private long warmAt;

        ColdClient(LambdaAsyncClient client, VirtualTimeScheduler time) {
            this.client = client;
            this.time = time;
        }

        @Override
        public CompletableFuture<GetFunctionResponse> getFunction(GetFunctionRequest request) {
            long now = time.now(TimeUnit.MILLISECONDS);
            if (warmAt == 0) {
                warmAt = now + coldFor.toMillis();
            }
            return Mono.delay(Duration.ofMillis(Math.max(0, warmAt - now)), time)
                    .then(Mono.fromFuture(() -> client.getFunction(request)))
                    .toFuture();
        }

        @Override
        public LambdaServiceClientConfiguration serviceClientConfiguration() {
            return client.serviceClientConfiguration();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
