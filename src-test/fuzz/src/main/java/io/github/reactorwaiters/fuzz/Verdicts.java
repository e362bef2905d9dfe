// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

/** How many texts a target read, and how many it refused: each in one line that is fit for a log. */
public final class Verdicts {
    private long read;
    private long refused;

    /** The text was read. */
    public void read() {
        read++;
    }

    /** The text was refused, with a message that must hold no control character and stay short. */
    public void refused(IllegalArgumentException refusal) {
        refused++;
        assertThat(refusal.getMessage())
                .isNotBlank()
                .hasSizeLessThan(400)
                .doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
    }

    /** The text was refused, with a message that repeats nothing of it. */
    public void refusedBlindly(RuntimeException refusal) {
        refused++;
        assertThat(refusal.getMessage()).hasSizeLessThan(100).matches("[ -~]+");
    }

    @Override
    public String toString() {
        return read + " read, " + refused + " refused";
    }
}
