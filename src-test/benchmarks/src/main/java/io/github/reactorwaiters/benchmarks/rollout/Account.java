// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.rollout;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.model.Transition;
import io.github.reactorwaiters.testkit.wire.Call;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A simulated account with AWS's quotas, served over HTTP: zip functions, of whose updates 70% take a lognormal time (median
 * 3 s, sigma 0.5), 20% another (12 s, 0.6), 10% 60 to 90 s, as in a VPC.
 */
final class Account implements AutoCloseable {
    private final SimulatedLambda lambda;
    private final URI endpoint;
    private final List<String> names;
    private final List<Duration> durations;

    /** An account of so many functions, whose durations are drawn with {@code seed} and divided by {@code hurry}. */
    Account(int functions, long seed, long latencyMillis, double hurry) {
        lambda = SimulatedLambda.builder()
                .seed(seed)
                .durations(Durations.fixed(Duration.ofSeconds(3)))
                .latency(Duration.ofMillis(latencyMillis))
                .build();
        names = lambda.functions().add(functions);
        durations = durations(functions, seed, hurry);
        for (int i = 0; i < functions; i++) {
            lambda.functions().script(names.get(i)).next(durations.get(i));
        }
        ServedLambda server = lambda.serve(0);
        endpoint = server.endpoint();
    }

    /** How long the updates of such an account take, in the order of its names. */
    static List<Duration> durations(int functions, long seed, double hurry) {
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.generate(() -> draw(random, hurry)).limit(functions).toList();
    }

    private static Duration draw(SplittableRandom random, double hurry) {
        double kind = random.nextDouble();
        double seconds = kind < 0.7
                ? 3 * Math.exp(0.5 * random.nextGaussian())
                : kind < 0.9 ? 12 * Math.exp(0.6 * random.nextGaussian()) : 60 + 30 * random.nextDouble();
        return Duration.ofMillis(Math.round(1_000 * seconds / hurry));
    }

    URI endpoint() {
        return endpoint;
    }

    List<String> names() {
        return names;
    }

    /** How long their updates take, in the same order. */
    List<Duration> durations() {
        return durations;
    }

    /** Updates that succeeded. */
    long updated() {
        return names.stream()
                .flatMap(name -> lambda.functions().history(name).stream())
                .filter(transition -> transition.kind() == Transition.Kind.UPDATE_COMPLETED)
                .count();
    }

    long calls() {
        return lambda.calls().total();
    }

    long refused() {
        return lambda.calls().count(Call.Outcome.THROTTLED);
    }

    @Override
    public void close() {
        lambda.close();
    }
}
