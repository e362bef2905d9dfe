// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import io.github.reactorwaiters.lambda.FunctionStateChange;
import reactor.core.publisher.Flux;

/** Sees the changes that the hub gets; metrics, where there is Micrometer. */
interface WatchTap {
    Flux<FunctionStateChange> observe(Flux<FunctionStateChange> changes);
}
