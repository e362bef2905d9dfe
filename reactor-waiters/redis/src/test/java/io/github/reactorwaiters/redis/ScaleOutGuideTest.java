// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.web.ChangeHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** The code of {@code docs/guide/scale-out.md} is this code. */
class ScaleOutGuideTest {
    private static final Path GUIDE = Path.of("../../docs/guide/scale-out.md");
    private static final Path SELF = Path.of("src/test/java/io/github/reactorwaiters/redis/ScaleOutGuideTest.java");

    private record Shown(Flux<FunctionStateChange> changes, Mono<ChangeHub> hub, ApiBudget budget) {}

    @Test
    void theGuidesCodeIsCompiled() throws IOException {
        String guide = Files.readString(GUIDE);
        int begin = guide.indexOf("```java\n") + "```java\n".length();
        String code = guide.substring(begin, guide.indexOf("```", begin));

        assertThat(squeezed(Files.readString(SELF))).contains(squeezed(code));
    }

    @Test
    void nothingConnectsBeforeItIsUsed() {
        AwsCredentialsProvider nobody = AnonymousCredentialsProvider.create();
        Shown shown =
                shown(new Shard("123456789012", "eu-west-1"), nobody, new Shard("210987654321", "us-east-1"), nobody);

        assertThat(shown.budget().status()).hasSize(2);
        assertThat(shown.changes()).isNotNull();
        assertThat(shown.hub()).isNotNull();
    }

    private static Shown shown(
            Shard dublin, AwsCredentialsProvider dublinRole, Shard virginia, AwsCredentialsProvider virginiaRole) {
        RedisStore redis =
                RedisStore.at("rediss://watcher:password@127.0.0.1:6379").withPrefix("fleet");
        Watchers watchers = Watchers.over(redis)
                .shards(List.of(WatchedShard.of(dublin, dublinRole), WatchedShard.of(virginia, virginiaRole)))
                .start();
        Flux<FunctionStateChange> changes = watchers.changes();
        Mono<ChangeHub> hub = watchers.hub(settings -> settings, 10_000);
        ApiBudget budget = watchers.budget(dublin);
        watchers.close();
        redis.close();
        return new Shown(changes, hub, budget);
    }

    /** Formatters break lines as they like. */
    private static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }
}
