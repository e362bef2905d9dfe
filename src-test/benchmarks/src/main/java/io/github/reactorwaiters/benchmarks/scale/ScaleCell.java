// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.scale;

import io.github.reactorwaiters.benchmarks.virtual.VirtualAccount;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.wire.Quotas;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import reactor.core.Disposable;

/**
 * One measurement of {@link Scale}.
 *
 * @param functions how many are watched
 * @param state what they do
 * @param pollsPerSecond polls a virtual second
 * @param microsPerPoll CPU of everything, by polls
 * @param bareMicros CPU of a bare call
 * @param nanosPerFunctionSecond what is over the bare calls, by functions and virtual seconds
 * @param percentOfCore CPU of everything, of the virtual time
 */
record ScaleCell(
        int functions,
        State state,
        double pollsPerSecond,
        double microsPerPoll,
        double bareMicros,
        double nanosPerFunctionSecond,
        double percentOfCore) {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double POLLS_PER_SECOND = 90;
    private static final int BARE_CALLS = 20_000;
    private static final int HINTED = 90;

    /** What the functions do. */
    enum State {
        /** Nothing: polled as the pace sees fit. */
        SETTLED,
        /** Each is being updated, and polled with every permit: hints see to it. */
        UPDATING;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static ScaleCell measure(int functions, State state, int seconds) {
        try (VirtualAccount account = new VirtualAccount(1, Quotas.unlimited(), Duration.ZERO, Duration.ZERO)) {
            List<String> names = account.functions().add(functions);
            if (state == State.UPDATING) {
                names.forEach(name -> {
                    account.functions().script(name).next(Duration.ofDays(10_000));
                    account.functions().startUpdate(name);
                });
            }
            bareMicros(account, names);
            double bareMicros = bareMicros(account, names);
            return watched(account, names, state, seconds, bareMicros);
        }
    }

    private static double bareMicros(VirtualAccount account, List<String> names) {
        long began = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < BARE_CALLS; i++) {
            String name = names.get(i % names.size());
            account.client().getFunction(request -> request.functionName(name)).join();
        }
        return (THREADS.getCurrentThreadCpuTime() - began) / 1e3 / BARE_CALLS;
    }

    private static ScaleCell watched(
            VirtualAccount account, List<String> names, State state, int seconds, double bareMicros) {
        List<FunctionName> watched = names.stream().map(FunctionName::of).toList();
        try (FunctionWatcher watcher = FunctionWatcher.builder(account.client())
                .budget(account.budget(POLLS_PER_SECOND))
                .build()) {
            Disposable watching = watcher.watch(watched).subscribe();
            account.pass(Duration.ofSeconds((long) (1.1 * names.size() / POLLS_PER_SECOND) + 60));
            long callsBefore = watcher.health().engine().calls();
            long began = THREADS.getCurrentThreadCpuTime();
            for (int second = 0; second < seconds; second++) {
                if (state == State.UPDATING) {
                    int from = second * HINTED % (names.size() - HINTED + 1);
                    watcher.hint(watched.subList(from, from + HINTED));
                }
                account.pass(Duration.ofSeconds(1));
            }
            double nanos = THREADS.getCurrentThreadCpuTime() - (double) began;
            double polls = watcher.health().engine().calls() - (double) callsBefore;
            watching.dispose();
            double over = nanos - polls * bareMicros * 1e3;
            return new ScaleCell(
                    names.size(),
                    state,
                    polls / seconds,
                    nanos / 1e3 / polls,
                    bareMicros,
                    over / names.size() / seconds,
                    nanos / 1e9 / seconds * 100);
        }
    }
}
