// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.steady;

import io.github.reactorwaiters.benchmarks.baseline.RoundRobin;
import io.github.reactorwaiters.benchmarks.virtual.VirtualAccount;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.pace.PaceLimits;
import io.github.reactorwaiters.testkit.model.Activity;
import io.github.reactorwaiters.testkit.model.Transition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.Disposable;

/**
 * Watches an account in virtual time. It has a past of some hours, so that LastModified means something; then the poller
 * begins, and some time after it could read each function once, the measuring.
 */
final class VirtualWatch {
    static final Duration PAST = Duration.ofHours(6);
    static final Duration WARM_UP = Duration.ofMinutes(10);

    /** Longer than any update takes, and then is told: one that is over as the watch ends cannot be told any more. */
    static final Duration DRAIN = Duration.ofMinutes(5);

    /** Starts a poller. */
    interface Poller {
        /** Begins to poll the account and to tell {@code sightings}; disposing of the result ends that. */
        Disposable start(VirtualAccount account, Setting setting, Sightings sightings);
    }

    private VirtualWatch() {}

    static Watching run(String name, Poller poller, Setting setting, Duration warmUp, Duration measured, long seed) {
        try (VirtualAccount account = new VirtualAccount(seed)) {
            account.functions().add(setting.functions());
            Disposable activity = Activity.in(account.functions(), account.time(), seed)
                    .failing(0)
                    .churning(0)
                    .idling(0)
                    .deploy(setting.updatesPerSecond());
            account.pass(PAST);
            Sightings sightings = new Sightings();
            Disposable polling = poller.start(account, setting, sightings);
            account.pass(warmUp.plus(setting.readingOnce()));
            double from = account.millis();
            Watching.Calls before = Watching.Calls.of(account.lambda().calls());
            account.pass(measured);
            double to = account.millis();
            Watching.Calls calls = Watching.Calls.of(account.lambda().calls()).since(before);
            account.pass(DRAIN);
            activity.dispose();
            polling.dispose();
            Score score = Score.of(histories(account), sightings, from, to);
            return Watching.of(name, score, (to - from) / 1e3, calls);
        }
    }

    private static Map<String, List<Transition>> histories(VirtualAccount account) {
        Map<String, List<Transition>> histories = new HashMap<>();
        account.functions()
                .names()
                .forEach(name -> histories.put(name, account.functions().history(name)));
        return histories;
    }

    /** Ours. */
    static Disposable watchAll(VirtualAccount account, Setting setting, Sightings sightings) {
        return watchAll(account, setting, sightings, PaceLimits.defaults());
    }

    static Disposable watchAll(VirtualAccount account, Setting setting, Sightings sightings, PaceLimits limits) {
        FunctionWatcher watcher = FunctionWatcher.builder(account.client())
                .paceLimits(limits)
                .budget(account.budget(Setting.POLLS_PER_SECOND))
                .listingsPerSecond(setting.listsPerSecond())
                .build();
        Disposable watching = watcher.watchAll().subscribe(change -> {
            String revision = change.after().revisionId();
            if (revision != null) {
                sightings.add(change.function().value(), revision, account.millis());
            }
        });
        return () -> {
            watching.dispose();
            watcher.close();
        };
    }

    static Disposable roundRobin(VirtualAccount account, Setting setting, Sightings sightings) {
        return roundRobin(account, 0, sightings);
    }

    static Disposable roundRobinWithSweeps(VirtualAccount account, Setting setting, Sightings sightings) {
        return roundRobin(account, setting.listsPerSecond(), sightings);
    }

    private static Disposable roundRobin(VirtualAccount account, double listsPerSecond, Sightings sightings) {
        RoundRobin poller = new RoundRobin(
                account.client(),
                account.budget(Setting.POLLS_PER_SECOND),
                listsPerSecond,
                account.functions().names(),
                (function, revision) -> sightings.add(function, revision, account.millis()));
        poller.start();
        return poller;
    }
}
