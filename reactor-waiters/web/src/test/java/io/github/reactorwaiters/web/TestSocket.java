// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The JDK's WebSocket client, and what it got. */
public final class TestSocket implements WebSocket.Listener, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);

    public final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
    public volatile String closeReason = "";
    private final List<JsonNode> frames = new ArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    private TestSocket(URI uri, UnaryOperator<WebSocket.Builder> settings) {
        socket = settings.apply(CLIENT.newWebSocketBuilder())
                .buildAsync(uri, this)
                .join();
    }

    public static TestSocket open(URI uri) {
        return open(uri, builder -> builder);
    }

    public static TestSocket open(URI uri, UnaryOperator<WebSocket.Builder> settings) {
        return new TestSocket(uri, settings);
    }

    /** The HTTP status that refuses the connection. */
    public static int refusal(URI uri, UnaryOperator<WebSocket.Builder> settings) {
        try {
            open(uri, settings).close();
            return 101;
        } catch (CompletionException refused) {
            if (refused.getCause() instanceof WebSocketHandshakeException handshake) {
                return handshake.getResponse().statusCode();
            }
            throw refused;
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            synchronized (frames) {
                frames.add(JSON.readTree(partial.toString()));
                frames.notifyAll();
            }
            partial.setLength(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        closeReason = reason;
        closeCode.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        closeCode.completeExceptionally(error);
    }

    public void send(String text) {
        socket.sendText(text, true).join();
    }

    /** Sends a message that the server may refuse while it is still under way. */
    public void trySend(String text) {
        try {
            send(text);
        } catch (CompletionException closed) {
            // Then there is a close code.
        }
    }

    public void sendBytes(byte[] bytes) {
        socket.sendBinary(java.nio.ByteBuffer.wrap(bytes), true).join();
    }

    public String protocol() {
        return socket.getSubprotocol();
    }

    /** Waits for a frame. */
    public JsonNode await(Predicate<JsonNode> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + LONG_ENOUGH.toNanos();
        synchronized (frames) {
            while (true) {
                for (JsonNode frame : frames) {
                    if (wanted.test(frame)) {
                        return frame;
                    }
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("no such frame among " + frames);
                }
                frames.wait(1 + left / 1_000_000);
            }
        }
    }

    public JsonNode awaitType(String type) throws InterruptedException {
        return await(frame -> frame.get("type").asString().equals(type));
    }

    public JsonNode awaitChange(long sequence) throws InterruptedException {
        return await(
                frame -> frame.has("change") && frame.get("change").get("seq").asLong() == sequence);
    }

    public List<Long> sequences() {
        synchronized (frames) {
            return frames.stream()
                    .filter(frame -> frame.has("change"))
                    .map(frame -> frame.get("change").get("seq").asLong())
                    .toList();
        }
    }

    public int awaitClose() throws Exception {
        return closeCode.get(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
