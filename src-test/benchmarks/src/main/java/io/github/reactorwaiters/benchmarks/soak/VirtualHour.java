// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.soak;

import io.github.reactorwaiters.benchmarks.Run;
import io.github.reactorwaiters.benchmarks.virtual.VirtualAccount;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.poll.EngineStatus;
import io.github.reactorwaiters.testkit.wire.Faults;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** One watcher, many functions, and trouble each minute, on a virtual clock. */
final class VirtualHour {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final List<String> TROUBLES = List.of(
            "throttle:0.5",
            "throttling400",
            "error500:0.3",
            "error503html",
            "reset:0.5",
            "half:0.3",
            "malformed:0.3",
            "empty",
            "hang:0.2",
            "latency=2s",
            "expiredtoken",
            "accessdenied:0.2",
            "error500@ListFunctions");

    private final int functions;
    private final int minutes;
    private final SplittableRandom random;
    private final Yardstick yardstick = new Yardstick();
    private final long seed;
    private int subscribers;

    /** What there is at a minute; calls and CPU since the sample before. */
    record Sample(
            int minute,
            Live live,
            int threads,
            int subscribers,
            int keys,
            long polls,
            long refused,
            long failed,
            double microsPerPoll,
            double yardstickMicros) {
        Growth.Sample growth() {
            return new Growth.Sample(minute, live, polls, microsPerPoll, yardstickMicros);
        }
    }

    /**
     * Before anybody subscribes, at the end of each minute, and a minute after the last has gone.
     *
     * @param subscribers at most, with those that come and go
     */
    record Found(Sample before, List<Sample> minutes, Sample after, int subscribers) {}

    VirtualHour(int functions, int minutes, long seed) {
        this.functions = functions;
        this.minutes = minutes;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    Found pass(Run run) {
        List<Sample> samples = new ArrayList<>();
        try (VirtualAccount account = new VirtualAccount(seed);
                FunctionWatcher watcher = FunctionWatcher.builder(account.client())
                        .scheduler(account.time())
                        .build()) {
            account.functions().add(functions);
            EngineStatus last = watcher.health().engine();
            Sample before = sample(account, 0, last, last, 0);
            Disposable.Composite standing = Disposables.composite();
            standing.add(watcher.watchAll().subscribe());
            account.pass(Duration.ofSeconds(functions / 50 + 60));
            standing.add(Live.activity(account.functions(), account.time(), seed));
            last = watcher.health().engine();
            long cpu = THREADS.getCurrentThreadCpuTime();
            for (int minute = 1; minute <= minutes; minute++) {
                minute(account, watcher);
                EngineStatus now = watcher.health().engine();
                long spent = THREADS.getCurrentThreadCpuTime() - cpu;
                account.lambda().calls().clear(); // the simulator's log grows, and is not what is measured
                samples.add(sample(account, minute, last, now, spent));
                last = now;
                cpu = THREADS.getCurrentThreadCpuTime();
                if (minute % 5 == 0) {
                    run.progress("minute " + minute);
                }
            }
            standing.dispose();
            account.lambda().faults().clear();
            account.pass(Duration.ofSeconds(60));
            EngineStatus end = watcher.health().engine();
            Sample after = sample(account, minutes + 1, last, end, THREADS.getCurrentThreadCpuTime() - cpu);
            return new Found(before, samples, after, subscribers);
        }
    }

    private void minute(VirtualAccount account, FunctionWatcher watcher) {
        String trouble = TROUBLES.get(random.nextInt(TROUBLES.size()));
        account.lambda().faults().clear();
        account.lambda().faults().add(Faults.parse(trouble + ":for=" + random.nextInt(1, 50) + "s"));
        List<String> names = account.functions().names();
        Disposable.Composite passing = Disposables.composite();
        for (int i = 0; i < 10; i++) {
            FunctionName name = FunctionName.of(names.get(random.nextInt(names.size())));
            passing.add(watcher.withAwaitTimeout(Duration.ofSeconds(30))
                    .awaitUpdatable(name)
                    .subscribe(reached -> {}, failed -> {}));
            if (i % 2 == 0) {
                passing.add(watcher.watch(name).subscribe());
            }
        }
        account.pass(Duration.ofSeconds(1));
        subscribers = Math.max(subscribers, watcher.health().engine().subscribers());
        account.pass(Duration.ofSeconds(58));
        passing.dispose();
        account.pass(Duration.ofSeconds(1));
    }

    private Sample sample(VirtualAccount account, int minute, EngineStatus last, EngineStatus now, long cpuNanos) {
        long polls = now.calls() - last.calls();
        yardstick.lay();
        return new Sample(
                minute,
                Live.of(account.functions()),
                THREADS.getThreadCount(),
                now.subscribers(),
                now.keys(),
                polls,
                now.throttled() - last.throttled(),
                now.failed() - last.failed(),
                polls == 0 ? Double.NaN : cpuNanos / 1e3 / polls,
                yardstick.take());
    }
}
