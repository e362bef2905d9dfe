// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.rollout;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.rollout.AliasShift;
import io.github.reactorwaiters.rollout.CodeSource;
import io.github.reactorwaiters.rollout.FunctionChange;
import io.github.reactorwaiters.rollout.FunctionOutcome;
import io.github.reactorwaiters.rollout.Portion;
import io.github.reactorwaiters.rollout.Rollout;
import io.github.reactorwaiters.rollout.RolloutBuilder;
import io.github.reactorwaiters.rollout.RolloutEvent;
import io.github.reactorwaiters.rollout.RolloutJournal;
import io.github.reactorwaiters.rollout.Target;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Ours, with a journal on disk, in one wave. */
record OurRollout(double share) implements Contender {
    @Override
    public String label() {
        return "reactor-waiters";
    }

    @Override
    public Ending rollOut(URI endpoint, List<String> names, byte[] zip, boolean release) throws Exception {
        long start = System.nanoTime();
        Path journal = Files.createTempFile("rollout", ".jsonl");
        try (FunctionWatcher watcher = FunctionWatcher.builder()
                .client(client -> client.endpointOverride(endpoint)
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"))))
                .budgetShare(share)
                .build()) {
            FunctionChange change = FunctionChange.ofCode(CodeSource.zip(zip));
            RolloutBuilder rollout = Rollout.builder(watcher)
                    .targets(Flux.fromIterable(names).map(name -> new Target(FunctionName.of(name), change)))
                    .maxFailures(Portion.percent(100))
                    .journal(RolloutJournal.file(journal));
            if (release) {
                rollout.alias(AliasShift.allAtOnce(ALIAS));
            }
            RolloutEvent last = rollout.build().run().blockLast();
            int updated =
                    last instanceof RolloutEvent.Ended ended ? ended.summary().count(FunctionOutcome.UPDATED) : 0;
            return Ending.since(start, names.size() - updated, false);
        } finally {
            Files.deleteIfExists(journal);
        }
    }
}
