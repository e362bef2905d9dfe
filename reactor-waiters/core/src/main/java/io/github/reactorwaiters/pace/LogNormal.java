// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

/** The lognormal distribution, as far as a prior needs it. */
final class LogNormal {
    private static final int STEPS = 64;

    private LogNormal() {}

    /** The probability of a value above {@code x}. */
    static double survival(double x, double median, double sigma) {
        if (x <= 0) {
            return 1;
        }
        return Double.isInfinite(x) ? 0 : upperNormal(Math.log(x / median) / sigma);
    }

    /** The integral of the survival from {@code from} to {@code to}, by Simpson's rule; to infinity in closed form. */
    static double area(double from, double to, double median, double sigma) {
        if (Double.isInfinite(to)) {
            double mean = median * Math.exp(sigma * sigma / 2);
            double above = mean * upperNormal(Math.log(from / median) / sigma - sigma);
            return above - from * survival(from, median, sigma);
        }
        double step = (to - from) / STEPS;
        double sum = survival(from, median, sigma) + survival(to, median, sigma);
        for (int i = 1; i < STEPS; i++) {
            sum += (i % 2 == 0 ? 2 : 4) * survival(from + i * step, median, sigma);
        }
        return sum * step / 3;
    }

    /**
     * The upper tail of the normal distribution, with a relative error below 1.2e-7 everywhere: W. H. Press et al.,
     * Numerical Recipes, "erfcc".
     */
    static double upperNormal(double z) {
        double x = Math.abs(z) / Math.sqrt(2);
        double t = 1 / (1 + 0.5 * x);
        double[] c = {
            -1.26551223,
            1.00002368,
            0.37409196,
            0.09678418,
            -0.18628806,
            0.27886807,
            -1.13520398,
            1.48851587,
            -0.82215223,
            0.17087277
        };
        double series = 0;
        for (int i = c.length - 1; i >= 0; i--) {
            series = series * t + c[i];
        }
        double upper = 0.5 * t * Math.exp(-x * x + series);
        return z >= 0 ? upper : 1 - upper;
    }
}
