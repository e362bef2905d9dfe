// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.jcstress.HandScheduler;
import io.github.reactorwaiters.jcstress.Strict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** An engine with two subscribers of two keys, whose polls are under way; and what two threads may do to it. */
abstract class WatchedEngine {
    private static final List<String> KEYS = List.of("a", "b");

    private final HandScheduler scheduler = new HandScheduler();
    private final SchedulerClock clock = new SchedulerClock(() -> scheduler);
    private final HandService service = new HandService(clock);
    private final PollEngine<String, String, String, String> engine = service.engine(clock);
    private final Queue<Watch> watches = new ConcurrentLinkedQueue<>();
    private final Queue<Strict<String>> waits = new ConcurrentLinkedQueue<>();
    private final Watch leaving;

    private static final class Watch extends Strict<String> {
        final Map<String, String> states = new ConcurrentHashMap<>();

        @Override
        protected void seen(String change) {
            int at = change.indexOf('=');
            states.put(change.substring(0, at), change.substring(at + 1));
        }
    }

    /** Whoever is there, awaited. */
    private static final class Next implements Awaited<String> {
        @Override
        public boolean isReached(String state) {
            return true;
        }

        @Override
        public Throwable timedOut(@Nullable String last) {
            return new IllegalStateException("timed out");
        }

        @Override
        public @Nullable Throwable rejected(Throwable rejection) {
            return null;
        }

        @Override
        public Throwable closed() {
            return new IllegalStateException("closed");
        }
    }

    WatchedEngine() {
        leaving = subscribe();
        subscribe();
        answerAll("first");
        hint();
        scheduler.pass(Duration.ofSeconds(2));
    }

    final Watch subscribe() {
        Watch watch = new Watch();
        watches.add(watch);
        engine.watch(KEYS, false).subscribe(watch);
        return watch;
    }

    final void await() {
        Strict<String> wait = new Strict<>();
        waits.add(wait);
        engine.await("a", new Next(), Duration.ofHours(1), null).subscribe(wait);
    }

    final void cancel() {
        leaving.cancel();
    }

    final void close() {
        engine.dispose();
    }

    final void hint() {
        engine.hint(KEYS);
    }

    /** An answer comes, on the thread of the service. */
    final void emit() {
        service.answer("second");
    }

    /** An answer that shows nothing new lies ready, and the loop's timer is about to fire. */
    final void readyToBeQuiet() {
        service.answer("first");
        engine.hint(List.of(
                "a")); // for which it is too soon; the other's call is under way, and a hint would make it urgent
        scheduler.pass(Duration.ofMillis(210));
    }

    /** An answer comes that shows nothing new. */
    final void emitNothingNew() {
        service.answer("first");
    }

    /** The loop's timer fires. */
    final void fire() {
        scheduler.pass(Duration.ofMillis(40));
    }

    /** The same as {@link #verdict}, but nothing else than time may help an answer that lies. */
    final String verdictUnaided() {
        scheduler.pass(Duration.ofSeconds(1));
        int lying = engine.counters.lying.get();
        if (lying != 0) {
            return lying + " answers lie for too long";
        }
        int underWay = engine.status().inFlight();
        return underWay == service.calls() ? verdict() : underWay + " calls counted, " + service.calls() + " under way";
    }

    /** What is wrong afterwards, or "fine". */
    final String verdict() {
        if (!engine.isDisposed()) {
            String missed = missed();
            if (missed != null) {
                return missed;
            }
            engine.dispose();
        }
        for (Watch watch : watches) {
            if (watch.broken() != 0) {
                return "signals overlap, or come after the end";
            }
            if (watch.ends() > 1 || (watch != leaving && watch.ends() == 0)) {
                return "a stream ended " + watch.ends() + " times";
            }
        }
        for (Strict<String> wait : waits) {
            if (wait.ends() != 1) {
                return "a wait ended " + wait.ends() + " times";
            }
        }
        if (service.calls() != 0) {
            return service.calls() + " calls go on";
        }
        return scheduler.timers() == 0 ? "fine" : scheduler.timers() + " timers are left";
    }

    /** Everything that is asked for now is answered: who has not heard of it, or is counted and gone? */
    private @Nullable String missed() {
        answerAll("second");
        hint();
        for (int i = 0; i < 3; i++) {
            scheduler.pass(Duration.ofSeconds(2));
            answerAll("last");
        }
        int there = 0;
        for (Watch watch : watches) {
            if (watch != leaving || !leaving.isDisposed()) {
                there++;
                if (!watch.states.equals(Map.of("a", "last", "b", "last"))) {
                    return "a subscriber knows " + watch.states;
                }
            }
        }
        for (Strict<String> wait : waits) {
            if (wait.ends() != 1 || wait.errors() != 0) {
                return "a wait goes on";
            }
        }
        int counted = engine.status().subscribers();
        return counted == there ? null : counted + " subscribers are counted, " + there + " there";
    }

    private void answerAll(String state) {
        while (service.calls() != 0) {
            service.answer(state);
        }
    }
}
