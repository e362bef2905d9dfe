// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.rollout.FunctionOutcome;
import io.github.reactorwaiters.rollout.FunctionResult;
import io.github.reactorwaiters.rollout.RolloutEvent;
import io.github.reactorwaiters.rollout.RolloutPlan;
import io.github.reactorwaiters.rollout.RolloutProgress;
import io.github.reactorwaiters.rollout.RolloutStep;
import io.github.reactorwaiters.rollout.Wave;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A rollout on a terminal, redrawn in place: a bar for each wave, what functions are at, the last failures. */
final class RolloutTable implements RolloutDisplay {
    private static final int BAR = 40;
    private static final int WIDTH = 110;
    private static final int LAST_FAILURES = 8;
    private static final long REDRAW_MILLIS = 100;

    private final Terminal terminal;
    private final List<Wave> waves;
    private final Map<Integer, Integer> doneOfWave = new HashMap<>();
    private final Map<FunctionName, RolloutStep> at = new HashMap<>();
    private final Deque<FunctionResult> failures = new ArrayDeque<>();
    private String halted = "";
    private long drawnAtMillis;
    private int drawnLines;

    RolloutTable(Terminal terminal, RolloutPlan plan) {
        this.terminal = terminal;
        this.waves = plan.waves();
    }

    @Override
    public void show(RolloutEvent event) {
        if (event instanceof RolloutEvent.StepStarted step) {
            at.put(step.function(), step.step());
        } else if (event instanceof RolloutEvent.FunctionEnded ended) {
            ended(ended.result());
        } else if (event instanceof RolloutEvent.Halted stopped) {
            halted = "halted: " + stopped.halt().message();
        }
        boolean last = event instanceof RolloutEvent.Ended;
        if (last || event.at().toEpochMilli() - drawnAtMillis >= REDRAW_MILLIS) {
            drawnAtMillis = event.at().toEpochMilli();
            draw(event.progress(), last);
        }
    }

    private void ended(FunctionResult result) {
        at.remove(result.function());
        if (result.outcome() != FunctionOutcome.ROLLED_BACK) {
            doneOfWave.merge(result.wave(), 1, Integer::sum);
        }
        if (result.outcome() == FunctionOutcome.FAILED) {
            failures.addLast(result);
            if (failures.size() > LAST_FAILURES) {
                failures.removeFirst();
            }
        }
    }

    /** The last picture stays: what is said there is said in full. */
    private void draw(RolloutProgress progress, boolean last) {
        if (last) {
            at.clear(); // who waited for a turn has not begun
        }
        List<String> lines = lines(progress);
        StringBuilder frame = new StringBuilder();
        if (drawnLines > 0) {
            frame.append("\u001b[").append(drawnLines).append('F');
        }
        for (String line : lines) {
            frame.append(line, 0, last ? line.length() : Math.min(WIDTH, line.length()))
                    .append("\u001b[K\n");
        }
        frame.append("\u001b[J");
        drawnLines = lines.size();
        terminal.out().print(frame);
        terminal.flush();
    }

    private List<String> lines(RolloutProgress progress) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%d of %d done, %d running, %d failed%s",
                progress.done(),
                progress.total(),
                progress.running(),
                progress.failed(),
                progress.eta() == null ? "" : ", " + RolloutText.duration(progress.eta()) + " to go"));
        for (Wave wave : waves) {
            int all = wave.targets().size();
            int done = Math.min(all, doneOfWave.getOrDefault(wave.number(), 0));
            int full = BAR * done / all;
            lines.add(String.format(
                    Locale.ROOT,
                    "wave %d [%s%s] %d of %d",
                    wave.number(),
                    "#".repeat(full),
                    ".".repeat(BAR - full),
                    done,
                    all));
        }
        Map<RolloutStep, Integer> counts = new EnumMap<>(RolloutStep.class);
        at.values().forEach(step -> counts.merge(step, 1, Integer::sum));
        counts.forEach((step, count) -> lines.add(String.format(Locale.ROOT, "%8d  %s", count, step)));
        failures.forEach(failure -> lines.add("! " + RolloutText.result(failure)));
        if (!halted.isEmpty()) {
            lines.add(halted);
        }
        return lines;
    }

    @Override
    public void end() {
        terminal.flush();
    }
}
