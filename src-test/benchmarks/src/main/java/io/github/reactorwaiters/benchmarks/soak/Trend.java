// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.soak;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Whether figures grow, of samples in the order they were taken. */
final class Trend {
    private Trend() {}

    /** The later half; without the middle one of an odd number. */
    static <S> List<S> secondHalf(List<S> samples) {
        return samples.subList((samples.size() + 1) / 2, samples.size());
    }

    /** How much {@code figure} grows while {@code at} grows by one, by least squares; NaN of fewer than two samples. */
    static <S> double slope(List<S> samples, ToDoubleFunction<S> at, ToDoubleFunction<S> figure) {
        double meanAt = samples.stream().mapToDouble(at).average().orElse(Double.NaN);
        double meanFigure = samples.stream().mapToDouble(figure).average().orElse(Double.NaN);
        double covariance = 0;
        double variance = 0;
        for (S sample : samples) {
            double distance = at.applyAsDouble(sample) - meanAt;
            covariance += distance * (figure.applyAsDouble(sample) - meanFigure);
            variance += distance * distance;
        }
        return covariance / variance;
    }

    /** The second half's median over the first half's; NaN of fewer than two samples. */
    static <S> double ofMedians(List<S> samples, ToDoubleFunction<S> figure) {
        return median(secondHalf(samples), figure) / median(samples.subList(0, samples.size() / 2), figure);
    }

    /** The middle figure, or the mean of the two in the middle; NaN of none. */
    static <S> double median(List<S> samples, ToDoubleFunction<S> figure) {
        double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return Arrays.stream(
                        sorted,
                        Math.max(0, sorted.length % 2 == 0 ? middle - 1 : middle),
                        Math.min(middle + 1, sorted.length))
                .average()
                .orElse(Double.NaN);
    }
}
