// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.budget.PoolStatus;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.WatcherHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** A table on a terminal, redrawn in place. Not thread-safe. */
final class LiveTable implements Display {
    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final String CLEAR_BELOW = "\u001b[J";
    private static final int WIDTH = 110;

    private final Terminal terminal;
    private final Scheduler clock;
    private final Tally tally = new Tally();
    private final long startMillis;
    private long calls;
    private long callsAtMillis;
    private double callsPerSecond;
    private int drawnLines;
    private @Nullable WatcherHealth latest;

    LiveTable(Terminal terminal, Scheduler clock) {
        this.terminal = terminal;
        this.clock = clock;
        this.startMillis = clock.now(TimeUnit.MILLISECONDS);
        this.callsAtMillis = startMillis;
    }

    @Override
    public void show(FunctionStateChange change) {
        tally.add(change);
    }

    @Override
    public void refresh(WatcherHealth health) {
        latest = health;
        measure(health.engine().calls());
        draw(health);
    }

    @Override
    public void end() {
        if (latest != null) {
            draw(latest);
        }
        terminal.out().print(SHOW_CURSOR);
        terminal.flush();
    }

    /** Calls a second, over the last second or so. */
    private void measure(long callsNow) {
        long now = clock.now(TimeUnit.MILLISECONDS);
        if (now - callsAtMillis >= 1_000) {
            callsPerSecond = (callsNow - calls) * 1000.0 / (now - callsAtMillis);
            calls = callsNow;
            callsAtMillis = now;
        }
    }

    private void draw(WatcherHealth health) {
        List<String> lines = lines(health);
        StringBuilder frame = new StringBuilder(HIDE_CURSOR);
        if (drawnLines > 0) {
            frame.append("\u001b[").append(drawnLines).append("F");
        }
        for (String line : lines) {
            frame.append(line.length() > WIDTH ? line.substring(0, WIDTH) : line)
                    .append(CLEAR_LINE)
                    .append('\n');
        }
        frame.append(CLEAR_BELOW);
        drawnLines = lines.size();
        terminal.out().print(frame);
        terminal.flush();
    }

    private List<String> lines(WatcherHealth health) {
        List<String> lines = new ArrayList<>();
        double budget = health.pools().stream().mapToDouble(PoolStatus::rate).sum();
        long made = health.engine().calls();
        long seconds = (clock.now(TimeUnit.MILLISECONDS) - startMillis) / 1000;
        lines.add(String.format(
                Locale.ROOT,
                "%s  %d functions  %d changes  %.0f of %.0f calls/s  throttled %.2f%%  %s",
                elapsed(Duration.ofSeconds(seconds)),
                health.engine().keys(),
                tally.changes(),
                callsPerSecond,
                budget,
                made == 0 ? 0.0 : 100.0 * health.engine().throttled() / made,
                health.status().name().toLowerCase(Locale.ROOT)));
        Throwable cause = health.cause();
        if (cause != null) {
            lines.add("! " + Failures.message(cause));
        }
        lines.add("");
        tally.counts().forEach((state, count) -> lines.add(String.format(Locale.ROOT, "%8d  %s", count, state)));
        lines.add("");
        tally.last().forEach(change -> lines.add(ChangeText.line(change)));
        return lines;
    }

    private static String elapsed(Duration time) {
        return String.format(Locale.ROOT, "%02d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }
}
