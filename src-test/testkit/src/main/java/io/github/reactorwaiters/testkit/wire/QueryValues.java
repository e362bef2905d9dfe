// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.util.List;

/** One value for a query parameter that may have been given several times. */
final class QueryValues {
    private QueryValues() {}

    static String of(String name, List<String> values) {
        if (name.equals("tagKeys")) {
            return String.join(",", values);
        }
        String first = values.isEmpty() ? null : values.get(0);
        return first == null ? "" : first;
    }
}
