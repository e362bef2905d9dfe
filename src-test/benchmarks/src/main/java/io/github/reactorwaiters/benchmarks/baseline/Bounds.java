// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.baseline;

import java.util.Arrays;

/**
 * How late, on average, changes are seen at best by a poller that knows each key's true rate of change and nothing of
 * when. Calls take no time here, and all permits serve settled keys: no poller reaches a bound.
 */
public final class Bounds {
    private static final int BISECTIONS = 200;

    private Bounds() {}

    /** Zipf's law: rates of {@code keys} keys, proportional to 1, 1/2, 1/3 and so on, that sum up to {@code total}. */
    public static double[] zipf(int keys, double total) {
        double[] rates = new double[keys];
        for (int i = 0; i < keys; i++) {
            rates[i] = 1.0 / (i + 1);
        }
        double sum = Arrays.stream(rates).sum();
        return Arrays.stream(rates).map(rate -> rate / sum * total).toArray();
    }

    /**
     * The mean delay of polls alone. Key i is polled each T_i; its changes are seen after T_i/2 on average. The least
     * sum of rate_i T_i/2, subject to the sum of 1/T_i being {@code polls}, has T_i proportional to 1/sqrt(rate_i), and is
     * (sum of sqrt(rate_i))^2 / (2 polls sum of rate_i).
     *
     * @param rates changes a second, by key
     * @param polls a second
     * @return seconds
     * @see <a href="https://dl.acm.org/doi/10.1145/3178876.3186092">Azar et al., Tractable near-optimal policies for
     *     crawling</a>
     */
    public static double polling(double[] rates, double polls) {
        double roots = Arrays.stream(rates).map(Math::sqrt).sum();
        return roots * roots / (2 * polls * Arrays.stream(rates).sum());
    }

    /**
     * The mean delay of polls beside sweeps that read every key each {@code sweepSeconds} S. Between two sweeps key i is
     * polled n_i times, evenly; its changes are seen after S / (2 (n_i + 1)). The least mean, subject to the sum of n_i
     * being S {@code polls}, has n_i + 1 = max(1, c sqrt(rate_i)): keys that change seldom are left to the sweeps. The
     * factor c is found by bisection.
     *
     * @param rates changes a second, by key
     * @param polls a second
     * @param sweepSeconds from one sweep to the next
     * @return seconds
     */
    public static double pollingAndSweeping(double[] rates, double polls, double sweepSeconds) {
        double spend = polls * sweepSeconds;
        double least = 0;
        double most =
                (spend + rates.length) / Math.sqrt(Arrays.stream(rates).max().orElseThrow()) + 1;
        while (spent(rates, most) < spend) {
            most *= 2;
        }
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (least + most) / 2;
            if (spent(rates, middle) < spend) {
                least = middle;
            } else {
                most = middle;
            }
        }
        double factor = least;
        double weighted = Arrays.stream(rates)
                .map(rate -> rate * sweepSeconds / 2 / Math.max(1, factor * Math.sqrt(rate)))
                .sum();
        return weighted / Arrays.stream(rates).sum();
    }

    private static double spent(double[] rates, double factor) {
        return Arrays.stream(rates)
                .map(rate -> Math.max(0, factor * Math.sqrt(rate) - 1))
                .sum();
    }
}
