// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A fault in force. Thread-safe. */
final class FaultRule {
    private final Fault fault;
    private final Predicate<@Nullable String> functions;
    private final long startNanos;
    private final long endNanos;
    private final AtomicInteger left;
    private final Draws draws;

    FaultRule(Fault fault, long nowNanos, long seed) {
        FaultScope scope = fault.scope();
        this.fault = fault;
        this.functions = scope.functionFilter();
        this.startNanos = nowNanos + scope.from().toNanos();
        this.endNanos = scope.lasting() == null
                ? Long.MAX_VALUE
                : startNanos + scope.lasting().toNanos();
        this.left = new AtomicInteger(scope.times() == null ? Integer.MAX_VALUE : scope.times());
        this.draws = new Draws(seed);
    }

    /** Whether this call is hit; if so, it counts. */
    boolean hits(String operation, @Nullable String function, long nowNanos) {
        FaultScope scope = fault.scope();
        return nowNanos >= startNanos
                && nowNanos < endNanos
                && (scope.operation() == null || scope.operation().equals(operation))
                && functions.test(function)
                && (scope.probability() == 1 || draws.next() < scope.probability())
                && (scope.times() == null || left.getAndUpdate(n -> Math.max(0, n - 1)) > 0);
    }

    Effect effect() {
        return fault.effect();
    }
}
