// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class OwnProcessTest {
    private static final int BYTES = 10_000_000;

    private final AtomicReference<byte[]> kept = new AtomicReference<>();

    @Test
    void whatAThreadAllocatedStandsUnderItsName() {
        Scheduler idle = Schedulers.newSingle("idle");
        Scheduler busy = Schedulers.newSingle("busy");
        try {
            String before = allocate(idle, BYTES);
            String now = allocate(busy, 1);
            OwnProcess process = new OwnProcess();
            allocate(busy, BYTES);

            assertThat(process.threadBytes().get(now)).isBetween(1.0 * BYTES, 1.1 * BYTES);
            assertThat(process.threadBytes().get(before)).isLessThan(0.1 * BYTES);
        } finally {
            idle.dispose();
            busy.dispose();
        }
    }

    /** Returns the thread's name. */
    private String allocate(Scheduler on, int bytes) {
        return Objects.requireNonNull(Mono.fromCallable(() -> {
                    kept.set(new byte[bytes]);
                    return Thread.currentThread().getName();
                })
                .subscribeOn(on)
                .block());
    }
}
