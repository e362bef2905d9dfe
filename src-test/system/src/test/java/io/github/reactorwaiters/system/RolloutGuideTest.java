// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.rollout.AliasShift;
import io.github.reactorwaiters.rollout.CodeSource;
import io.github.reactorwaiters.rollout.Deployed;
import io.github.reactorwaiters.rollout.FunctionChange;
import io.github.reactorwaiters.rollout.FunctionOutcome;
import io.github.reactorwaiters.rollout.Portion;
import io.github.reactorwaiters.rollout.Rollout;
import io.github.reactorwaiters.rollout.RolloutJournal;
import io.github.reactorwaiters.rollout.RolloutStep;
import io.github.reactorwaiters.rollout.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The code of docs/guide/rollouts.md is this code; its tables name every step and outcome. */
class RolloutGuideTest {
    private static final Path GUIDE = Path.of("../../docs/guide/rollouts.md");
    private static final Path SELF = Path.of("src/test/java/io/github/reactorwaiters/system/RolloutGuideTest.java");

    static void rollOut(FunctionWatcher watcher, Flux<FunctionName> names, byte[] zip, Publisher<?> alarm) {
        // guide: begin
        CodeSource code = CodeSource.zip(zip);
        Rollout rollout = Rollout.builder(watcher)
                .targets(names.map(name -> new Target(name, FunctionChange.ofCode(code))))
                .alias(AliasShift.canary("live", 10, Duration.ofMinutes(5)))
                .waves(List.of(Portion.of(1), Portion.percent(10), Portion.percent(100)))
                .bake(Duration.ofMinutes(2))
                .maxFailures(Portion.percent(1))
                .verify(deployed -> smokeTest(deployed))
                .haltOn(alarm)
                .rollbackOnHalt(true)
                .journal(RolloutJournal.file(Path.of("orders-rollout.jsonl")))
                .build();

        rollout.plan().subscribe(plan -> System.out.println(plan.controlPlaneCalls() + " calls, " + plan.leastTime()));
        rollout.run().subscribe(event -> System.out.println(event.progress()));
        // guide: end
    }

    private static Publisher<String> smokeTest(Deployed deployed) {
        return Mono.justOrEmpty(deployed.newVersion());
    }

    private static List<String> between(List<String> lines, String begin, String end) {
        List<String> after = lines.stream()
                .map(String::stripTrailing)
                .dropWhile(line -> !line.strip().equals(begin))
                .skip(1)
                .toList();
        return after.stream().takeWhile(line -> !line.strip().equals(end)).toList();
    }

    @Test
    void theGuidesCodeIsCompiledHere() throws IOException {
        List<String> shown = between(Files.readAllLines(GUIDE), "```java", "```");
        List<String> compiled = between(Files.readAllLines(SELF), "// guide: begin", "// guide: end").stream()
                .map(line -> line.isEmpty() ? line : line.substring(8))
                .toList();
        assertThat(shown).isNotEmpty().isEqualTo(compiled);
    }

    @Test
    void theGuideNamesEveryStepAndOutcome() throws IOException {
        String guide = Files.readString(GUIDE);
        assertThat(Arrays.stream(RolloutStep.values()).map(Enum::name)).allMatch(guide::contains);
        assertThat(Arrays.stream(FunctionOutcome.values()).map(Enum::name)).allMatch(guide::contains);
    }
}
