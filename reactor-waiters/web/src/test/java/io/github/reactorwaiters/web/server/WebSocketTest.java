// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.web.ServedHub;
import io.github.reactorwaiters.web.TestSocket;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class WebSocketTest {
    private static final String TOKEN = "a secret + long";

    @Test
    void returningClientMissesNothing() throws Exception {
        try (ServedHub served = new ServedHub()) {
            served.emit(served.changes.active("a"), served.changes.active("b"));
            String position;
            try (TestSocket first = TestSocket.open(served.ws("/ws/changes"))) {
                first.awaitType("snapshot");
                served.emit(served.changes.updating("a"));
                position = first.awaitChange(3).get("id").asString();
            }
            served.emit(served.changes.updated("a"), served.changes.updating("b"));
            try (TestSocket again = TestSocket.open(served.ws("/ws/changes?since=" + position))) {
                again.awaitChange(5);
                served.emit(served.changes.updated("b"));
                again.awaitChange(6);
                assertThat(again.sequences()).containsExactly(4L, 5L, 6L);
            }
        }
    }

    @Test
    void filterMessageBringsASnapshot() throws Exception {
        try (ServedHub served = new ServedHub()) {
            served.emit(served.changes.active("orders"), served.changes.active("billing"));
            try (TestSocket client = TestSocket.open(served.ws("/ws/changes"))) {
                client.awaitType("snapshot");
                client.send("{\"type\":\"filter\",\"pattern\":\"ord*\"}");
                JsonNode filtered = client.await(frame ->
                        frame.has("functions") && frame.get("functions").size() == 1);
                assertThat(filtered.get("functions").get(0).get("function").asString())
                        .isEqualTo("orders");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "http://127.0.0.1:1", "http://localhost.evil.example"})
    void foreignOriginIsRefused(String origin) {
        try (ServedHub served = new ServedHub()) {
            assertThat(TestSocket.refusal(served.ws("/ws/changes"), client -> client.header("Origin", origin)))
                    .isEqualTo(403);
        }
    }

    @Test
    void ownAndAllowedOriginsAreServed() {
        try (ServedHub served = new ServedHub(hub -> hub, server -> server.allowOrigin("https://ops.example.com"))) {
            for (String origin : new String[] {
                "http://127.0.0.1:" + served.server.port(), "https://ops.example.com",
            }) {
                assertThat(TestSocket.refusal(served.ws("/ws/changes"), client -> client.header("Origin", origin)))
                        .isEqualTo(101);
            }
        }
    }

    @Test
    void tokenIsTakenFromHeaderAndSubprotocol() {
        try (ServedHub served = new ServedHub(hub -> hub, server -> server.token(TOKEN))) {
            String encoded =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(TOKEN.getBytes(StandardCharsets.UTF_8));
            try (TestSocket byHeader = TestSocket.open(
                            served.ws("/ws/changes"), client -> client.header("Authorization", "Bearer " + TOKEN));
                    TestSocket byProtocol = TestSocket.open(
                            served.ws("/ws/changes"),
                            client -> client.subprotocols("reactor-waiters.v1", "bearer." + encoded))) {
                assertThat(byHeader.protocol()).isEmpty();
                assertThat(byProtocol.protocol()).isEqualTo("reactor-waiters.v1");
            }
        }
    }

    @Test
    void withoutTheTokenThereIsNoData() {
        try (ServedHub served = new ServedHub(hub -> hub, server -> server.token(TOKEN))) {
            assertThat(TestSocket.refusal(served.ws("/ws/changes"), client -> client))
                    .isEqualTo(401);
            assertThat(TestSocket.refusal(
                            served.ws("/ws/changes"),
                            client -> client.header("Authorization", "Bearer " + TOKEN + "x")))
                    .isEqualTo(401);
            assertThat(TestSocket.refusal(
                            served.ws("/ws/changes"),
                            client -> client.subprotocols("reactor-waiters.v1", "bearer.YWJj")))
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"nonsense | 1007", "{\"type\":\"?\"} | 1008", "{\"type\":\"filter\",\"pattern\":\"/\"} | 1008"})
    void malformedMessageClosesWithACode(String message, int code) throws Exception {
        try (ServedHub served = new ServedHub();
                TestSocket client = TestSocket.open(served.ws("/ws/changes"))) {
            client.send(message);
            assertThat(client.awaitClose()).isEqualTo(code);
            assertThat(client.closeReason).isNotBlank();
        }
    }

    @Test
    void binaryMessageClosesWithACode() throws Exception {
        try (ServedHub served = new ServedHub();
                TestSocket client = TestSocket.open(served.ws("/ws/changes"))) {
            client.sendBytes(new byte[] {1, 2, 3});
            assertThat(client.awaitClose()).isEqualTo(1007);
        }
    }

    /** A server that closes while such a message is under way resets the connection now and then, and the code is lost. */
    @ParameterizedTest
    @ValueSource(ints = {100_000, 5_000_000})
    void oversizedMessageClosesWithACode(int length) throws Exception {
        try (ServedHub served = new ServedHub()) {
            for (int i = 0; i < 50; i++) {
                try (TestSocket client = TestSocket.open(served.ws("/ws/changes"))) {
                    client.trySend("x".repeat(length));
                    assertThat(client.awaitClose()).isEqualTo(1009);
                }
            }
        }
    }

    @Test
    void tooManyMessagesCloseWithACode() throws Exception {
        try (ServedHub served = new ServedHub();
                TestSocket client = TestSocket.open(served.ws("/ws/changes"))) {
            for (int i = 0; i < 11; i++) {
                client.trySend("{\"type\":\"filter\"}");
            }
            assertThat(client.awaitClose()).isEqualTo(1008);
            assertThat(client.closeReason).isEqualTo("too many messages");
        }
    }

    @Test
    void oneClientTooManyIsClosedWithACode() throws Exception {
        try (ServedHub served = new ServedHub(hub -> hub.maxClients(1), server -> server);
                TestSocket first = TestSocket.open(served.ws("/ws/changes"))) {
            first.awaitType("stats");
            try (TestSocket second = TestSocket.open(served.ws("/ws/changes"))) {
                assertThat(second.awaitClose()).isEqualTo(1013);
            }
        }
    }

    /** A server's timeout for requests once cut every WebSocket after 10 s; clients resumed, and nobody noticed. */
    @Test
    void socketIsNotCutWhileItIsTaken() throws Exception {
        try (ServedHub served = new ServedHub();
                TestSocket client = TestSocket.open(served.ws("/ws/changes"))) {
            Thread.sleep(12_000);
            served.emit(served.changes.active("a"));
            client.awaitChange(1);
            assertThat(client.closeCode).isNotDone();
        }
    }

    @Test
    void closingTheHubTellsClients() throws Exception {
        try (ServedHub served = new ServedHub();
                TestSocket client = TestSocket.open(served.ws("/ws/changes"))) {
            client.awaitType("stats");
            served.hub.close();
            assertThat(client.awaitClose()).isEqualTo(1001);
        }
    }

    /** Reactor Netty once kept the close frame of each client that had hung up: memory outside the heap. */
    @Test
    void clientsThatHangUpLeaveNoBufferBehind() throws Exception {
        try (ServedHub served = new ServedHub()) {
            openAndHangUp(served);
            Thread.sleep(200);
            long before = UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
            openAndHangUp(served);
            openAndHangUp(served);
            // Of the whole JVM: what else it has yet to release comes and goes, what is left behind stays.
            for (int i = 0; i < 500 && UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() > before; i++) {
                Thread.sleep(20);
            }
            assertThat(UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory())
                    .isLessThanOrEqualTo(before);
        }
    }

    private static void openAndHangUp(ServedHub served) throws Exception {
        for (int i = 0; i < 20; i++) {
            try (TestSocket client = TestSocket.open(served.ws("/ws/changes"))) {
                client.awaitType("snapshot");
            }
        }
        for (int i = 0; i < 500 && served.hub.clients() > 0; i++) {
            Thread.sleep(20);
        }
        assertThat(served.hub.clients()).isZero();
    }

    @Test
    void clientThatStopsReadingIsCutOff() throws Exception {
        try (ServedHub served = new ServedHub(hub -> hub.stallTimeout(Duration.ofMillis(500)), server -> server);
                StalledSocket stalled = StalledSocket.open(served.server.port())) {
            for (int i = 0; i < 10_000; i++) {
                served.emit(served.changes.active("function-with-a-rather-long-name-" + i));
            }
            for (int round = 0; round < 400 && served.hub.clients() > 0; round++) {
                for (int i = 0; i < 1_000; i++) {
                    served.emit(served.changes.updating("function-with-a-rather-long-name-" + i));
                }
                Thread.sleep(25);
            }
            assertThat(served.hub.clients()).isZero();
            assertThat(stalled.isCut()).isTrue();
        }
    }
}
