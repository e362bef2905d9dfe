// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.policy;

import io.github.reactorwaiters.benchmarks.report.Delays;
import io.github.reactorwaiters.benchmarks.started.StartedUpdate;
import io.github.reactorwaiters.benchmarks.virtual.VirtualAccount;
import io.github.reactorwaiters.testkit.model.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * Updates of a fleet in virtual time, each waited for from its start on.
 *
 * @param functions how many
 * @param startsPerSecond at which rate they start; infinite: all at once
 */
record Rollout(int functions, double startsPerSecond) {
    private static final Duration STEP = Duration.ofSeconds(5);
    private static final Duration LONGEST_UPDATE = Duration.ofSeconds(90);

    /** Of a time in milliseconds, as a double. */
    private static final double ROUNDING_SECONDS = 1e-6;

    private static final Duration LIMIT = Duration.ofMinutes(10);

    /**
     * What came of it.
     *
     * @param seconds delay of each detection; infinite for a wait that failed or had not ended 10 min after all updates
     * @param polls GetFunction calls that arrived
     * @param lists ListFunctions calls that arrived
     * @param refused calls refused for a quota
     */
    record Outcome(List<Double> seconds, long polls, long lists, long refused) {
        Delays delays() {
            return Delays.of(seconds);
        }
    }

    /** Runs it in {@code account}, which is empty; {@code await} completes when its poller says that the update is over. */
    Outcome run(VirtualAccount account, Function<StartedUpdate, ? extends Publisher<?>> await) {
        List<String> names = account.functions().add(functions);
        account.lambda().calls().clear();
        Map<String, Double> detected = new HashMap<>();
        List<Disposable> waits = new ArrayList<>();
        for (int i = 0; i < functions; i++) {
            String name = names.get(i);
            long nanos = Double.isInfinite(startsPerSecond) ? 0 : (long) (i * 1e9 / startsPerSecond);
            account.time()
                    .schedule(
                            () -> {
                                StartedUpdate update = StartedUpdate.start(account.functions(), name);
                                waits.add(Flux.from(await.apply(update))
                                        .subscribe(
                                                ignored -> {},
                                                failed -> {},
                                                () -> detected.put(name, account.millis())));
                            },
                            nanos,
                            TimeUnit.NANOSECONDS);
        }
        Duration starting = Duration.ofSeconds(
                Double.isInfinite(startsPerSecond) ? 0 : (long) Math.ceil(functions / startsPerSecond));
        Duration most = starting.plus(LONGEST_UPDATE).plus(LIMIT);
        for (Duration passed = Duration.ZERO;
                detected.size() < functions && passed.compareTo(most) < 0;
                passed = passed.plus(STEP)) {
            account.pass(STEP);
        }
        waits.forEach(Disposable::dispose);
        return outcome(account, names, detected);
    }

    private static Outcome outcome(VirtualAccount account, List<String> names, Map<String, Double> detected) {
        List<Double> seconds = new ArrayList<>();
        for (String name : names) {
            Double at = detected.get(name);
            seconds.add(at == null ? Double.POSITIVE_INFINITY : delaySeconds(account, name, at));
        }
        var calls = account.lambda().calls();
        return new Outcome(seconds, calls.count("GetFunction"), calls.count("ListFunctions"), calls.throttled());
    }

    /** Between its completion and {@code at}, when a poller told of that. */
    private static double delaySeconds(VirtualAccount account, String name, double at) {
        List<Transition> history = account.functions().history(name);
        Transition last = history.get(history.size() - 1);
        double delay = (at - last.at().toEpochMilli()) / 1e3;
        if (last.kind() != Transition.Kind.UPDATE_COMPLETED || delay < -ROUNDING_SECONDS) {
            throw new IllegalStateException("told that " + name + " is updated before it was: the benchmark is broken");
        }
        return delay;
    }
}
