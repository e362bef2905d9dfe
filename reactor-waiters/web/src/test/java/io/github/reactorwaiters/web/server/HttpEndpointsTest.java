// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reactorwaiters.web.Page;
import io.github.reactorwaiters.web.ServedHub;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class HttpEndpointsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Test
    void functionsAreListed() throws Exception {
        try (ServedHub served = new ServedHub()) {
            for (int i = 0; i < 1_000; i++) {
                served.emit(served.changes.active("f" + i));
            }
            served.emit(served.changes.failed("g"));

            assertThat(json(served, "/api/functions").get("functions")).hasSize(1_001);
            assertThat(json(served, "/api/functions?pattern=f1*").get("functions"))
                    .hasSize(111);
            JsonNode failed = json(served, "/api/functions?state=Failed&state=Pending");
            assertThat(failed.get("functions").get(0).get("function").asString())
                    .isEqualTo("g");
        }
    }

    @Test
    void timelineAndHealthAreTold() throws Exception {
        try (ServedHub served = new ServedHub()) {
            served.emit(served.changes.active("a"), served.changes.updating("a"));

            assertThat(json(served, "/api/timeline?function=a").get("changes")).hasSize(2);
            assertThat(json(served, "/health").get("status").asString()).isEqualTo("THROTTLED");
        }
    }

    @Test
    void eventStreamResumesByLastEventId() throws Exception {
        try (ServedHub served = new ServedHub()) {
            served.emit(served.changes.active("a"), served.changes.updating("a"), served.changes.updated("a"));

            List<String> lines = events(served, "1", "id: ");
            assertThat(lines.subList(0, 2)).satisfies(resumed -> {
                assertThat(resumed.get(0)).isEqualTo("event: resumed");
                assertThat(resumed.get(1)).startsWith("data: {\"type\":\"resumed\"");
            });
            assertThat(lines).contains("event: change").anyMatch(line -> line.matches("id: [0-9a-z]{8}-2"));
        }
    }

    @Test
    void eventStreamBeginsWithASnapshot() throws Exception {
        try (ServedHub served = new ServedHub()) {
            served.emit(served.changes.active("a"));
            assertThat(json(served, "/api/functions").get("functions")).hasSize(1);

            assertThat(events(served, null, "data: {\"type\":\"snapshot\""))
                    .first()
                    .isEqualTo("event: snapshot");
        }
    }

    @Test
    void eventStreamTellsItsEnd() throws Exception {
        try (ServedHub served = new ServedHub(hub -> hub.maxClients(1), server -> server)) {
            HttpResponse<java.io.InputStream> first =
                    CLIENT.send(request(served, "/api/changes").build(), BodyHandlers.ofInputStream());
            assertThat(first.statusCode()).isEqualTo(200);
            HttpResponse<String> second =
                    CLIENT.send(request(served, "/api/changes").build(), BodyHandlers.ofString());

            assertThat(second.body())
                    .isEqualTo(
                            "event: closed\ndata: {\"type\":\"closed\",\"code\":1013,\"reason\":\"too many clients\"}\n\n");
            first.body().close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/nothing, 404",
        "/metrics, 404",
        "/../etc/passwd, 404",
        "/api/functions?pattern=%3Cscript%3E, 400",
        "/api/changes?state=1, 400",
        "/api/timeline, 400",
        "/api/timeline?function=%22, 400",
        "/ws/changes?pattern=a.b, 400",
    })
    void whatIsNotThereOrNotValidIsRefusedWithoutAnEcho(String path, int status) throws Exception {
        try (ServedHub served = new ServedHub()) {
            HttpResponse<String> answer = get(served, path);

            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.body())
                    .doesNotContain("script")
                    .doesNotContain("a.b")
                    .doesNotContain("passwd");
            assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
        }
    }

    @Test
    void onlyGetIsServed() throws Exception {
        try (ServedHub served = new ServedHub()) {
            HttpResponse<String> answer = CLIENT.send(
                    request(served, "/api/functions")
                            .POST(HttpRequest.BodyPublishers.ofString("x"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(405);
        }
    }

    @Test
    void pageLoadsNothingFromElsewhere() throws Exception {
        try (ServedHub served = new ServedHub()) {
            for (String path : Page.load().paths()) {
                HttpResponse<String> file = get(served, path);
                assertThat(file.statusCode()).as(path).isEqualTo(200);
                assertThat(file.headers().firstValue("content-security-policy").orElseThrow())
                        .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; ");
                assertThat(file.headers().firstValue("x-content-type-options")).hasValue("nosniff");
                assertThat(file.body().replace("http://www.w3.org/2000/svg", ""))
                        .as(path)
                        .doesNotContain("http://")
                        .doesNotContain("https://")
                        .doesNotContain("innerHTML");
            }
        }
    }

    @Test
    void unchangedFileIsNotSentAgain() throws Exception {
        try (ServedHub served = new ServedHub()) {
            String etag = get(served, "/").headers().firstValue("etag").orElseThrow();
            HttpResponse<String> again = CLIENT.send(
                    request(served, "/").header("If-None-Match", etag).build(), BodyHandlers.ofString());

            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/functions", "/api/changes", "/api/timeline?function=a", "/health", "/metrics", "/x"})
    void withoutTheTokenThereIsNoData(String path) throws Exception {
        try (ServedHub served =
                new ServedHub(hub -> hub, server -> server.token("12345678").metrics(() -> "x 1\n"))) {
            served.emit(served.changes.active("a"));

            assertThat(get(served, path).statusCode()).isEqualTo(401);
            assertThat(get(served, "/").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void withTheTokenThereIs() throws Exception {
        try (ServedHub served =
                new ServedHub(hub -> hub, server -> server.token("12345678").metrics(() -> "x 1\n"))) {
            HttpResponse<String> answer = CLIENT.send(
                    request(served, "/metrics")
                            .header("Authorization", "bearer 12345678")
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("x 1\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"evil.example, 403", "evil.example:8080, 403", "localhost, 200", "'[::1]:80', 200", "'', 403"})
    void hostMustNameLoopback(String host, int status) throws Exception {
        try (ServedHub served = new ServedHub();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET /api/functions HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));

            assertThat(answer.readLine()).startsWith("HTTP/1.1 " + status);
        }
    }

    @Test
    void badSettingsAreRefused() {
        try (ServedHub served = new ServedHub()) {
            DashboardServerBuilder settings = DashboardServer.of(served.hub);
            assertThatThrownBy(() -> settings.port(65_536)).hasMessageContaining("65536");
            assertThatThrownBy(() -> settings.token("short").start().block(Duration.ofSeconds(5)))
                    .hasMessageContaining("token")
                    .hasMessageNotContaining("short");
            settings.token("long enough");
            assertThatThrownBy(() -> settings.allowOrigin("ops").start().block(Duration.ofSeconds(5)))
                    .hasMessageContaining("origin");
        }
    }

    private static List<String> events(ServedHub served, @Nullable String last, String until)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(served, "/api/changes");
        if (last != null) {
            request.header("Last-Event-ID", last);
        }
        HttpResponse<java.io.InputStream> answer = CLIENT.send(request.build(), BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        List<String> lines = new ArrayList<>();
        try (BufferedReader body = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            String line = body.readLine();
            while (line != null) {
                lines.add(line);
                line = line.startsWith(until) ? null : body.readLine();
            }
        }
        return lines;
    }

    private static JsonNode json(ServedHub served, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(served, path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
        return JSON.readTree(answer.body());
    }

    private static HttpResponse<String> get(ServedHub served, String path) throws IOException, InterruptedException {
        return CLIENT.send(request(served, path).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(ServedHub served, String path) {
        return HttpRequest.newBuilder(served.http(path)).timeout(Duration.ofSeconds(10));
    }
}
