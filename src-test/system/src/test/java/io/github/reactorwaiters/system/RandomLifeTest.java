// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.system.RandomLife.Act;
import io.github.reactorwaiters.system.VirtualFleet.Watched;
import io.github.reactorwaiters.testkit.model.Durations;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Random lives of functions, watched through random trouble by a quick, a slow and an account-wide subscriber, judged by
 * an {@link Oracle}. A life that breaks a promise is cut down to what is needed to break it.
 *
 * <p>{@code -Dlives=N} tries N lives instead of 300, {@code -DfirstSeed=S} begins elsewhere.
 */
class RandomLifeTest {
    private static final int LIVES = Integer.getInteger("lives", 300);
    private static final long FIRST_SEED = Long.getLong("firstSeed", 1);
    private static final int LONGEST = 40;

    @Test
    void noRandomLifeBreaksAPromise() {
        AtomicLong changes = new AtomicLong();
        for (long seed = FIRST_SEED; seed < FIRST_SEED + LIVES; seed++) {
            live(seed, changes);
        }
        assertThat(changes).as("changes judged").hasValueGreaterThan(4L * LIVES);
    }

    /** Created, deleted and created again between a reading of its absence and the subscriber who is told of that. */
    @Test
    void absenceThatIsToldLateIsNotTheNextOne() {
        live(25_355, new AtomicLong());
    }

    private static void live(long seed, AtomicLong changes) {
        RandomLife life = RandomLife.of(seed, 1 + (int) (seed % LONGEST));
        Throwable broken = live(life, changes);
        if (broken != null) {
            RandomLife least = shrunk(life, changes);
            throw new AssertionError("broken by " + least, live(least, changes));
        }
    }

    /** Leaves out what is not needed to break the promise, in ever smaller pieces. */
    private static RandomLife shrunk(RandomLife life, AtomicLong changes) {
        RandomLife least = life;
        for (int piece = Math.max(1, least.acts().size() / 2); piece >= 1; piece /= 2) {
            for (int from = 0; from < least.acts().size(); ) {
                RandomLife shorter = least.without(from, piece);
                if (live(shorter, changes) != null) {
                    least = shorter;
                } else {
                    from += piece;
                }
            }
        }
        return least;
    }

    /** What went wrong, or null. */
    private static Throwable live(RandomLife life, AtomicLong changes) {
        try (VirtualFleet fleet = new VirtualFleet(
                lambda -> lambda.seed(life.seed())
                        .durations(Durations.aws())
                        .roundTrip("GetFunction", Duration.ofMillis(life.seed() % 200)),
                watcher -> watcher)) {
            fleet.functions().add("f-0");
            fleet.seconds(1);
            Watched named = fleet.watch(fleet.watcher.watch(RandomLife.functions()));
            Watched all = fleet.watch(fleet.watcher.watchAll());
            Slow slow = new Slow();
            fleet.watcher.watch(RandomLife.functions()).subscribe(slow);
            for (Act act : life.acts()) {
                fleet.pass(Duration.ofMillis(act.afterMillis()));
                RandomLife.perform(fleet, act);
                if (act.what() == RandomLife.Kind.TAKE) {
                    slow.request(1 + act.draw() % 3);
                }
            }
            fleet.lambda.faults().clear();
            slow.request(Long.MAX_VALUE);
            fleet.pass(Duration.ofMinutes(4)); // the longest transition, the longest back-off
            changes.addAndGet(named.changes.size() + all.changes.size() + slow.taken.size());
            judge(fleet, named.isSound().changes);
            judge(fleet, all.isSound().changes);
            Watched taken = new Watched();
            taken.changes.addAll(slow.taken);
            judge(fleet, taken.isSound().changes);
            slow.cancel();
            return null;
        } catch (AssertionError | RuntimeException broken) {
            return broken;
        }
    }

    private static void judge(VirtualFleet fleet, List<FunctionStateChange> changes) {
        for (FunctionName function : RandomLife.functions()) {
            new Oracle(fleet, function, changes).judge();
        }
    }
}
