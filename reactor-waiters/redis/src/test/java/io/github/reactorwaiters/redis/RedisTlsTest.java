// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Redis behind TLS, with a certificate of this test's: trusted as the JVM is told, and refused by a JVM that is not. */
class RedisTlsTest {
    private static final String PASSWORD = "only for this test";
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String TRUST_STORE_PASSWORD = "javax.net.ssl.trustStorePassword";

    private final Path directory;
    private final Path keys;
    private final int port = freePort();

    RedisTlsTest(@TempDir Path directory) {
        this.directory = directory;
        this.keys = directory.resolve("keys.p12");
    }

    @BeforeEach
    void makeCertificate() throws Exception {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process making = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "redis",
                        "-keyalg",
                        "RSA",
                        "-validity",
                        "2",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(making.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(making.exitValue())
                .as(Files.readString(directory.resolve("keytool.log")))
                .isZero();
        KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
        writePem("cert.pem", "CERTIFICATE", store.getCertificate("redis").getEncoded());
        writePem(
                "key.pem",
                "PRIVATE KEY",
                store.getKey("redis", PASSWORD.toCharArray()).getEncoded());
    }

    @AfterEach
    void trustAsBefore() {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_STORE_PASSWORD);
    }

    @Test
    void everythingWorksBehindTls() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "redis",
                KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray()).getCertificate("redis"));
        Path trust = directory.resolve("trust.p12");
        try (var file = Files.newOutputStream(trust)) {
            trusted.store(file, PASSWORD.toCharArray());
        }
        System.setProperty(TRUST_STORE, trust.toString());
        System.setProperty(TRUST_STORE_PASSWORD, PASSWORD);
        try (RedisServer redis = start();
                SimulatedLambda account = SimulatedLambda.builder().build()) {
            WatchedOnce.over(RedisStore.at(uri()), account);
            assertThat(redis.commands().keys("*")).isNotEmpty();
        }
    }

    @Test
    void certificateThatNobodyVouchesForIsRefused() {
        try (RedisServer redis = start();
                RedisStore store = RedisStore.at(uri())) {
            List<Throwable> errors = new CopyOnWriteArrayList<>();
            Watchers watchers = Watchers.over(store).start();
            Disposable reading = watchers.changes().subscribe(change -> {}, errors::add);
            Eventually.within(
                    Duration.ofSeconds(20),
                    () -> assertThat(String.valueOf(watchers.health().cause())).contains("Redis"));
            assertThat(redis.commands().keys("*")).isEmpty();
            assertThat(errors).isEmpty();
            reading.dispose();
            watchers.leave().onErrorResume(error -> Mono.empty()).block(Duration.ofSeconds(20));
        }
    }

    private String uri() {
        return "rediss://127.0.0.1:" + port;
    }

    private RedisServer start() {
        return RedisServer.start(
                "--tls-port", Integer.toString(port),
                "--tls-cert-file", directory.resolve("cert.pem").toString(),
                "--tls-key-file", directory.resolve("key.pem").toString(),
                "--tls-ca-cert-file", directory.resolve("cert.pem").toString(),
                "--tls-auth-clients", "no");
    }

    private void writePem(String file, String type, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                directory.resolve(file), "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }
}
