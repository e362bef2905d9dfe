// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.rollout.AliasShift;
import io.github.reactorwaiters.rollout.CodeSource;
import io.github.reactorwaiters.rollout.FunctionChange;
import io.github.reactorwaiters.rollout.Rollout;
import io.github.reactorwaiters.rollout.RolloutEvent;
import io.github.reactorwaiters.rollout.RolloutJournal;
import io.github.reactorwaiters.rollout.Target;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** A process that runs a rollout with a journal, to be killed: endpoint, journal, number of functions. */
final class RolloutProcess {
    static final CodeSource CODE = CodeSource.zip("PK new code".getBytes(StandardCharsets.UTF_8));
    static final double CONTROL_PLANE_PER_SECOND = 150;

    private RolloutProcess() {}

    public static void main(String[] args) {
        FunctionWatcher watcher = FunctionWatcher.builder()
                .client(client -> client.endpointOverride(URI.create(args[0]))
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"))))
                .budget(ApiBudget.of(1_000, CONTROL_PLANE_PER_SECOND, 0.8, Schedulers::parallel))
                .build();
        RolloutEvent last = Rollout.builder(watcher)
                .targets(Flux.range(1, Integer.parseInt(args[2]))
                        .map(number -> new Target(
                                FunctionName.of(String.format("function-%05d", number)),
                                FunctionChange.ofCode(CODE).withConfiguration(c -> c.memorySize(512)))))
                .alias(AliasShift.allAtOnce("live"))
                .journal(RolloutJournal.file(Path.of(args[1])))
                .build()
                .run()
                .blockLast();
        boolean complete =
                last instanceof RolloutEvent.Ended ended && ended.summary().isComplete();
        System.exit(complete ? 0 : 1);
    }
}
