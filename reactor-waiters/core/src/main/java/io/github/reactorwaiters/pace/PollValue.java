// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

/** What a poll is worth: the seconds of undetected delay that it is expected to end. Pure. */
final class PollValue {
    private PollValue() {}

    /**
     * Of a settled key that changes {@code rate} times a second and was read {@code unread} seconds ago:
     * {@code rate * unread * min(unread / 2, untilSwept)}. A change has happened with probability {@code rate * unread}; it
     * has gone unseen for half of that time in the mean, and would go on so until the next sweep, if there is one.
     *
     * <p>At equal value, keys are read at intervals in proportion to one over the square root of their rates, which is
     * optimal for an equal cost of delay (Sia and Cho, IEEE TKDE 2007; Azar et al., PNAS 2018).
     */
    static double settled(double rate, double unread, double untilSwept) {
        return rate * unread * Math.min(unread / 2, untilSwept);
    }

    /** After how many seconds without a reading {@link #settled} reaches {@code value}, sweeps apart. */
    static double settledPause(double rate, double value) {
        return Math.sqrt(2 * value / rate);
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
