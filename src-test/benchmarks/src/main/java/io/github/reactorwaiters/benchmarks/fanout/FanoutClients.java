// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fanout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * WebSocket clients that do as little as they can with a frame, on one thread: what is measured is the server. Stalled ones
 * have small buffers and never read.
 */
final class FanoutClients implements AutoCloseable {
    /** What the time follows at which a change was handed to the hub. */
    static final String SENT = "sent-";

    private static final byte[] MARK = SENT.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SKIPPED = "\"skipped\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST_PART = "\"last\":true".getBytes(StandardCharsets.US_ASCII);
    private static final int STALLED_BUFFER = 4_096;
    private static final int TAIL = 64;

    private final Selector selector = Selector.open();
    private final List<SocketChannel> channels = new ArrayList<>();
    private final AtomicInteger ready = new AtomicInteger();
    private final AtomicInteger received = new AtomicInteger();
    private final AtomicInteger merged = new AtomicInteger();
    private final List<AtomicInteger> receivedByClient = new ArrayList<>();
    private final Collection<Double> delays = new ConcurrentLinkedQueue<>();
    private final Thread reader = new Thread(this::read, "clients");

    private FanoutClients() throws IOException {
        reader.setDaemon(true);
    }

    /** Connects {@code healthy} clients that read, and {@code stalled} ones that do not. */
    static FanoutClients connect(int port, int healthy, int stalled) throws IOException {
        FanoutClients clients = new FanoutClients();
        for (int i = 0; i < healthy + stalled; i++) {
            clients.open(port, i >= healthy);
        }
        clients.reader.start();
        return clients;
    }

    /** Clients that have the whole snapshot. */
    int ready() {
        return ready.get();
    }

    /** Changes got by all of them, those merged into others included. */
    int received() {
        return received.get();
    }

    /** Of those, the ones that were merged into others. */
    int merged() {
        return merged.get();
    }

    /** Changes that clients that read did not get, or got more than once, if each was to get so many: the sum over all of them. */
    int missingOrTwice(int expectedEach) {
        return receivedByClient.stream()
                .mapToInt(got -> Math.abs(got.get() - expectedEach))
                .sum();
    }

    /** From the hub to the client, in seconds, each change of each client; to be read once all have come. */
    Collection<Double> delays() {
        return delays;
    }

    private void open(int port, boolean stalled) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channels.add(channel);
        if (stalled) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, STALLED_BUFFER);
        }
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.write(StandardCharsets.US_ASCII.encode("GET /ws/changes HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                + "\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"));
        skipHead(channel);
        if (!stalled) {
            channel.configureBlocking(false);
            AtomicInteger got = new AtomicInteger();
            receivedByClient.add(got);
            channel.register(selector, SelectionKey.OP_READ, new Frames(got));
        }
    }

    /** Byte by byte: what follows belongs to the frames. */
    private static void skipHead(SocketChannel channel) throws IOException {
        StringBuilder head = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (head.indexOf("\r\n\r\n") < 0) {
            if (channel.read(one.clear()) < 0) {
                throw new IOException("refused: " + head);
            }
            head.append((char) one.get(0));
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException("refused: " + head);
        }
    }

    private void read() {
        try {
            while (selector.isOpen()) {
                selector.select(key -> ((Frames) key.attachment()).readFrom((SocketChannel) key.channel()));
            }
        } catch (IOException | java.nio.channels.ClosedSelectorException closed) {
            // by close()
        }
    }

    private void got(ByteBuffer frame, AtomicInteger byClient) {
        switch ((char) frame.get(frame.position() + 9)) { // {"type":"c
            case 'c' -> {
                delays.add((System.nanoTime() - numberAfter(MARK, frame)) / 1e9);
                int skipped = (int) numberAfter(SKIPPED, frame);
                merged.addAndGet(skipped);
                byClient.addAndGet(1 + skipped);
                received.addAndGet(1 + skipped);
            }
            case 's' -> {
                if (lastIndexOf(LAST_PART, frame, Math.max(frame.position(), frame.limit() - TAIL)) >= 0) {
                    ready.incrementAndGet();
                }
            }
            default -> {}
        }
    }

    /** The number that follows the last {@code mark}. */
    private static long numberAfter(byte[] mark, ByteBuffer frame) {
        long number = 0;
        for (int at = lastIndexOf(mark, frame, frame.position()) + mark.length; isDigit(frame.get(at)); at++) {
            number = 10 * number + frame.get(at) - '0';
        }
        return number;
    }

    private static boolean isDigit(byte ascii) {
        return ascii >= '0' && ascii <= '9';
    }

    private static int lastIndexOf(byte[] text, ByteBuffer in, int from) {
        for (int at = in.limit() - text.length; at >= from; at--) {
            int same = 0;
            while (same < text.length && in.get(at + same) == text[same]) {
                same++;
            }
            if (same == text.length) {
                return at;
            }
        }
        return -1;
    }

    /** Reads frames as a server sends them: whole and unmasked. */
    private final class Frames {
        private final AtomicInteger received;
        private ByteBuffer bytes = ByteBuffer.allocate(4_096);

        Frames(AtomicInteger received) {
            this.received = received;
        }

        void readFrom(SocketChannel channel) {
            try {
                if (channel.read(bytes) < 0) {
                    throw new IOException("the server hung up");
                }
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
            bytes.flip();
            int more = take();
            bytes.compact();
            if (more > bytes.capacity()) {
                bytes = ByteBuffer.allocate(more).put(bytes.flip());
            }
        }

        /** Takes all frames that are whole; returns the length of the one that is not. */
        private int take() {
            while (bytes.remaining() >= 10) {
                int start = bytes.position();
                int code = bytes.get(start + 1);
                int head = code < 126 ? 2 : code == 126 ? 4 : 10;
                int length = code < 126
                        ? code
                        : code == 126 ? Short.toUnsignedInt(bytes.getShort(start + 2)) : bytes.getInt(start + 6);
                if (bytes.remaining() < head + length) {
                    return head + length;
                }
                got(bytes.duplicate().position(start + head).limit(start + head + length), received);
                bytes.position(start + head + length);
            }
            return 0;
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }
}
