// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.WatcherHealth;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** A service behind TLS is read if its certificate is vouched for, and for its name; else no request reaches it. */
@Timeout(60)
class TlsTest {
    private static final String PASSWORD = "only for this test";
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String TRUST_STORE_PASSWORD = "javax.net.ssl.trustStorePassword";
    private static final FunctionName ORDERS = FunctionName.of("orders");
    private static final byte[] ANSWER =
            """
            {"Configuration": {"FunctionName": "orders", "State": "Active", "LastUpdateStatus": "Successful",
             "FunctionArn": "arn:aws:lambda:eu-west-1:123456789012:function:orders", "RevisionId": "1"}}
            """
                    .getBytes(UTF_8);

    private final AtomicInteger requests = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Path directory;

    TlsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void trustAsBefore() {
        threads.shutdownNow();
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE_PASSWORD);
    }

    @Test
    void certificateThatIsVouchedForIsAccepted() throws Exception {
        Path keys = certificateFor("127.0.0.1");
        trust(keys);
        HttpsServer server = serve(keys);
        try (FunctionWatcher watcher = watcher(server)) {
            StepVerifier.create(watcher.awaitActive(ORDERS).map(FunctionSnapshot::revisionId))
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(Duration.ofSeconds(20));
            assertThat(requests).hasPositiveValue();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void certificateThatNobodyVouchesForIsRefused() throws Exception {
        assertRefused(serve(certificateFor("127.0.0.1")), "unable to find valid certification path");
    }

    @Test
    void certificateForAnotherNameIsRefused() throws Exception {
        Path keys = certificateFor("127.0.0.2");
        trust(keys);
        assertRefused(serve(keys), "No subject alternative names");
    }

    private void assertRefused(HttpsServer server, String refusal) {
        try (FunctionWatcher watcher = watcher(server)) {
            Mono<WatcherHealth> health = Mono.fromSupplier(watcher::health)
                    .filter(now -> now.cause() != null && trace(now.cause()).contains(refusal))
                    .repeatWhenEmpty(200, empty -> empty.delayElements(Duration.ofMillis(100)));
            Mono<WatcherHealth> none = watcher.watch(ORDERS).then(Mono.empty());
            StepVerifier.create(Flux.merge(none, health).next()) // while it is watched: later, nothing fails
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(Duration.ofSeconds(30));
            assertThat(requests).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    private static String trace(Throwable error) {
        StringWriter text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private FunctionWatcher watcher(HttpsServer server) {
        return FunctionWatcher.builder()
                .client(client -> client.endpointOverride(URI.create(
                                "https://127.0.0.1:" + server.getAddress().getPort()))
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"))))
                .build();
    }

    private HttpsServer serve(Path keys) throws Exception {
        KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(threads); // a handshake that the client breaks off must not hold up the next one
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            try (exchange;
                    InputStream body = exchange.getRequestBody()) {
                body.readAllBytes();
                exchange.sendResponseHeaders(200, ANSWER.length);
                exchange.getResponseBody().write(ANSWER);
            }
        });
        server.start();
        return server;
    }

    private static void trust(Path keys) {
        System.setProperty(TRUST_STORE, keys.toString());
        System.setProperty(TRUST_STORE_PASSWORD, PASSWORD);
    }

    private Path certificateFor(String address) throws Exception {
        Path keys = directory.resolve("keys.p12");
        Path log = directory.resolve("keytool.log");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String options = "-genkeypair -alias lambda -keyalg RSA -validity 2 -storetype PKCS12 -dname CN=" + address
                + " -ext san=ip:" + address;
        ProcessBuilder making = new ProcessBuilder(keytool);
        making.command().addAll(List.of(options.split(" ")));
        making.command().addAll(List.of("-keystore", keys.toString(), "-storepass", PASSWORD));
        Process process =
                making.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return keys;
    }
}
