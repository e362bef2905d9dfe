// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.web.ServedHub;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of another origin, as browsers ask for them. */
class CrossOriginTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String OPS = "https://ops.example.com";
    private static final String TOKEN = "12345678";

    private static ServedHub served;

    @BeforeAll
    static void start() {
        served = new ServedHub(
                hub -> hub, server -> server.allowOrigin(OPS).token(TOKEN).metrics(() -> "x 1\n"));
        served.emit(served.changes.active("a"));
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/functions", "/api/changes", "/api/timeline?function=a", "/health", "/metrics", "/"})
    void listedOriginMayReadAndSendTheToken(String path) throws Exception {
        HttpResponse<?> question = ask("OPTIONS", path, "Origin", OPS, "Access-Control-Request-Method", "GET");
        assertThat(question.statusCode()).isEqualTo(204);
        assertThat(question.headers().firstValue("access-control-allow-methods"))
                .hasValue("GET");
        assertThat(question.headers().firstValue("access-control-allow-headers"))
                .hasValue("Authorization, Last-Event-ID");
        isFor(OPS, question.headers());

        HttpResponse<?> answer = ask("GET", path, "Origin", OPS, "Authorization", "Bearer " + TOKEN);
        assertThat(answer.statusCode()).isEqualTo(200);
        isFor(OPS, answer.headers());
    }

    @Test
    void listedOriginSeesThatTheTokenIsMissing() throws Exception {
        HttpResponse<?> answer = ask("GET", "/api/functions", "Origin", OPS);
        assertThat(answer.statusCode()).isEqualTo(401);
        isFor(OPS, answer.headers());
    }

    @ParameterizedTest
    @CsvSource({"OPTIONS, https://evil.example, 405", "GET, https://evil.example, 403", "OPTIONS, null, 405"})
    void foreignOriginMayNothing(String method, String origin, int status) throws Exception {
        HttpResponse<?> answer = ask(
                method,
                "/api/functions",
                "Origin",
                origin,
                "Access-Control-Request-Method",
                "GET",
                "Authorization",
                "Bearer " + TOKEN);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void optionsThatIsNoQuestionIsNotServed() throws Exception {
        assertThat(ask("OPTIONS", "/api/functions", "Origin", OPS).statusCode()).isEqualTo(405);
        assertThat(ask("OPTIONS", "/api/functions", "Access-Control-Request-Method", "GET")
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void withoutListedOriginsNothingIsSaidOfThem() throws Exception {
        try (ServedHub plain = new ServedHub()) {
            HttpResponse<String> answer = CLIENT.send(
                    HttpRequest.newBuilder(plain.http("/api/functions")).build(), BodyHandlers.ofString());
            assertThat(answer.headers().map()).doesNotContainKeys("access-control-allow-origin", "vary");
        }
    }

    private static void isFor(String origin, HttpHeaders headers) {
        assertThat(headers.firstValue("access-control-allow-origin")).hasValue(origin);
        assertThat(headers.firstValue("vary")).hasValue("Origin");
    }

    private static HttpResponse<?> ask(String method, String path, String... headers)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = CLIENT.send(
                HttpRequest.newBuilder(served.http(path))
                        .timeout(Duration.ofSeconds(10))
                        .headers(headers)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofInputStream());
        answer.body().close();
        return answer;
    }
}
