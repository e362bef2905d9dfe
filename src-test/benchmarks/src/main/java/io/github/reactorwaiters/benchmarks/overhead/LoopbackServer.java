// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.overhead;

import io.github.reactorwaiters.benchmarks.process.Child;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.wire.Quotas;
import java.time.Duration;

/** Functions that are being updated for ever, over HTTP, without quotas, in a process of its own. */
final class LoopbackServer {
    private LoopbackServer() {}

    /**
     * Serves until its parent is gone.
     *
     * @param arguments how many functions
     */
    public static void main(String... arguments) {
        SimulatedLambda lambda =
                SimulatedLambda.builder().quotas(Quotas.unlimited()).build();
        for (String name : lambda.functions().add(Integer.parseInt(arguments[0]))) {
            lambda.functions().script(name).next(Duration.ofDays(10_000));
            lambda.functions().startUpdate(name);
        }
        System.out.println(lambda.serve(0).endpoint());
        Child.awaitEndOfParent();
    }
}
