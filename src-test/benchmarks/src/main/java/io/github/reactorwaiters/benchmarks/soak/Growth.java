// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.soak;

import io.github.reactorwaiters.benchmarks.report.Goal;
import io.github.reactorwaiters.benchmarks.report.Table;
import java.util.List;
import java.util.Locale;

/**
 * What grew in the second half of one part: in the first, logs fill to their limits and classes are compiled. Immutable.
 *
 * @param kb of all live heap, a minute
 * @param besideKb without the simulator's histories, a minute
 * @param bytesPerPoll the same for each poll
 * @param micros the median CPU of a poll
 * @param overFirstHalf the median of CPU a poll, in yardsticks, over the first half's
 * @param overThirdQuarter the last quarter's over the third's, both of compiled code
 */
record Growth(
        double kb, double besideKb, double bytesPerPoll, double micros, double overFirstHalf, double overThirdQuarter) {
    /** A quarter of the smallest object that each poll could leave behind. */
    private static final double BYTES_PER_POLL = 4;

    private static final double CPU_OVER_FIRST_HALF = 1.1;

    /** Each quarter of the ten minutes has five samples, of a machine that others use. */
    private static final double CPU_OVER_THIRD_QUARTER = 1.25;

    /** Live heap at a minute, and of the time since the sample before: polls, the CPU of each, and of a {@link Yardstick}. */
    record Sample(double minute, Live live, long polls, double microsPerPoll, double yardstickMicros) {
        /** What a poll took of CPU, in yardsticks: without the host's slow moments. */
        double yardsticksPerPoll() {
            return microsPerPoll / yardstickMicros;
        }
    }

    static Growth of(List<Sample> samples, double bytesPerTransition) {
        List<Sample> half = Trend.secondHalf(samples);
        double bytes = Trend.slope(half, Sample::minute, sample -> sample.live().bytesBeside(bytesPerTransition));
        return new Growth(
                Trend.slope(half, Sample::minute, sample -> sample.live().bytes()) / 1e3,
                bytes / 1e3,
                bytes / pollsPerMinute(samples),
                Trend.median(half, Sample::microsPerPoll),
                Trend.ofMedians(samples, Sample::yardsticksPerPoll),
                Trend.ofMedians(half, Sample::yardsticksPerPoll));
    }

    private static double pollsPerMinute(List<Sample> samples) {
        double polls = samples.stream().mapToLong(Sample::polls).sum();
        return polls / samples.get(samples.size() - 1).minute();
    }

    void row(Table table, String part) {
        table.row(
                part,
                number(kb, 1),
                number(besideKb, 1),
                number(bytesPerPoll, 2),
                number(micros, 1),
                number(overFirstHalf, 2),
                number(overThirdQuarter, 2));
    }

    List<Goal> goals(String part) {
        return List.of(
                Goal.atMost(
                        "heap growth without the simulator's histories, bytes a poll, " + part,
                        BYTES_PER_POLL,
                        bytesPerPoll),
                Goal.atMost(
                        "CPU of a poll in yardsticks, second half over first, " + part,
                        CPU_OVER_FIRST_HALF,
                        overFirstHalf),
                Goal.atMost(
                        "CPU of a poll in yardsticks, last quarter over the one before, " + part,
                        CPU_OVER_THIRD_QUARTER,
                        overThirdQuarter));
    }

    private static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
