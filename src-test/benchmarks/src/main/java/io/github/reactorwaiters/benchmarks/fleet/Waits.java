// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import io.github.reactorwaiters.benchmarks.started.StartedUpdate;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** The waits of one run, and how each ended. Thread-safe. */
final class Waits {
    private final Peer peer;
    private final int expected;
    private final CountDownLatch open;
    private final Map<String, Long> detectedMillis;
    private final Map<String, Integer> failures = new HashMap<>();
    private int begun;
    private boolean over;

    Waits(Peer peer, int expected) {
        this.peer = peer;
        this.expected = expected;
        this.open = new CountDownLatch(expected);
        this.detectedMillis = new HashMap<>(2 * expected);
    }

    /** From here on nothing is counted: what is told is one moment's. */
    synchronized void end() {
        over = true;
    }

    void begin(StartedUpdate update) {
        Flux.from(peer.await(update)).subscribe(new Waiter(update.function()));
        synchronized (this) {
            begun++;
        }
    }

    synchronized int begun() {
        return begun;
    }

    /** What waiting keeps alive is measured: this is small. */
    private final class Waiter extends BaseSubscriber<Object> {
        private final String function;

        Waiter(String function) {
            this.function = function;
        }

        @Override
        protected void hookOnComplete() {
            detected(function);
        }

        @Override
        protected void hookOnError(Throwable error) {
            failed(error);
        }
    }

    private synchronized void detected(String function) {
        if (over) {
            return;
        }
        detectedMillis.put(function, System.currentTimeMillis());
        open.countDown();
    }

    private synchronized void failed(Throwable error) {
        if (over) {
            return;
        }
        Throwable cause = error;
        while (cause.getCause() != null && !cause.getClass().getName().startsWith("software.amazon.awssdk.services")) {
            cause = cause.getCause();
        }
        failures.merge(cause.getClass().getSimpleName(), 1, Integer::sum);
        open.countDown();
    }

    boolean ended(long millis) throws InterruptedException {
        return open.await(millis, TimeUnit.MILLISECONDS);
    }

    synchronized Map<String, Long> detectedMillis() {
        return Map.copyOf(detectedMillis);
    }

    synchronized Map<String, Integer> failures() {
        return new TreeMap<>(failures);
    }

    synchronized int undetected() {
        int failed = failures.values().stream().mapToInt(Integer::intValue).sum();
        return expected - detectedMillis.size() - failed;
    }
}
