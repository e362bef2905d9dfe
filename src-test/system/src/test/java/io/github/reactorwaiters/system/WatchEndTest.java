// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.system.VirtualFleet.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.system.VirtualFleet.Watched;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** What is watched no more costs no call, wherever its key waited for one. */
class WatchEndTest {
    private static final int FUNCTIONS = 400;

    private final VirtualFleet fleet = new VirtualFleet();
    private List<FunctionName> names = List.of();

    @AfterEach
    void close() {
        fleet.close();
    }

    private Watched watched() {
        names = fleet.functions().add(FUNCTIONS).stream().map(FunctionName::of).toList();
        Watched watched = fleet.watch(fleet.watcher.watch(names));
        fleet.functions().add("orders");
        fleet.watchOrders();
        fleet.seconds(30);
        return watched;
    }

    private void assertNoneIsPolledOnceItEnds(Watched watched) {
        watched.subscription.dispose();
        fleet.pass(Duration.ZERO);
        fleet.lambda.calls().clear();
        fleet.watcher.hint(List.of(ORDERS));
        fleet.seconds(10);

        assertThat(fleet.lambda.calls().count("GetFunction")).as("of orders").isBetween(1L, 2L);
        assertThat(fleet.watcher.health().engine().keys()).isEqualTo(1);
    }

    @Test
    void ofThoseThatMayHaveChanged() {
        Watched watched = watched();
        fleet.watcher.hint(names);
        fleet.pass(Duration.ofMillis(300));
        fleet.watcher.hint(names); // most of them wait for a permit already
        fleet.pass(Duration.ofMillis(200));

        assertNoneIsPolledOnceItEnds(watched);
    }

    @Test
    void ofThoseThatMayHaveChangedAndAreAwaited() {
        Watched watched = watched();
        names.forEach(name -> fleet.await(
                fleet.watcher.awaitDeleted(name).takeUntilOther(Mono.delay(Duration.ofMillis(500), fleet.time))));
        fleet.pass(Duration.ofMillis(600));

        assertNoneIsPolledOnceItEnds(watched);
    }

    @Test
    void ofThoseInTransition() {
        Watched watched = watched();
        for (FunctionName name : names) {
            fleet.functions().script(name.value()).next(Duration.ofMinutes(1));
            fleet.functions().startUpdate(name.value());
        }
        fleet.watcher.hint(names);
        fleet.seconds(10);
        assertThat(fleet.watcher.health().engine().running()).isEqualTo(FUNCTIONS);

        assertNoneIsPolledOnceItEnds(watched);
    }

    @Test
    void ofThoseNeverRead() {
        names = fleet.functions().add(FUNCTIONS).stream().map(FunctionName::of).toList();
        fleet.functions().add("orders");
        fleet.watchOrders();
        Watched watched = fleet.watch(fleet.watcher.watch(names));
        fleet.pass(Duration.ofMillis(500));

        assertNoneIsPolledOnceItEnds(watched);
    }
}
