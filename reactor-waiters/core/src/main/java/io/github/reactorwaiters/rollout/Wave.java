// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import java.util.ArrayList;
import java.util.List;

/**
 * Functions that are changed together. Immutable.
 *
 * @param number from 1
 * @param targets in the order in which they are begun; at least one
 */
public record Wave(int number, List<Target> targets) {
    /** Copies {@code targets}. */
    public Wave {
        targets = List.copyOf(targets);
    }

    /**
     * Divides {@code targets}, in their order. Each portion says how many functions are done after its wave, rounded up;
     * what is left after the last forms one more wave. A portion that adds none gives none.
     */
    static List<Wave> divide(List<Target> targets, List<Portion> portions) {
        List<Wave> waves = new ArrayList<>();
        int from = 0;
        for (Portion portion : portions) {
            from = add(waves, targets, from, portion.of((long) targets.size()));
        }
        add(waves, targets, from, targets.size());
        return List.copyOf(waves);
    }

    private static int add(List<Wave> waves, List<Target> targets, int from, int to) {
        if (to <= from) {
            return from;
        }
        waves.add(new Wave(waves.size() + 1, targets.subList(from, to)));
        return to;
    }
}
