// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A request to this machine, and every byte that comes back, a character for each. */
final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();

    private RawHttp(Socket socket) {
        this.socket = socket;
    }

    /** Asks for {@code path}; what comes is not uncompressed, unmasked or decoded. */
    static RawHttp get(int port, String path, String... headers) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        List<String> lines = Stream.concat(
                        Stream.of("GET " + path + " HTTP/1.1", "Host: 127.0.0.1:" + port), Stream.of(headers))
                .toList();
        socket.getOutputStream().write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return new RawHttp(socket);
    }

    /** All of it, of a server that closes the connection. */
    String all() throws IOException {
        try (socket) {
            socket.getInputStream().transferTo(got);
        }
        return text();
    }

    /** What came until {@code end} was among it. */
    String until(String end) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] part = new byte[1 << 16];
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (!text().contains(end)) {
            int read = in.read(part);
            if (read < 0 || System.nanoTime() > deadline) {
                throw new IOException("no " + end + " in " + text());
            }
            got.write(part, 0, read);
        }
        return text();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String text() {
        return got.toString(StandardCharsets.ISO_8859_1);
    }
}
