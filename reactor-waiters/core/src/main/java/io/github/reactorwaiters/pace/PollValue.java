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
     * The same beside sweeps, which read the key each {@code sweep} seconds and next in {@code untilSwept}:
     * {@code rate * unread * min(unread / 2 / (1 - unread / sweep), untilSwept)}. The last is what a poll saves if none
     * follows it. The first is what the last of n polls saves that part a sweep evenly, {@code unread = sweep / (n + 1)}:
     * {@code rate * sweep² / 2 * (1 / n - 1 / (n + 1))}. So at equal value each key has as many polls as are worth that,
     * evenly between two sweeps.
     */
    static double settled(double rate, double unread, double untilSwept, double sweep) {
        double left = Math.max(0, sweep - unread);
        return rate * unread * Math.min(unread * sweep / (2 * left), untilSwept);
    }

    /**
     * No more than this is {@link #settled(double, double, double, double)} from {@code unread} seconds without a reading
     * on, if the next sweep comes {@code swept} seconds after that reading: {@code rate * unread * (swept - unread)}, which
     * is most in the middle.
     */
    static double mostBeforeSwept(double rate, double unread, double swept) {
        double at = Math.max(unread, swept / 2);
        return rate * at * Math.max(0, swept - at);
    }

    /** After how many seconds without a reading {@link #settled(double, double)} reaches {@code value}. */
    static double settledPause(double rate, double value) {
        return Math.sqrt(2 * value / rate);
    }

    /** The same beside sweeps, the next of them apart; less than {@code sweep}. */
    static double settledPause(double rate, double value, double sweep) {
        double swept = rate * sweep;
        return (Math.sqrt(value * value + 2 * value * swept * sweep) - value) / swept;
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
