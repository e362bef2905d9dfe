// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.pace.Load;
import io.github.reactorwaiters.pace.Observed;
import io.github.reactorwaiters.pace.Pace;

/** A key is worth its rate ({@link Observed#changes} a second) times half the square of the time unread, from a floor on. */
final class FakePace implements Pace {
    private final double floor;
    int valuations;
    int times;

    FakePace(double floor) {
        this.floor = floor;
    }

    @Override
    public double value(Observed key, Load load, long now) {
        valuations++;
        return worth(key, now);
    }

    /** The same, not counted. */
    double worth(Observed key, long now) {
        double unread = (now - key.lastReading()) / 1e9;
        double worth = key.changes() * unread * unread / 2;
        return worth >= floor ? worth : 0;
    }

    @Override
    public long worthwhileAt(Observed key, double least, Load load, long now) {
        times++;
        return key.lastReading() + (long) (Math.sqrt(2 * Math.max(floor, least) / key.changes()) * 1e9);
    }
}
