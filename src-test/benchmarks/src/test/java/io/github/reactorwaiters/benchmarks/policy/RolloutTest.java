// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reactorwaiters.benchmarks.virtual.VirtualAccount;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class RolloutTest {
    @Test
    void eachWaitBeginsWithItsUpdateAndIsHeldAgainstTheTruth() {
        try (VirtualAccount account = new VirtualAccount(1)) {
            Rollout.Outcome outcome = new Rollout(30, 15).run(account, update -> oracle(account, update.function()));

            assertThat(outcome.delays().count()).isEqualTo(30);
            assertThat(outcome.delays().percentile(100)).isBetween(0.0, 0.0011);
            assertThat(outcome.polls()).isZero();
        }
    }

    @Test
    void aWaitThatFailsIsInfinitelyLate() {
        try (VirtualAccount account = new VirtualAccount(1)) {
            Rollout.Outcome outcome =
                    new Rollout(2, 15).run(account, name -> Mono.error(new IllegalStateException("no")));

            assertThat(outcome.delays().mean()).isInfinite();
        }
    }

    @Test
    void whoTellsOfAnUpdateBeforeItIsOverBreaksTheBenchmark() {
        try (VirtualAccount account = new VirtualAccount(1)) {
            assertThatThrownBy(() -> new Rollout(2, 15).run(account, update -> Mono.empty()))
                    .hasMessageContaining("before it was");
        }
    }

    /** Looks into the simulator each millisecond. */
    private static Mono<Long> oracle(VirtualAccount account, String name) {
        return Mono.delay(java.time.Duration.ofMillis(1), account.time())
                .repeat()
                .filter(tick -> {
                    var history = account.functions().history(name);
                    return "Successful".equals(history.get(history.size() - 1).lastUpdateStatus());
                })
                .next();
    }
}
