// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * A seeded bustle in a simulated account. Its events come at random (Poisson). Most are updates of code or
 * configuration, of functions chosen by Zipf's law: a few are deployed all the time, most hardly ever. By default 5% of
 * updates, creations and restores fail, 4% of the events create a function {@code job-…} that lives 20-60 s, and 4% make
 * a function Inactive that is invoked 5-20 s later. The fleet is the one that exists when the bustle starts. Immutable.
 */
public final class Activity {
    private static final int MOST_PER_SECOND = 1_000_000;

    private final SimulatedFunctions functions;
    private final Scheduler scheduler;
    private final long seed;
    private final double failing;
    private final double churning;
    private final double idling;

    private Activity(
            SimulatedFunctions functions,
            Scheduler scheduler,
            long seed,
            double failing,
            double churning,
            double idling) {
        this.functions = functions;
        this.scheduler = scheduler;
        this.seed = seed;
        this.failing = failing;
        this.churning = churning;
        this.idling = idling;
    }

    /** Activity in {@code functions}, with one worker of {@code scheduler} for each bustle. */
    public static Activity in(SimulatedFunctions functions, Scheduler scheduler, long seed) {
        Objects.requireNonNull(functions, "functions");
        Objects.requireNonNull(scheduler, "scheduler");
        return new Activity(functions, scheduler, seed, 0.05, 0.04, 0.04);
    }

    /** With this share of failing updates, creations and restores, from 0 to 1. */
    public Activity failing(double share) {
        return new Activity(functions, scheduler, seed, share(share), churning, idling);
    }

    /** With this share of events that create a short-lived function, from 0 to 1. */
    public Activity churning(double share) {
        return new Activity(functions, scheduler, seed, failing, share(share), idling);
    }

    /** With this share of events that make a function Inactive, from 0 to 1. */
    public Activity idling(double share) {
        return new Activity(functions, scheduler, seed, failing, churning, share(share));
    }

    /**
     * Starts a bustle with that many events a second on average, until the result is disposed of.
     *
     * @param eventsPerSecond above 0, at most 1,000,000
     * @throws IllegalArgumentException if it is out of range
     */
    public Disposable deploy(double eventsPerSecond) {
        if (!(eventsPerSecond > 0 && eventsPerSecond <= MOST_PER_SECOND)) {
            throw new IllegalArgumentException(
                    "eventsPerSecond " + eventsPerSecond + " is not above 0 and at most " + MOST_PER_SECOND);
        }
        Scheduler.Worker worker = scheduler.createWorker();
        new Bustle(worker, eventsPerSecond).scheduleNext();
        return worker;
    }

    private static double share(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share " + share + " is not between 0 and 1");
        }
        return share;
    }

    /** State of one running bustle. Confined to its worker. */
    private final class Bustle {
        private static final int JOB_NAMES = 10_000;
        private static final int ATTEMPTS = 8;

        private final Scheduler.Worker worker;
        private final double eventsPerSecond;
        private final Random random = new Random(seed);
        private final List<String> byRank;
        private final double[] cumulativeWeights;
        private int jobs;

        Bustle(Scheduler.Worker worker, double eventsPerSecond) {
            this.worker = worker;
            this.eventsPerSecond = eventsPerSecond;
            byRank = new ArrayList<>(functions.names());
            Collections.shuffle(byRank, random);
            cumulativeWeights = new double[byRank.size()];
            double sum = 0;
            for (int rank = 0; rank < cumulativeWeights.length; rank++) {
                sum += 1.0 / (rank + 1);
                cumulativeWeights[rank] = sum;
            }
        }

        void scheduleNext() {
            double seconds = -Math.log(1 - random.nextDouble()) / eventsPerSecond;
            worker.schedule(this::event, Math.round(seconds * 1e9), TimeUnit.NANOSECONDS);
        }

        private void event() {
            double which = random.nextDouble();
            if (which < churning) {
                createJob();
            } else if (which < churning + idling) {
                idleSome();
            } else {
                updateSome();
            }
            scheduleNext();
        }

        private void updateSome() {
            boolean fails = random.nextDouble() < failing;
            boolean configuration = random.nextInt(4) == 0;
            for (int i = 0; i < ATTEMPTS && !byRank.isEmpty(); i++) {
                String name = popular();
                boolean started = succeeds(() -> {
                    if (fails) {
                        functions.startFailingUpdate(name);
                    } else if (configuration) {
                        functions.startConfigurationUpdate(name);
                    } else {
                        functions.startUpdate(name);
                    }
                });
                if (started) {
                    return;
                }
            }
        }

        private void createJob() {
            String name = String.format("job-%04d", jobs++ % JOB_NAMES);
            if (random.nextDouble() < failing) {
                functions.script(name).nextFails("InternalError", "Lambda had an internal error.");
            }
            if (succeeds(() -> functions.create(name))) {
                after(20, 60, () -> functions.delete(name));
            }
        }

        private void idleSome() {
            if (byRank.isEmpty()) {
                return;
            }
            String name = byRank.get(random.nextInt(byRank.size()));
            boolean fails = random.nextDouble() < failing;
            if (succeeds(() -> functions.idle(name))) {
                after(5, 20, () -> {
                    if (fails) {
                        functions.script(name).nextFails("SubnetOutOfIPAddresses", "The subnet has no free addresses.");
                    }
                    functions.invoke(name);
                });
            }
        }

        /** A function by Zipf's law. */
        private String popular() {
            double at = random.nextDouble() * cumulativeWeights[cumulativeWeights.length - 1];
            int rank = Arrays.binarySearch(cumulativeWeights, at);
            return byRank.get(rank < 0 ? -rank - 1 : rank);
        }

        private void after(int leastSeconds, int mostSeconds, Runnable task) {
            long millis = leastSeconds * 1_000L + random.nextInt((mostSeconds - leastSeconds) * 1_000);
            worker.schedule(() -> succeeds(task), millis, TimeUnit.MILLISECONDS);
        }

        /** Whether the function was there and in a state for it: others act on the account, too. */
        private boolean succeeds(Runnable action) {
            try {
                action.run();
                return true;
            } catch (IllegalStateException | NoSuchElementException refused) {
                return false;
            }
        }
    }
}
