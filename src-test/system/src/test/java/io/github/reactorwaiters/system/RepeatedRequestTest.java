// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.reactorwaiters.lambda.CallsRejectedException;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.test.StepVerifier;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** A service that finds the signature wrong, and repeats the request in its message, session token included, as AWS may. */
@Timeout(60)
class RepeatedRequestTest {
    private static final FunctionName ORDERS = FunctionName.of("orders");
    private static final String TOKEN = "planted-session-token";

    private final AtomicInteger repeated = new AtomicInteger();
    private final HttpServer server;

    RepeatedRequestTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void serve() {
        server.createContext("/", exchange -> {
            String token = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Security-Token"));
            if (token.equals(TOKEN)) {
                repeated.incrementAndGet();
            }
            byte[] answer = ("{\"message\": \"The request signature we calculated does not match the signature you"
                            + " provided.\\n\\nThe Canonical String for this request should have been\\n'GET\\n\\n"
                            + "x-amz-security-token:" + token + "'\\n\"}")
                    .getBytes(UTF_8);
            try (exchange) {
                exchange.getResponseHeaders().set("x-amzn-ErrorType", "InvalidSignatureException");
                exchange.sendResponseHeaders(403, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void nobodyIsToldTheTokenThatTheServiceRepeats() {
        try (FunctionWatcher watcher = FunctionWatcher.builder()
                .client(client -> client.endpointOverride(URI.create(
                                "http://127.0.0.1:" + server.getAddress().getPort()))
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(StaticCredentialsProvider.create(
                                AwsSessionCredentials.create("AKIDPLANTED", "planted-secret", TOKEN))))
                .strict(true)
                .build()) {
            StepVerifier.create(watcher.watch(ORDERS))
                    .expectErrorSatisfies(error -> {
                        assertThat(error).isInstanceOf(CallsRejectedException.class);
                        assertFitToShow(error);
                    })
                    .verify(Duration.ofSeconds(30));
            Throwable cause = watcher.health().cause();
            assertThat(cause).isNotNull();
            if (cause != null) {
                assertFitToShow(cause);
            }
            StepVerifier.create(watcher.controlPlane().get(ORDERS))
                    .expectErrorSatisfies(RepeatedRequestTest::assertFitToShow)
                    .verify(Duration.ofSeconds(30));
        }
        assertThat(repeated).hasValueGreaterThan(1);
    }

    private static void assertFitToShow(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        assertThat(text.toString())
                .contains("The request signature we calculated does not match")
                .doesNotContainIgnoringCase("planted");
    }
}
