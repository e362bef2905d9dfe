// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import io.github.reactorwaiters.testkit.wire.Call.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the faults decided about one call. Written by {@link Faults} while it decides, read-only afterwards. */
final class Verdict {
    /** No fault. */
    static final Verdict CLEAN = new Verdict();

    private long delayNanos;
    private boolean hang;
    private boolean half;
    private @Nullable Function<Subject, Answer> instead;
    private Outcome outcome = Outcome.FAULTED;
    private List<Rewrite> rewrites = List.of();

    void delay(long nanos) {
        delayNanos += nanos;
    }

    void hang() {
        hang = true;
    }

    void halve() {
        half = true;
    }

    void answerInstead(Outcome as, Function<Subject, Answer> answer) {
        outcome = as;
        instead = answer;
    }

    void rewrite(Rewrite rewrite) {
        List<Rewrite> all = new ArrayList<>(rewrites);
        all.add(rewrite);
        rewrites = List.copyOf(all);
    }

    /** Whether no later fault matters. */
    boolean isFinal() {
        return hang || instead != null;
    }

    long delayNanos() {
        return delayNanos;
    }

    boolean hangs() {
        return hang;
    }

    boolean halves() {
        return half;
    }

    @Nullable
    Function<Subject, Answer> instead() {
        return instead;
    }

    Outcome outcome() {
        return outcome;
    }

    List<Rewrite> rewrites() {
        return rewrites;
    }
}
