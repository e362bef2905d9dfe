// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.net.InetSocketAddress;
import java.net.URI;
import reactor.netty.DisposableServer;
import reactor.netty.resources.LoopResources;

/** A simulated control plane that listens on 127.0.0.1. Thread-safe. */
public final class ServedLambda implements AutoCloseable {
    private final DisposableServer server;
    private final LoopResources loops;

    ServedLambda(DisposableServer server, LoopResources loops) {
        this.server = server;
        this.loops = loops;
    }

    /** The port it listens on. */
    public int port() {
        return ((InetSocketAddress) server.address()).getPort();
    }

    /** What to give an SDK, boto3 or the AWS CLI as its endpoint URL. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /**
     * Stops listening and closes the connections; calls under way end as cancelled. A second call does nothing. Returns
     * when the port is free: not to be called from a non-blocking thread.
     */
    @Override
    public void close() {
        server.disposeNow();
        loops.dispose();
    }
}
