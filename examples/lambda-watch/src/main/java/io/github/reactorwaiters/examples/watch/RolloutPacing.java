// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.Quoted;
import io.github.reactorwaiters.rollout.AliasShift;
import io.github.reactorwaiters.rollout.Portion;
import io.github.reactorwaiters.rollout.RolloutBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say in which order, how carefully, and what follows an update. */
final class RolloutPacing {
    private static final Pattern SHIFT = Pattern.compile("(canary|linear):([1-9]\\d?)%?:(\\w+)");

    @Option(names = "--publish", description = "Publish a version of each function.")
    boolean publish;

    @Option(names = "--alias", paramLabel = "NAME", description = "Lead this alias to the version; implies --publish.")
    @Nullable
    String alias;

    @Option(
            names = "--shift",
            paramLabel = "HOW",
            description = "How the alias goes there: all (default), canary:10:5m or linear:10:1m.")
    String shift = "all";

    @Option(
            names = "--waves",
            paramLabel = "N|P%,...",
            split = ",",
            description = "How many functions are done after each wave, such as 1,10%%,100%%; default: one wave.")
    List<String> waves = new ArrayList<>();

    @Option(
            names = "--bake",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Time between waves; default: none.")
    @Nullable
    Duration bake;

    @Option(names = "--max-failures", paramLabel = "N|P%", description = "More halt the rollout; default: 0.")
    String maxFailures = "0";

    @Option(names = "--rollback", description = "Return what was changed if the rollout halts.")
    boolean rollback;

    /** Sets what the options say. */
    void apply(RolloutBuilder rollout) {
        rollout.waves(waves.stream().map(text -> portion("--waves", text)).toList())
                .maxFailures(portion("--max-failures", maxFailures))
                .rollbackOnHalt(rollback);
        if (bake != null) {
            rollout.bake(bake);
        }
        if (publish) {
            rollout.publish();
        }
        if (alias != null) {
            rollout.alias(aliasShift(alias));
        } else if (!shift.equals("all")) {
            throw new IllegalArgumentException("--shift must come with --alias: " + Quoted.of(shift));
        }
    }

    private static Portion portion(String option, String text) {
        return Given.read(option, () -> Portion.parse(text.strip()));
    }

    private AliasShift aliasShift(String name) {
        AliasShift atOnce = Given.read("--alias", () -> AliasShift.allAtOnce(name));
        return shift.equals("all") ? atOnce : Given.read("--shift " + Quoted.of(shift), () -> steps(name));
    }

    private AliasShift steps(String name) {
        Matcher form = SHIFT.matcher(shift);
        if (!form.matches()) {
            throw new IllegalArgumentException("must read as all, canary:10:5m or linear:10:1m does");
        }
        int percent = Integer.parseInt(form.group(2));
        Duration step = new DurationConverter().convert(form.group(3));
        return form.group(1).equals("canary")
                ? AliasShift.canary(name, percent, step)
                : AliasShift.linear(name, percent, step);
    }
}
