// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.scale;

import io.github.reactorwaiters.benchmarks.permits.SwitchedPermits;
import io.github.reactorwaiters.benchmarks.virtual.VirtualAccount;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.pace.PaceLimits;
import io.github.reactorwaiters.poll.EngineStatus;
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
 * @param pollsPerSecond GetFunction calls a virtual second
 * @param pagesPerSecond ListFunctions calls a virtual second
 * @param microsPerPoll CPU of everything, by polls
 * @param bareMicros CPU of a bare GetFunction call, measured in turns with the watcher
 * @param nanosPerFunctionSecond what is over the bare calls, by functions and virtual seconds
 * @param percentOfCore CPU of everything, of the virtual time
 */
record ScaleCell(
        int functions,
        State state,
        double pollsPerSecond,
        double pagesPerSecond,
        double microsPerPoll,
        double bareMicros,
        double nanosPerFunctionSecond,
        double percentOfCore) {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double POLLS_PER_SECOND = 90;

    /** So that updates are young, as true ones are, when all functions have been read. */
    private static final double FIRST_POLLS_PER_SECOND = 2_000;

    private static final Duration AFTERWARDS = Duration.ofSeconds(60);
    private static final int TURN_SECONDS = 10;
    private static final int BARE_CALLS_A_TURN = (int) (POLLS_PER_SECOND * TURN_SECONDS);

    /** What the functions do. There is no floor: each permit goes to the poll worth most. */
    enum State {
        /** Nothing: polled and listed. */
        SETTLED,
        /** Each is in transition throughout, found so by a poll. Not listed. */
        UPDATING;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What {@code more} has over {@code fewer}: CPU in nanoseconds, by functions and virtual seconds. */
    static double growth(ScaleCell fewer, ScaleCell more) {
        double nanosPerSecond = (more.percentOfCore - fewer.percentOfCore) * 1e7;
        return nanosPerSecond / (more.functions - fewer.functions);
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
            bareNanos(account, names); // the simulator keeps its answers
            return watched(account, names, state, seconds);
        }
    }

    private static long bareNanos(VirtualAccount account, List<String> names) {
        long began = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < BARE_CALLS_A_TURN; i++) {
            String name = names.get(i % names.size());
            account.client().getFunction(request -> request.functionName(name)).join();
        }
        return THREADS.getCurrentThreadCpuTime() - began;
    }

    private static ScaleCell watched(VirtualAccount account, List<String> names, State state, int seconds) {
        boolean settled = state == State.SETTLED;
        SwitchedPermits permits = new SwitchedPermits(FIRST_POLLS_PER_SECOND, account::time);
        try (FunctionWatcher watcher = FunctionWatcher.builder(account.client())
                .budget(permits.budget())
                .listNamed(settled)
                .paceLimits(PaceLimits.defaults().withFloor(Duration.ofNanos(1)))
                .build()) {
            if (settled) {
                permits.set(POLLS_PER_SECOND); // or what was read at once would be due at once
            }
            Disposable watching =
                    watcher.watch(names.stream().map(FunctionName::of).toList()).subscribe();
            double readings = settled ? 1.1 : 2.2; // what is unread takes turns with what is in transition
            account.pass(Duration.ofSeconds((long) (readings * names.size() / permits.rate())));
            permits.set(POLLS_PER_SECOND);
            account.pass(AFTERWARDS);
            ScaleCell cell = inTurns(account, names, state, Math.max(1, seconds / TURN_SECONDS));
            check(watcher.health().engine(), settled ? 0 : names.size());
            watching.dispose();
            return cell;
        }
    }

    private static ScaleCell inTurns(VirtualAccount account, List<String> names, State state, int turns) {
        double nanos = 0;
        double bareNanos = 0;
        double polls = 0;
        double pages = 0;
        for (int turn = 0; turn < turns; turn++) {
            bareNanos += bareNanos(account, names);
            account.lambda().calls().clear();
            long began = THREADS.getCurrentThreadCpuTime();
            account.pass(Duration.ofSeconds(TURN_SECONDS));
            nanos += THREADS.getCurrentThreadCpuTime() - began;
            polls += account.lambda().calls().count("GetFunction");
            pages += account.lambda().calls().count("ListFunctions");
        }
        double seconds = turns * TURN_SECONDS;
        double bareMicros = bareNanos / 1e3 / (turns * BARE_CALLS_A_TURN);
        return new ScaleCell(
                names.size(),
                state,
                polls / seconds,
                pages / seconds,
                nanos / 1e3 / polls,
                bareMicros,
                (nanos - polls * bareMicros * 1e3) / names.size() / seconds,
                nanos / 1e9 / seconds * 100);
    }

    private static void check(EngineStatus status, int running) {
        if (status.running() != running || Double.isNaN(status.lastPickValue())) {
            throw new IllegalStateException(
                    running + " functions were to be in transition, and picked by value: " + status);
        }
    }
}
