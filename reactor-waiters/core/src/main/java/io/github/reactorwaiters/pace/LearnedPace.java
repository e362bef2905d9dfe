// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pace of this library: a poll is worth the undetected delay that it is expected to end, by what was learned of how
 * long transitions of its class take and of how often each key changes. Not thread-safe; one an engine.
 *
 * @see <a href="https://github.com/reactorwaiters/reactor-waiters/blob/main/docs/design.md">how it works</a>
 */
public final class LearnedPace implements Pace {
    private static final double SECONDS = 1e-9;
    private static final double JITTER = 0.1;
    private static final double ROUNDS = 8;
    private static final double OVERDUE = 1e6;
    private static final double WAITS_COUNT = 2;
    private static final double FIRST_STEP = 0.5;
    private static final int CHORDS = 2;
    private static final double FURTHEST = 60;
    private static final double SHORTEST_WAIT = 0.5;
    private static final String UNKNOWN = "unknown";

    // The limits, in nanoseconds and seconds: a scan reads them for every key.
    private final double floor;
    private final long leastPause;
    private final double runningCeiling;
    private final long settledCeiling;
    private final long listedCeiling;
    private final long unreadable;
    private final Map<String, Learned> transitions = new HashMap<>();
    private final ChangeRates rates;
    private ChangeRates.Prior fleet;
    private long fleetAt = Observed.NEVER;

    /** The durations of one class, and their table. */
    private record Learned(LearnedDurations durations, SurvivalTable table) {
        static Learned of(LearnedDurations durations) {
            return new Learned(durations, new SurvivalTable(durations));
        }
    }

    /**
     * A pace that starts with what was learned elsewhere.
     *
     * @param limits its bounds
     * @param learned such as another pace's {@link #snapshot}; {@link PaceSnapshot#EMPTY} to start cold
     */
    public LearnedPace(PaceLimits limits, PaceSnapshot learned) {
        this.floor = limits.floor().toNanos() * SECONDS;
        this.leastPause = limits.leastPause().toNanos();
        this.runningCeiling = limits.runningCeiling().toNanos() * SECONDS;
        this.settledCeiling = limits.settledCeiling().toNanos();
        this.listedCeiling = limits.listedCeiling().toNanos();
        this.unreadable = limits.unreadable().toNanos();
        this.rates = new ChangeRates(learned.changes());
        this.fleet = rates.prior(0);
        learned.transitions()
                .forEach((transition, known) -> transitions.put(transition, Learned.of(LearnedDurations.of(known))));
    }

    @Override
    public double value(Observed key, Load load, long now) {
        long unread = now - key.lastReading();
        if (unread < leastPause && key.phase() != Phase.UNREAD) {
            return 0;
        }
        return switch (key.phase()) {
            case UNREAD -> OVERDUE;
            case RUNNING -> running(key, load, now, unread * SECONDS);
            case SETTLED -> key.waits() > 0 ? awaited(key, unread * SECONDS) : settled(key, load, now);
            case UNREADABLE -> unread >= jittered(unreadable, key) ? floor : 0;
        };
    }

    @Override
    public double saving(Observed key, double worth) {
        boolean overdue = key.phase() == Phase.RUNNING && worth >= OVERDUE;
        boolean byCeiling = worth < floor;
        if (key.phase() == Phase.UNREAD || key.phase() == Phase.UNREADABLE || overdue || byCeiling) {
            return Double.NaN;
        }
        return key.phase() == Phase.RUNNING && key.waits() > 0 ? worth / WAITS_COUNT : worth;
    }

    @Override
    public long worthwhileAt(Observed key, double least, Load load, long now) {
        long soonest = key.lastReading() + leastPause;
        return switch (key.phase()) {
            case UNREAD -> soonest;
            case RUNNING -> Math.max(soonest, runningAt(key, least, load, now));
            case UNREADABLE -> key.lastReading() + jittered(unreadable, key);
            case SETTLED -> key.waits() > 0 ? soonest : Math.max(soonest, settledAt(key, least, load, now));
        };
    }

    private double running(Observed key, Load load, long now, double unread) {
        if (unread > unreadInTransition(load)) {
            return OVERDUE + unread;
        }
        double to = Math.max(0, now - key.start()) * SECONDS;
        double worth = learned(key.transition()).table().undetected(Math.max(0, to - unread), to, now);
        return aboveFloor(key.waits() > 0 ? WAITS_COUNT * worth : worth);
    }

    /** So many seconds without a reading are too many for a key in transition, whatever a poll is worth. */
    private double unreadInTransition(Load load) {
        return Math.max(runningCeiling, ROUNDS * load.running() / load.rate());
    }

    /**
     * What a poll is worth grows ever faster while nobody looks, at the rate of the transitions that are over. So a chord from a
     * time at which it is not worth enough to one at which it is, meets that worth too early, and never too late.
     */
    private long runningAt(Observed key, double least, Load load, long now) {
        SurvivalTable table = learned(key.transition()).table();
        double worth = Math.max(floor, least) / (key.waits() > 0 ? WAITS_COUNT : 1);
        double age = Math.max(0, now - key.start()) * SECONDS;
        double unread = (now - key.lastReading()) * SECONDS;
        double from = Math.max(0, age - unread);
        double most = Math.min(FURTHEST, unreadInTransition(load) - unread);
        double early = 0;
        double atEarly = table.undetected(from, age, now);
        double late = FIRST_STEP;
        double atLate = table.undetected(from, age + late, now);
        while (atLate < worth && late < most) {
            early = late;
            atEarly = atLate;
            late *= 2;
            atLate = table.undetected(from, age + late, now);
        }
        for (int chord = 0; chord < CHORDS && atEarly < worth && atLate >= worth; chord++) {
            early += (late - early) * (worth - atEarly) / (atLate - atEarly);
            atEarly = table.undetected(from, age + early, now);
        }
        return now + (long) (Math.max(0, Math.min(atLate < worth ? late : early, most)) / SECONDS);
    }

    private double awaited(Observed key, double unread) {
        double waited = Math.max(SHORTEST_WAIT, (key.lastReading() - key.waitSince()) * SECONDS);
        return aboveFloor(PollValue.awaited(waited, unread));
    }

    private double settled(Observed key, Load load, long now) {
        double unread = (now - key.lastReading()) * SECONDS;
        double rate = rate(key, now);
        double worth = isSwept(key, load, now)
                ? PollValue.settled(rate, unread, untilSwept(key, load, now))
                : PollValue.settled(rate, unread);
        if (worth >= floor) {
            return worth;
        }
        if (now < ceilingAt(key, load, 1 - JITTER)) {
            return 0; // most keys, and without a look at their names, which lie elsewhere in memory
        }
        long overdue = now - ceilingAt(key, load, jitter(key));
        // Worth less than anything that reaches the floor, more the longer it is overdue.
        return overdue < 0 ? 0 : floor * (1 - 0.5 / (1 + overdue * SECONDS));
    }

    private long settledAt(Observed key, double least, Load load, long now) {
        double rate = rate(key, now);
        double worth = Math.max(floor, least);
        double pause = isSwept(key, load, now)
                ? PollValue.settledPause(
                        rate,
                        worth,
                        (now - key.lastReading()) * SECONDS,
                        (key.lastListed() + load.sweepNanos() - key.lastReading()) * SECONDS)
                : PollValue.settledPause(rate, worth);
        long at = key.lastReading() + (long) Math.ceil(pause / SECONDS); // not a moment before: it leaps
        // One that is overdue is worth less than the floor.
        return least >= floor ? at : Math.min(at, ceilingAt(key, load, jitter(key)));
    }

    /** When it is to be polled however rarely it changes. */
    private long ceilingAt(Observed key, Load load, double jitter) {
        boolean listed = load.sweepNanos() > 0 && key.lastListed() != Observed.NEVER;
        long pause = listed ? Math.max(settledCeiling, 3 * load.sweepNanos() / 2) : settledCeiling;
        long unread = key.lastReading() + (long) (pause * jitter);
        return key.lastPoll() == Observed.NEVER
                ? unread
                : Math.min(unread, key.lastPoll() + (long) (listedCeiling * jitter));
    }

    /** Whether a listing will show the key soon; not if none is expected, or it is late. */
    private static boolean isSwept(Observed key, Load load, long now) {
        return load.sweepNanos() > 0
                && key.lastListed() != Observed.NEVER
                && now - key.lastListed() <= load.sweepNanos() + load.sweepNanos() / 2;
    }

    private static double untilSwept(Observed key, Load load, long now) {
        return Math.max(0, key.lastListed() + load.sweepNanos() - now) * SECONDS;
    }

    private double rate(Observed key, long now) {
        if (fleetAt == Observed.NEVER || now - fleetAt > 1_000_000_000) {
            fleet = rates.prior(now * SECONDS);
            fleetAt = now;
        }
        return fleet.rate((now - key.watchedSince()) * SECONDS, key.ageAtFirst(), key.changes());
    }

    private double aboveFloor(double worth) {
        return worth >= floor ? worth : 0;
    }

    private static long jittered(long nanos, Observed key) {
        return (long) (nanos * jitter(key));
    }

    /** Spreads by a tenth, so that keys which were read together do not stay together. */
    private static double jitter(Observed key) {
        return 1 + JITTER * unit(key.salt());
    }

    /** Maps a salt to [-1, 1): the finalizer of splitmix64, so that near salts give far values. */
    private static double unit(int salt) {
        long z = salt * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (z >> 11) / (double) (1L << 52);
    }

    @Override
    public void added(Observed key) {
        rates.add(key.watchedSince() * SECONDS, key.ageAtFirst());
    }

    @Override
    public void removed(Observed key) {
        rates.remove(key.watchedSince() * SECONDS, key.ageAtFirst(), key.changes());
    }

    @Override
    public void changed(Observed key) {
        rates.changed(key.ageAtFirst(), key.changes());
    }

    @Override
    public void unchanged(Observed key, long at) {
        if (key.changes() == 0) {
            double middle = key.lastReading() + (at - key.lastReading()) / 2.0;
            double age = key.ageAtFirst() + (middle - key.watchedSince()) * SECONDS;
            rates.neverChanged((at - key.lastReading()) * SECONDS, age, fleet);
        }
    }

    @Override
    public void survived(String transition, long from, long to) {
        Learned learned = learned(transition);
        learned.durations().survived(from * SECONDS, to * SECONDS);
        learned.table().learned();
    }

    @Override
    public void ended(String transition, long from, long to) {
        Learned learned = learned(transition);
        learned.durations().ended(from * SECONDS, to * SECONDS);
        learned.table().learned();
    }

    @Override
    public Map<String, Duration> medians() {
        Map<String, Duration> medians = new TreeMap<>();
        transitions.forEach((transition, learned) -> medians.put(
                transition, Duration.ofMillis((long) (learned.durations().median() * 1e3))));
        return Collections.unmodifiableMap(medians);
    }

    @Override
    public PaceSnapshot snapshot(long now) {
        Map<String, PaceSnapshot.Learned> learned = new HashMap<>();
        transitions.forEach(
                (transition, known) -> learned.put(transition, known.durations().snapshot()));
        return new PaceSnapshot(PaceSnapshot.VERSION, learned, rates.snapshot(now * SECONDS));
    }

    private Learned learned(@Nullable String transition) {
        String name = transition == null ? UNKNOWN : transition;
        Learned known = transitions.get(name); // a scan asks for a thousand keys, and computeIfAbsent is not inlined
        return known != null ? known : transitions.computeIfAbsent(name, unseen -> Learned.of(new LearnedDurations()));
    }
}
