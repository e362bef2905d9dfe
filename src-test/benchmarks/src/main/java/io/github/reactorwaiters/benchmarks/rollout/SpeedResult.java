// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.rollout;

import java.util.List;
import java.util.Locale;

/**
 * How one contender fared with one fleet. Immutable.
 *
 * @param contender its label
 * @param release whether a version and an alias followed each update
 * @param functions how many
 * @param ending what it said
 * @param least what the quota allows, the same for all contenders
 * @param updated updates that in truth succeeded
 * @param calls calls that arrived
 * @param refused those that the quotas refused
 */
record SpeedResult(
        String contender,
        boolean release,
        int functions,
        Contender.Ending ending,
        LeastTime least,
        long updated,
        long calls,
        long refused) {

    static final List<String> HEAD = List.of(
            "",
            "functions",
            "seconds",
            "any order",
            "over",
            "order given",
            "over",
            "called failed",
            "updated",
            "calls",
            "refused");

    /** How much longer than in the order given, in percent; NaN if it did not do the work. */
    double overGivenOrder() {
        return over(least.givenOrderSeconds());
    }

    private double over(double seconds) {
        boolean undone = ending.failed() > 0 || ending.stopped() || updated < functions;
        return undone ? Double.NaN : 100 * (ending.seconds() / seconds - 1);
    }

    List<String> row() {
        return List.of(
                contender,
                Integer.toString(functions),
                number(ending.seconds()),
                number(least.anyOrderSeconds()),
                excess(least.anyOrderSeconds()),
                number(least.givenOrderSeconds()),
                excess(least.givenOrderSeconds()),
                Integer.toString(ending.failed()),
                Long.toString(updated),
                Long.toString(calls),
                Long.toString(refused));
    }

    private String excess(double seconds) {
        double over = over(seconds);
        return ending.stopped() ? "stopped" : Double.isNaN(over) ? "–" : number(over) + "%";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
