// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.Quoted;
import io.github.reactorwaiters.redis.RedisStore;
import io.github.reactorwaiters.redis.Shard;
import io.github.reactorwaiters.rollout.AliasShift;
import io.github.reactorwaiters.rollout.CodeSource;
import io.github.reactorwaiters.rollout.Portion;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.github.reactorwaiters.testkit.wire.Faults;
import io.github.reactorwaiters.web.AccessPolicy;
import io.github.reactorwaiters.web.ChangeFilter;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.StreamStart;
import io.github.reactorwaiters.web.server.DashboardServer;
import io.github.reactorwaiters.web.server.DashboardServerBuilder;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Text that no name, address or prefix can be: refused at the call, in a line fit for a log that names the parameter. */
class BadTextTest {
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "x".repeat(10_000),
            "a-".repeat(5_000),
            "/a".repeat(5_000),
            "eu" + "-a".repeat(5_000) + "-1",
            "hang" + ":".repeat(10_000),
            ":".repeat(10_000),
            "größe 注文",
            "a\u202etxt.exe",
            "a\u0000b",
            "\u001b[31mred",
            "a\r\nb",
            "a\u2028b",
            "\ud800",
            "$(id)",
            "'; drop table functions; --",
            "../../etc/passwd",
            "%00",
            "{{7*7}}");

    private final VirtualFleet fleet = new VirtualFleet();
    private final List<String> wrong = new ArrayList<>();
    private int tried;

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void coreAndWebRefuseItInWords() {
        try (ChangeHub hub =
                ChangeHub.of(fleet.watcher, Flux.never()).scheduler(fleet.time).start()) {
            DashboardServerBuilder server = DashboardServer.of(hub);
            refuses("function name", FunctionName::of);
            refuses("pattern", FunctionName::matching);
            TEXTS.forEach(
                    text -> refuses("function name", text, "orders:" + text, FunctionName.of("orders")::withQualifier));
            refuses("alias", AliasShift::allAtOnce);
            refuses("portion", Portion::parse);
            refuses("host", server::host);
            refuses("origin", server::allowOrigin);
            refuses("origin", text -> new AccessPolicy(null, Set.of(text), true));
            refuses("pattern", text -> ChangeFilter.of(text, List.of()));
            refuses("state", text -> ChangeFilter.of(null, List.of(text)));
            refuses("stream", text -> new StreamStart(text, 0, 0, List.of(), List.of()));
            for (String token :
                    List.of("", "short", "x".repeat(10_000), "with\u0000control", "with\r\nline", " blank at ends ")) {
                refusesSecret("token", token, server::token);
                refusesSecret("token", token, text -> new AccessPolicy(text, Set.of(), true));
            }
        }
        assertAll();
    }

    @Test
    void codeSourceRefusesItInWords() {
        CodeSource object = CodeSource.s3("bucket", "orders.zip");
        refuses("bucket", text -> CodeSource.s3(text, "orders.zip"));
        refuses("codeSha256", object::withCodeSha256);
        refuses("uri", CodeSource::image);
        TEXTS.stream()
                .filter(text ->
                        !text.equals("../../etc/passwd")) // a version is what S3 says, slashes and dots included
                .forEach(text ->
                        refuses("objectVersion", text, version -> CodeSource.s3("bucket", "orders.zip", version)));
        for (String key :
                List.of("", " ", "x".repeat(1_025), "ö".repeat(513), "a\u0000b", "\u001b[31mred", "a\r\nb", "\ud800")) {
            refuses("key", key, text -> CodeSource.s3("bucket", text));
        }
        assertAll();
        assertThat(CodeSource.s3("bucket", "größe 注文\u2028.zip")).hasToString("s3://bucket/größe 注文\\u2028.zip");
        assertThat(CodeSource.s3("bucket", "ö".repeat(512))).isNotNull();
    }

    @Test
    void redisRefusesItInWords() {
        refuses("uri", text -> RedisStore.at(text));
        refuses("nodes", text -> RedisStore.atCluster(text));
        refuses("account", text -> new Shard(text, "eu-west-1"));
        refuses("region", text -> new Shard("123456789012", text));
        try (RedisStore store = RedisStore.at("redis://127.0.0.1:1")) {
            refuses("prefix", store::withPrefix);
        }
        TEXTS.stream()
                .filter(text -> !text.isEmpty())
                .forEach(
                        text -> { // Lettuce refuses an empty one itself
                            RedisURI uri = RedisURI.create("redis://user:secret@host:6379");
                            uri.setHost(text);
                            refuses("uri", text, text, host -> RedisStore.at(uri));
                            refuses("nodes", text, text, host -> RedisStore.atCluster(List.of(uri)));
                        });
        for (String[] each : new String[][] {
            {"redis://user:secret@", "redis://***@"},
            {"redis://user:secret@host:99999", "redis://***@host"},
            {"redis:/:secret@host:6379", "redis:/***@host"},
            {"user:secret@host", "user:***@host"},
            {"redis://user:sec\nsecret@host:99999", "redis://***@host"},
        }) {
            refuses("uri", each[0], each[1], text -> RedisStore.at(text));
            refuses("nodes", each[0], each[1], text -> RedisStore.atCluster("redis://127.0.0.1:1", text));
        }
        String open = "rediss://host:6379?verifyPeer=NONE";
        refuses("uri", open, "verifyPeer=NONE", text -> RedisStore.at(text));
        refuses("nodes", open, "verifyPeer=NONE", text -> RedisStore.atCluster(List.of(RedisURI.create(text))));
        assertAll();
    }

    @Test
    void testkitRefusesItInWords() {
        refuses("account", text -> SimulatedLambda.builder().account(text).build());
        refuses("region", text -> SimulatedLambda.builder().region(text).build());
        refuses(
                "operation",
                text -> SimulatedLambda.builder().roundTrip(text, Duration.ZERO).build());
        refuses("name", fleet.functions()::add);
        refuses("name", fleet.functions()::create);
        refuses("name", fleet.functions()::script);
        refuses("operation", Fault.hang()::on);
        refuses("functions", Fault.hang()::functions);
        refuses("members", Fault::missing);
        refuses("fault", Faults::parse);
        assertAll();
    }

    private void refuses(String parameter, Consumer<String> call) {
        TEXTS.forEach(text -> refuses(parameter, text, call));
    }

    private void refuses(String parameter, String text, Consumer<String> call) {
        refuses(parameter, text, text, call);
    }

    private void refusesSecret(String parameter, String text, Consumer<String> call) {
        if (!text.isEmpty()) {
            assertThatThrownBy(() -> call.accept(text)).message().doesNotContain(text);
        }
        refuses(parameter, text, "", call);
    }

    /** The message must show the beginning of {@code shown}, as {@link Quoted} has it; where that is empty, a rule is enough. */
    private void refuses(String parameter, String text, String shown, Consumer<String> call) {
        tried++;
        try {
            call.accept(text);
            wrong.add(parameter + " takes " + text.length() + " characters, "
                    + text.codePoints().limit(9).boxed().toList());
        } catch (IllegalArgumentException refused) {
            String told = String.valueOf(refused.getMessage());
            String quoted = Quoted.of(shown);
            if (!told.contains(parameter)
                    || !told.matches(".* (must|is not|is no|is none|is blank|does not read) .*")
                    || !told.contains(shown.isEmpty() ? "" : quoted.substring(0, Math.min(20, quoted.length() - 1)))
                    || told.length() > 400
                    || told.contains("secret")
                    || told.matches("(?s).*[\\p{C}\\p{Zl}\\p{Zp}].*")) {
                wrong.add(parameter + " is refused by: " + told);
            }
        } catch (RuntimeException | StackOverflowError broken) {
            wrong.add(parameter + " breaks: " + broken);
        }
    }

    private void assertAll() {
        System.out.println("BadTextTest: " + tried + " texts");
        assertThat(wrong).isEmpty();
    }
}
