// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import org.jspecify.annotations.Nullable;

/** A key whose every field a test sets; times in seconds. */
final class SampleKey implements Observed {
    private final Phase phase;
    long lastReading;
    long lastListed = NEVER;
    long lastPoll = NEVER;
    long start;

    @Nullable
    String transition;

    int waits;
    long waitSince = NEVER;
    long watchedSince;
    double ageAtFirst = Double.NaN;
    int changes;
    int salt;

    private SampleKey(Phase phase, double lastReading) {
        this.phase = phase;
        this.lastReading = nanos(lastReading);
    }

    static SampleKey settled(double lastReading) {
        return new SampleKey(Phase.SETTLED, lastReading);
    }

    static SampleKey running(String transition, double start, double lastReading) {
        SampleKey key = new SampleKey(Phase.RUNNING, lastReading);
        key.transition = transition;
        key.start = nanos(start);
        return key;
    }

    static SampleKey unreadable(double lastReading) {
        return new SampleKey(Phase.UNREADABLE, lastReading);
    }

    static SampleKey unread() {
        SampleKey key = new SampleKey(Phase.UNREAD, 0);
        key.lastReading = NEVER;
        return key;
    }

    /** As often as {@code perSecond}, from much evidence. */
    SampleKey changing(double perSecond, double watched) {
        changes = (int) Math.round(perSecond * watched);
        watchedSince = lastReading - nanos(watched);
        return this;
    }

    SampleKey awaitedSince(double seconds) {
        waits = 1;
        waitSince = nanos(seconds);
        return this;
    }

    SampleKey salted(int value) {
        salt = value;
        return this;
    }

    static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public long lastReading() {
        return lastReading;
    }

    @Override
    public long lastListed() {
        return lastListed;
    }

    @Override
    public long lastPoll() {
        return lastPoll;
    }

    @Override
    public long start() {
        return start;
    }

    @Override
    public @Nullable String transition() {
        return transition;
    }

    @Override
    public int waits() {
        return waits;
    }

    @Override
    public long waitSince() {
        return waitSince;
    }

    @Override
    public long watchedSince() {
        return watchedSince;
    }

    @Override
    public double ageAtFirst() {
        return ageAtFirst;
    }

    @Override
    public int changes() {
        return changes;
    }

    @Override
    public int salt() {
        return salt;
    }
}
