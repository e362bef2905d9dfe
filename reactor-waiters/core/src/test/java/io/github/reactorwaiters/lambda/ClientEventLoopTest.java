// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import software.amazon.awssdk.regions.Region;

/** Here {@code netty-resolver-dns} is not on the class path; with it, see {@code EventLoopTest} of the system tests. */
class ClientEventLoopTest {
    @Test
    void whereNamesAreLookedUpByBlockingTheWorkerIsElsewhere() {
        assertThat(ClientEventLoop.resolvesNames()).isFalse();
        try (FunctionWatcher watcher = FunctionWatcher.builder()
                .client(client -> client.region(Region.EU_WEST_1))
                .build()) {
            StepVerifier.create(watcher.learned()
                            .map(learned -> Thread.currentThread().getName()))
                    .assertNext(thread -> assertThat(thread).startsWith("parallel-"))
                    .expectComplete()
                    .verify(Duration.ofSeconds(10));
        }
    }
}
