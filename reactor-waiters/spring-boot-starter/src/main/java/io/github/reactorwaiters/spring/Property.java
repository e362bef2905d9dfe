// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import java.util.function.Supplier;

/** A configuration property, as messages of refusal name it. */
final class Property {
    private Property() {}

    /** What {@code reading} makes of it; a refusal gets the name of the property. */
    static <T> T read(String name, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(name + ": " + refused.getMessage(), refused);
        }
    }

    /** Refuses what is not within the limits. */
    static int within(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " must be 1 to " + most + ": " + value);
        }
        return value;
    }
}
