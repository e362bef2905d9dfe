// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import org.jspecify.annotations.Nullable;

/**
 * What follows an update. Immutable.
 *
 * @param publishes whether a version is published
 * @param shift how the alias goes there; null: no alias
 */
record Release(boolean publishes, @Nullable AliasShift shift) {
    @Nullable
    String alias() {
        return shift == null ? null : shift.alias();
    }

    /** Tells releases apart in a journal. */
    String fingerprint() {
        return (publishes ? " publish" : "") + (shift == null ? "" : " alias " + shift.alias());
    }
}
