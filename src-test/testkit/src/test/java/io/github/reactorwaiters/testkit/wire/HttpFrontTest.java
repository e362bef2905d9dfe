// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.reactorwaiters.testkit.wire.Reach.Front;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;

/** HTTP itself: what any client, not only the SDK, may rely on. */
class HttpFrontTest {
    private static final int LARGEST_ZIP_BYTES = 52_000_000;

    private final Reach reach = Reach.by(Front.HTTP);
    private final ServedLambda server = reach.lambda.serve(0);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        reach.close();
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        URI uri = URI.create(server.endpoint() + path);
        return http.send(
                HttpRequest.newBuilder(uri)
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void everyAnswerCarriesItsOwnRequestId() throws Exception {
        String first = send("GET", "/2015-03-31/functions/orders")
                .headers()
                .firstValue("x-amzn-RequestId")
                .orElseThrow();
        String second = send("GET", "/2015-03-31/functions/orders")
                .headers()
                .firstValue("x-amzn-RequestId")
                .orElseThrow();
        assertThat(first).hasSize(36).isNotEqualTo(second);
    }

    @Test
    void unknownPathIsAnUnknownOperation() throws Exception {
        HttpResponse<String> answer = send("PATCH", "/2015-03-31/nothing");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("x-amzn-ErrorType")).hasValue("UnknownOperationException");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body()).startsWith("{\"message\":");
        assertThat(reach.lambda.calls().count(Call.UNKNOWN_OPERATION)).isEqualTo(1);
    }

    @Test
    void listPathMayEndInASlashAndNamesMayBeEncoded() throws Exception {
        assertThat(send("GET", "/2015-03-31/functions").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/2015-03-31/functions/?MaxItems=1").statusCode())
                .isEqualTo(200);
        String arn = "arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Aorders%3A%24LATEST";
        assertThat(send("GET", "/2015-03-31/functions/" + arn).statusCode()).isEqualTo(200);
        assertThat(reach.lastCall().function()).isEqualTo("orders");
    }

    @Test
    void requestsFollowOneAnotherOnAConnectionAndMayExpectToContinue() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String body = "{\"Description\":\"changed\"}";
            write(
                    socket,
                    "PUT /2015-03-31/functions/orders/configuration HTTP/1.1\r\nHost: x\r\n"
                            + "Expect: 100-continue\r\nContent-Length: " + body.length() + "\r\n\r\n");
            assertThat(readHead(socket)).startsWith("HTTP/1.1 100 Continue");
            write(socket, body);
            String head = readHead(socket);
            assertThat(head).startsWith("HTTP/1.1 200 ");
            socket.getInputStream().readNBytes(contentLength(head));
            write(socket, "GET /2015-03-31/functions/absent HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(readHead(socket)).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void largestZipIsAcceptedAndALargerOneRefused() {
        assertThat(Reach.valueOf(reach.client.updateFunctionCode(
                                r -> r.functionName("orders").zipFile(zip(LARGEST_ZIP_BYTES))))
                        .codeSize())
                .isEqualTo(LARGEST_ZIP_BYTES);
        assertThat(Reach.failureOf(reach.client.updateFunctionCode(
                        r -> r.functionName("orders").zipFile(zip(LARGEST_ZIP_BYTES + 1_000_000)))))
                .hasMessageContaining(
                        "Request must be smaller than 70167211 bytes for the UpdateFunctionCode operation");
    }

    @Test
    void callerThatGoesAwayCancelsItsCall() throws Exception {
        reach.lambda.faults().add(Fault.hang());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            write(socket, "GET /2015-03-31/functions/orders HTTP/1.1\r\nHost: x\r\n\r\n");
            Awaiting.until(() -> reach.lambda.calls().count(Call.Outcome.PENDING) == 1);
        }
        Awaiting.until(() -> reach.lambda.calls().count(Call.Outcome.CANCELLED) == 1);
    }

    @Test
    void cancelledSdkCallIsSeenAsCancelled() {
        reach.lambda.faults().add(Fault.hang());
        var hanging = reach.getFunction();
        Awaiting.until(() -> reach.lambda.calls().count(Call.Outcome.PENDING) == 1);
        hanging.cancel(true);
        Awaiting.until(() -> reach.lambda.calls().count(Call.Outcome.CANCELLED) == 1);
    }

    @Test
    void takenPortIsNamed() {
        assertThatIllegalStateException()
                .isThrownBy(() -> reach.lambda.serve(server.port()))
                .withMessage("cannot listen on 127.0.0.1:" + server.port() + ": the port is taken");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reach.lambda.serve(70_000))
                .withMessage("port 70000 is not between 0 and 65535");
    }

    @Test
    void closedServerFreesItsPortAndEndsItsCalls() throws Exception {
        reach.lambda.faults().add(Fault.hang());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            write(socket, "GET /2015-03-31/functions/orders HTTP/1.1\r\nHost: x\r\n\r\n");
            Awaiting.until(() -> reach.lambda.calls().count(Call.Outcome.PENDING) == 1);
            server.close();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        server.close();
        Awaiting.until(() -> reach.lambda.calls().count(Call.Outcome.CANCELLED) == 1);
        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> send("GET", "/2015-03-31/functions"));
        assertThat(reach.lambda.serve(server.port()).port()).isEqualTo(server.port());
    }

    private static SdkBytes zip(int size) {
        byte[] zip = new byte[size];
        zip[0] = 'P';
        zip[1] = 'K';
        zip[2] = 3;
        zip[3] = 4;
        return SdkBytes.fromByteArrayUnsafe(zip);
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String readHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        return head.toString();
    }

    private static int contentLength(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line ->
                        Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElseThrow();
    }
}
