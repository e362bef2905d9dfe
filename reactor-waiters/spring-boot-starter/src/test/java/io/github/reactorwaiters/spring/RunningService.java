// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/** A whole WebFlux application on a free port, over a simulator. */
final class RunningService implements AutoCloseable {
    static final HttpClient CLIENT = HttpClient.newHttpClient();

    final ConfigurableApplicationContext context;

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}

    private RunningService(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static RunningService start(SimulatedLambda lambda, String... properties) {
        return start(lambda, Application.class, properties);
    }

    static RunningService start(SimulatedLambda lambda, Class<?> application, String... properties) {
        List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--spring.main.banner-mode=off"));
        Arrays.stream(properties).map(property -> "--" + property).forEach(arguments::add);
        SpringApplication starting = new SpringApplication(application);
        starting.addInitializers(context -> ((GenericApplicationContext) context)
                .registerBean("simulated", LambdaAsyncClient.class, () -> lambda.client()));
        return new RunningService(starting.run(arguments.toArray(String[]::new)));
    }

    void until(String path, String text) throws Exception {
        for (int attempt = 0; attempt < 100; attempt++) {
            if (get(path).body().contains(text)) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError(path + " never told of " + text);
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, headers);
    }

    /** Also of what never ends. */
    int status(String path, String... headers) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = CLIENT.send(request(path, headers).build(), BodyHandlers.ofInputStream());
        answer.body().close();
        return answer.statusCode();
    }

    HttpResponse<String> send(String method, String path, String... headers) throws IOException, InterruptedException {
        return CLIENT.send(
                request(path, headers)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + authority() + path))
                .timeout(Duration.ofSeconds(10));
        return headers.length > 0 ? request.headers(headers) : request;
    }

    WebSocket socket(String path, Frames frames, String... headers) {
        WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        return builder.buildAsync(URI.create("ws://" + authority() + path), frames)
                .join();
    }

    /** The status with which a WebSocket is refused, 101 if it is not. */
    int refusal(String path, String... headers) {
        try {
            socket(path, new Frames(), headers).abort();
            return 101;
        } catch (CompletionException refused) {
            return refused.getCause() instanceof WebSocketHandshakeException handshake
                    ? handshake.getResponse().statusCode()
                    : -1;
        }
    }

    @Override
    public void close() {
        context.close();
    }

    private String authority() {
        return "127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    /** What a WebSocket got. */
    static final class Frames implements WebSocket.Listener {
        final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder partial = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                texts.add(partial.toString());
                partial.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }
    }
}
