// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.web.ServedHub;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Clients that do not close when the server does. */
class LingeringCloseTest {
    private static final byte[] CLOSE_FRAME = {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0};

    @Test
    void isCutAfterASecondOfTheHubsClock() throws Exception {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        try (ServedHub served = new ServedHub(hub -> hub.scheduler(time), server -> server);
                StalledSocket client = StalledSocket.open(served.server.port())) {
            served.hub.close();
            time.advanceTimeBy(Duration.ZERO);
            assertThat(client.isCut()).as("nothing more is sent").isTrue();
            assertThat(client.refusesWithin(Duration.ofMillis(1_500)))
                    .as("a second has passed by other clocks only")
                    .isFalse();
            time.advanceTimeBy(Duration.ofMillis(990));
            assertThat(client.refusesWithin(Duration.ofMillis(200))).isFalse();
            time.advanceTimeBy(Duration.ofMillis(10));
            assertThat(client.refusesWithin(Duration.ofSeconds(5))).isTrue();
        }
    }

    @Test
    void isCutAtOnceWhereTheHubsSchedulerIsDisposedOf() throws Exception {
        Scheduler own = Schedulers.newSingle("hub");
        try (ServedHub served = new ServedHub(hub -> hub.scheduler(own), server -> server);
                StalledSocket client = StalledSocket.open(served.server.port())) {
            own.dispose();
            client.send(CLOSE_FRAME);
            assertThat(client.refusesWithin(Duration.ofSeconds(5))).isTrue();
        }
    }
}
