// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

/** What a poll is worth: the seconds of undetected delay that it is expected to end. Pure. */
final class PollValue {
    private PollValue() {}

    /**
     * Of a settled key that changes {@code rate} times a second and was read {@code unread} seconds ago, without sweeps:
     * {@code rate * unread * unread / 2}. A change has happened with probability {@code rate * unread}, and has gone unseen
     * for half of that time in the mean.
     *
     * <p>At equal value, keys are read at intervals in proportion to one over the square root of their rates, which is
     * optimal for an equal cost of delay (Sia and Cho, IEEE TKDE 2007; Azar et al., PNAS 2018).
     */
    static double settled(double rate, double unread) {
        return rate * unread * unread / 2;
    }

    /**
     * The same beside sweeps, the next of which reads the key in {@code untilSwept}. Let {@code span = unread + untilSwept},
     * and n be the fewest even polls of which the first is due: {@code span / (n + 1) <= unread}. Then it is
     * {@code rate * unread * (2 * span - (n + 1) * unread) / (2 * n)}: what this poll saves if n - 1 more follow that part the
     * rest evenly, over n - 1 that part the span alone.
     *
     * <p>It leaps up to {@code rate * span² / 2 * (1 / n - 1 / (n + 1))} when the first of n is due, which is what the last of n
     * saves. So at equal value each key has as many polls between two sweeps as are worth that, evenly, which is optimal; and
     * one that had to wait too long is worth less and less, since the sweep draws nearer.
     */
    static double settled(double rate, double unread, double untilSwept) {
        double span = unread + untilSwept;
        double polls = evenPolls(span, unread);
        return rate * unread * (2 * span - (polls + 1) * unread) / (2 * polls);
    }

    /** After how many seconds without a reading {@link #settled(double, double)} reaches {@code value}. */
    static double settledPause(double rate, double value) {
        return Math.sqrt(2 * value / rate);
    }

    /**
     * The same from {@code unread} seconds on, of a key that a sweep reads {@code span} seconds after that reading:
     * {@code span} if not before.
     */
    static double settledPause(double rate, double value, double unread, double span) {
        double polls = Math.floor((Math.sqrt(1 + 2 * rate * span * span / value) - 1) / 2);
        double pause = span / (polls + 1);
        if (pause >= unread || settled(rate, unread, span - unread) >= value) {
            return pause;
        }
        return span / evenPolls(span, unread); // when the first of one fewer is due
    }

    /** The fewest polls that part {@code span} evenly of which the first is due. */
    private static double evenPolls(double span, double unread) {
        return Math.max(1, Math.ceil(span / unread) - 1);
    }

    /**
     * Of a key that somebody awaits, for no reason that we know: {@code unread - waited * ln((waited + unread) / waited)},
     * the expected undetected delay if all orders of magnitude of the wait are equally likely.
     *
     * @param waited seconds from the start of the wait to the last reading
     */
    static double awaited(double waited, double unread) {
        return unread - waited * Math.log1p(unread / waited);
    }
}
