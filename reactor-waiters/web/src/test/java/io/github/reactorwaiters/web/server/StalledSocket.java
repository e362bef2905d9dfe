// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A WebSocket client that shakes hands and then reads no more. */
final class StalledSocket implements AutoCloseable {
    private static final int SMALL = 4_096;

    private final Socket socket = new Socket();

    private StalledSocket() {}

    static StalledSocket open(int port) throws IOException {
        StalledSocket stalled = new StalledSocket();
        stalled.socket.setReceiveBufferSize(SMALL);
        stalled.socket.setSoTimeout(5_000);
        stalled.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        stalled.socket
                .getOutputStream()
                .write(("GET /ws/changes HTTP/1.1\r\nHost: 127.0.0.1:" + port
                                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        if (stalled.socket.getInputStream().read() != 'H') {
            throw new IOException("no answer");
        }
        return stalled;
    }

    /** Whether the server has given the connection up; reads what is left of it. */
    boolean isCut() {
        try {
            InputStream rest = socket.getInputStream();
            byte[] buffer = new byte[1 << 16];
            while (rest.read(buffer) >= 0) {
                // On to the end.
            }
            return true;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    void send(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Whether the server takes in no more of what is sent, before {@code patience} is over. */
    boolean refusesWithin(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            try {
                send((byte) 0);
            } catch (IOException refused) {
                return true;
            }
            Thread.sleep(10);
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
