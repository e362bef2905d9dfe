// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** The server that the tests of this module start. */
class RedisServerTest {
    @Test
    void whoeverElseListensOnItsPortIsNotTakenForIt() throws IOException {
        try (RedisServer redis = RedisServer.start()) {
            redis.kill();
            try (ServerSocket other = new ServerSocket(redis.port(), 1, InetAddress.getLoopbackAddress())) {
                assertThatThrownBy(redis::restart)
                        .as("port %s", other.getLocalPort())
                        .hasMessageContaining("redis-server did not start")
                        .hasMessageContaining("in use");
            }
        }
    }
}
