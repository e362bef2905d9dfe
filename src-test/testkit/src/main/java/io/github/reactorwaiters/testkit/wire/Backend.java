// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import org.jspecify.annotations.Nullable;

/** What stands behind the fronts: routes a request to an operation and answers it at once. Thread-safe. */
public interface Backend {
    /** The operation that {@code request} addresses, such as {@code GetFunction}; null if there is none. */
    @Nullable
    String operation(ApiRequest request);

    /** Carries out the operation and answers; an error of the API is an answer, too. */
    ApiResponse answer(ApiRequest request);
}
