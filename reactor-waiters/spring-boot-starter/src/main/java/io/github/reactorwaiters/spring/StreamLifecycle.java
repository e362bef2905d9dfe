// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import io.github.reactorwaiters.web.ChangeHub;
import org.springframework.context.SmartLifecycle;

/** Closes the hub first of all: streams never end by themselves, and a graceful shutdown would wait for them. */
final class StreamLifecycle implements SmartLifecycle {
    private final ChangeHub hub;
    private volatile boolean running;

    StreamLifecycle(ChangeHub hub) {
        this.hub = hub;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        hub.close();
    }

    /** A pause, as of a context that Spring keeps for the next test, would end the streams for good. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
