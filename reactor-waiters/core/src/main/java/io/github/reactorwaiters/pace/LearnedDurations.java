// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import java.util.Arrays;
import java.util.List;

/**
 * How long transitions of one class take, learned from readings that only bracket their ends. Not thread-safe.
 *
 * <p>Per age bin: the events (ends) and the exposure (seconds under observation); their quotient is the hazard, constant
 * within a bin (piecewise exponential model: Friedman, Annals of Statistics, 1982). An end between two readings is spread
 * over the bins between them by the mass that the present estimate puts there: one EM step (Dempster, Laird and Rubin,
 * 1977). It starts from a wide prior, and each end makes all earlier evidence weigh a three-hundredth less, so that it
 * follows a service that changes; but for the last three tenths of a function at each age: what is rarely seen is not
 * forgotten for what is seen all the time. Where few functions were seen, the evidence of the bins beside counts, too.
 */
public final class LearnedDurations {
    private static final double PRIOR_MEDIAN = 5;
    private static final double PRIOR_SIGMA = 1;
    private static final double PRIOR_WEIGHT = 1;
    private static final double LEAST_AT_RISK = 0.3;

    /** What the evidence of each bin beside counts, where nothing was seen; with so many functions seen, half of that. */
    private static final double BESIDE = 0.5;

    private static final double SEEN_FOR_HALF = 5;
    private static final double KEPT = 1 - 1 / 300.0;
    private static final double LAST_START = AgeBins.start(AgeBins.COUNT - 1);

    private final double[] events;
    private final double[] exposure;

    // Of one end: the mass that the estimate puts into each bin, and the mean time into the bin of those that end
    // there.
    private final double[] mass = new double[AgeBins.COUNT];
    private final double[] within = new double[AgeBins.COUNT];

    /**
     * The prior: lognormal, median 5 s, sigma 1, worth one observed function, and at no age less than 0.3 of a function
     * under observation there: or the first of a slow class would talk the hazard down before any of them has ended.
     */
    public LearnedDurations() {
        this(new double[AgeBins.COUNT], new double[AgeBins.COUNT]);
        for (int bin = 0; bin < AgeBins.COUNT; bin++) {
            double start = AgeBins.start(bin);
            double end = AgeBins.end(bin);
            double alive = LogNormal.survival(start, PRIOR_MEDIAN, PRIOR_SIGMA);
            double mass = alive - LogNormal.survival(end, PRIOR_MEDIAN, PRIOR_SIGMA);
            double area = LogNormal.area(start, end, PRIOR_MEDIAN, PRIOR_SIGMA);
            double weight = Math.max(PRIOR_WEIGHT, LEAST_AT_RISK * width(bin) / area);
            events[bin] = weight * mass;
            exposure[bin] = weight * area;
        }
    }

    private LearnedDurations(double[] events, double[] exposure) {
        this.events = events;
        this.exposure = exposure;
    }

    /** What was learned elsewhere. */
    static LearnedDurations of(PaceSnapshot.Learned learned) {
        return new LearnedDurations(toArray(learned.events()), toArray(learned.exposure()));
    }

    PaceSnapshot.Learned snapshot() {
        return new PaceSnapshot.Learned(
                Arrays.stream(events).boxed().toList(),
                Arrays.stream(exposure).boxed().toList());
    }

    /** Notes that a transition was under way from age {@code from} to age {@code to}, in seconds. */
    public void survived(double from, double to) {
        for (int bin = AgeBins.of(from); bin < AgeBins.COUNT && AgeBins.start(bin) < to; bin++) {
            exposure[bin] += Math.min(to, AgeBins.end(bin)) - Math.max(from, AgeBins.start(bin));
        }
    }

    /** Notes that a transition ended after age {@code from}, at which it was under way, and not after {@code to}. */
    public void ended(double from, double to) {
        for (int bin = 0; bin < AgeBins.COUNT; bin++) {
            if (seen(bin) > LEAST_AT_RISK) {
                events[bin] *= KEPT;
                exposure[bin] *= KEPT;
            }
        }
        int first = AgeBins.of(from);
        int last = Math.max(first, AgeBins.of(Math.max(from, to)));
        double alive = 1;
        for (int bin = first; bin <= last; bin++) {
            double hazard = hazard(bin);
            double width = overlap(bin, from, to);
            double left = alive * Math.exp(-hazard * width);
            mass[bin] = alive - left;
            within[bin] = meanBefore(hazard, width);
            alive = left;
        }
        spread(first, last, from, to, 1 - alive);
    }

    /** Adds one event, spread over the bins by {@code mass / total}, and the time it was under observation before. */
    private void spread(int first, int last, double from, double to, double total) {
        double later = 1;
        for (int bin = first; bin <= last; bin++) {
            double share = total > 0 ? mass[bin] / total : 1.0 / (last - first + 1);
            later -= share;
            events[bin] += share;
            exposure[bin] += share * within[bin] + Math.max(0, later) * overlap(bin, from, to);
        }
    }

    /**
     * Ends a second, at an age of bin {@code bin}, of those still under way. Evidence of the bins beside counts, less the more
     * functions were seen in this one: an estimate whose width follows the data (Müller and Wang, Biometrics, 1994). The last
     * bin, which has no end, stands alone.
     */
    double hazard(int bin) {
        double beside = bin == AgeBins.COUNT - 1 ? 0 : BESIDE / (1 + seen(bin) / SEEN_FOR_HALF);
        double ends = events[bin];
        double seconds = exposure[bin];
        if (bin > 0) {
            ends += beside * events[bin - 1];
            seconds += beside * exposure[bin - 1];
        }
        if (bin < AgeBins.COUNT - 2) {
            ends += beside * events[bin + 1];
            seconds += beside * exposure[bin + 1];
        }
        return ends / Math.max(seconds, 1e-9);
    }

    /** How many functions were seen through all of the bin, in the mean. */
    private double seen(int bin) {
        return exposure[bin] / width(bin);
    }

    /** Half of the transitions are over at this age, in seconds. */
    public double median() {
        double cumulated = 0;
        for (int bin = 0; bin < AgeBins.COUNT; bin++) {
            double hazard = hazard(bin);
            double more = hazard * (AgeBins.end(bin) - AgeBins.start(bin));
            if (cumulated + more >= Math.log(2)) {
                return AgeBins.start(bin) + (Math.log(2) - cumulated) / hazard;
            }
            cumulated += more;
        }
        return Double.POSITIVE_INFINITY;
    }

    /** In seconds; the last bin, which has no end, is taken to be as wide as it is old. */
    private static double width(int bin) {
        return Math.min(AgeBins.end(bin), 2 * LAST_START) - AgeBins.start(bin);
    }

    private static double overlap(int bin, double from, double to) {
        return Math.max(0, Math.min(to, AgeBins.end(bin)) - Math.max(from, AgeBins.start(bin)));
    }

    /** The mean of an exponential time of rate {@code hazard}, given that it is below {@code width}. */
    private static double meanBefore(double hazard, double width) {
        double x = hazard * width;
        return x < 1e-4 ? width / 2 : 1 / hazard - width / Math.expm1(x);
    }

    private static double[] toArray(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
