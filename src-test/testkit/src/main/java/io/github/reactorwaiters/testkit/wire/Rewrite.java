// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

/** Changes an answer of the model on its way out. */
@FunctionalInterface
interface Rewrite {
    /** The changed answer; {@code response} itself if there is nothing to change. */
    ApiResponse apply(ApiRequest request, ApiResponse response, Backend backend);
}
