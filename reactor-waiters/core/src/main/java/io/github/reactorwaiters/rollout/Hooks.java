// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** The caller's checks. Immutable. */
record Hooks(
        Function<? super Target, ? extends Publisher<?>> preCheck,
        Function<? super Deployed, ? extends Publisher<?>> verify) {
    static final Hooks NONE = new Hooks(target -> Mono.empty(), deployed -> Mono.empty());
}
