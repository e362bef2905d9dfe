// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.pace.Load;
import io.github.reactorwaiters.pace.Observed;
import io.github.reactorwaiters.pace.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes down what it is told; ages in seconds. */
final class ToldPace implements Pace {
    final List<String> lines = new ArrayList<>();

    @Override
    public double value(Observed observed, Load load, long now) {
        return 1;
    }

    @Override
    public long worthwhileAt(Observed observed, double least, Load load, long now) {
        return now;
    }

    @Override
    public void added(Observed observed) {
        lines.add("added");
    }

    @Override
    public void removed(Observed observed) {
        lines.add("removed");
    }

    @Override
    public void changed(Observed observed) {
        lines.add("changed");
    }

    @Override
    public void unchanged(Observed observed, long at) {
        lines.add(String.format(Locale.ROOT, "unchanged for %.1f", (at - observed.lastReading()) / 1e9));
    }

    @Override
    public void survived(String transition, long from, long to) {
        lines.add(String.format(Locale.ROOT, "%s survived %.1f-%.1f", transition, from / 1e9, to / 1e9));
    }

    /** Of each class, as many milliseconds as there are lines. */
    @Override
    public Map<String, Duration> medians() {
        return Map.of("code", Duration.ofMillis(lines.size()));
    }

    @Override
    public void ended(String transition, long from, long to) {
        lines.add(String.format(Locale.ROOT, "%s ended %.1f-%.1f", transition, from / 1e9, to / 1e9));
    }
}
