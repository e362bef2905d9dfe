// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.benchmarks.virtual.VirtualAccount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

class PollersTest {
    private final VirtualAccount account = new VirtualAccount(1);

    private long polls() {
        return account.lambda().calls().count("GetFunction");
    }

    @Test
    void aFixedIntervalPollsEachSecondAndToldAfterTheUpdate() {
        account.functions().add("orders");
        account.functions().script("orders").next(Duration.ofMillis(2_500));
        account.functions().startUpdate("orders");
        List<Double> told = new ArrayList<>();
        double began = account.millis();
        FixedInterval poller =
                new FixedInterval(name -> Readings.isUpdated(account.client(), name), account.budget(90));
        Disposable wait = poller.await("orders").subscribe(updated -> told.add(account.millis() - began));

        account.pass(Duration.ofSeconds(10));

        assertThat(told).hasSize(1);
        assertThat(told.get(0)).isEqualTo(3_080); // polls at 0, 1, 2 and 3 s, each travels 80 ms
        assertThat(polls()).isEqualTo(4);
        assertThat(wait.isDisposed()).isTrue();
        poller.dispose();
    }

    @Test
    void aFixedIntervalLeavesNoPermitIdleWhileOneIsDue() {
        FixedInterval poller =
                new FixedInterval(name -> Readings.isUpdated(account.client(), name), account.budget(90));
        for (String name : account.functions().add(400)) {
            account.functions().script(name).next(Duration.ofHours(1));
            account.functions().startUpdate(name);
            poller.await(name).subscribe();
        }

        account.pass(Duration.ofSeconds(20));

        assertThat((double) polls()).isBetween(1_790.0, 1_830.0);
        assertThat(account.lambda().calls().throttled()).isZero();
        poller.dispose();
    }

    @Test
    void roundRobinTakesAllInTurnAndSweepsShowWhatChangedEarlier() {
        List<String> names = account.functions().add(1_000);
        for (boolean sweeps : new boolean[] {false, true}) {
            List<String> told = new ArrayList<>();
            RoundRobin poller = new RoundRobin(
                    account.client(), account.budget(90), sweeps ? 5 : 0, names, (name, revision) -> told.add(name));
            poller.start();
            account.pass(Duration.ofSeconds(12));
            assertThat(told).hasSize(1_000);
            account.functions().script(names.get(999)).next(Duration.ofMinutes(4));
            account.functions().startUpdate(names.get(999));
            account.pass(Duration.ofSeconds(6));
            assertThat(told).hasSize(sweeps ? 1_001 : 1_000);
            poller.dispose();
            account.pass(Duration.ofMinutes(5));
        }
    }
}
