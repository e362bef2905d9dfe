// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.pace.LearnedPace;
import io.github.reactorwaiters.pace.Load;
import io.github.reactorwaiters.pace.PaceLimits;
import io.github.reactorwaiters.pace.PaceSnapshot;
import io.github.reactorwaiters.pace.Phase;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * What does a pick cost, scans included, and putting the key back? In the package of what it measures: a {@link Lane} is not
 * public.
 */
public final class Picks {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int A_SECOND = 90;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long APART = SECOND / A_SECOND;
    private static final long SWEEP = TimeUnit.MINUTES.toNanos(7);
    private static final Random RANDOM = new Random(1);

    private final LearnedPace pace =
            new LearnedPace(PaceLimits.defaults().withFloor(Duration.ofNanos(1)), PaceSnapshot.EMPTY);
    private final Load load;
    private final Lane<String, String, String, String> lane;
    private final List<KeyState<String, String, String, String>> all;
    private long now = TimeUnit.DAYS.toNanos(1);
    private int row;

    private Picks(int keys, boolean swept) {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        this.load = new Load(0, A_SECOND, swept ? SWEEP : 0);
        PermitPool permits = new PermitPool("GetFunction", 100, 0.9, new SchedulerClock(() -> time));
        int unusedBurst = permits.tryAcquire(Integer.MAX_VALUE); // there is none left over in a large fleet
        this.lane = new Lane<>(permits, pace);
        this.all = new ArrayList<>(
                IntStream.range(0, keys).mapToObj(rank -> key(rank, swept)).toList());
        Collections.shuffle(all, RANDOM); // a listing is in the order of names
        all.forEach(key -> lane.add(key, load, now));
    }

    /** Changes by Zipf's law, a key a second of all; watched for a day, read at some time within the last round. */
    private KeyState<String, String, String, String> key(int rank, boolean swept) {
        KeyState<String, String, String, String> key = new KeyState<>("function-" + rank, 0);
        key.phase = Phase.SETTLED;
        key.watchedSince = 0;
        pace.added(key);
        for (int change = 0; change < 7_000 / (rank + 1); change++) {
            key.changes++;
            pace.changed(key);
        }
        key.lastReading = now - (long) (RANDOM.nextDouble() * SWEEP);
        key.lastPoll = key.lastReading;
        if (swept) {
            key.lastListed = key.lastReading;
        }
        return key;
    }

    /** What a second of listing reads; only its effect is wanted here, not its cost. */
    private void list() {
        for (long rows = load.sweepNanos() == 0 ? 0 : all.size() * SECOND / SWEEP; rows > 0; rows--) {
            KeyState<String, String, String, String> key = all.get(row++ % all.size());
            lane.remove(key);
            key.readAt(now);
            key.lastListed = now;
            lane.add(key, load, now);
        }
    }

    private void pick(int times) {
        for (int i = 0; i < times; i++, now += APART) {
            KeyState<String, String, String, String> next = lane.next(load, now);
            if (next == null) {
                throw new IllegalStateException("nothing is worth a permit: there is nothing to measure");
            }
            lane.take(next);
            next.readAt(now);
            next.lastPoll = now;
            lane.add(next, load, now);
        }
    }

    /**
     * Microseconds of CPU a pick.
     *
     * @param keys settled ones in the lane
     * @param swept whether listings show them, too
     * @param picks how many are measured, at 90 a second
     */
    public static double micros(int keys, boolean swept, int picks) {
        Picks measured = new Picks(keys, swept);
        long spent = 0;
        for (int done = -picks / 2; done < picks; done += A_SECOND) {
            measured.list();
            long began = THREADS.getCurrentThreadCpuTime();
            measured.pick(A_SECOND);
            spent += done < 0 ? 0 : THREADS.getCurrentThreadCpuTime() - began;
        }
        return spent / 1e3 / picks;
    }
}
