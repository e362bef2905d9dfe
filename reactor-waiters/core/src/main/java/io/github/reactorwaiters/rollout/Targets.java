// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The targets of a rollout. */
final class Targets {
    private Targets() {}

    /** All of them; fails with {@link IllegalArgumentException} if a function is named twice. */
    static Mono<List<Target>> collect(Publisher<Target> targets) {
        return Flux.from(targets).collectList().doOnNext(all -> {
            Set<String> names = new HashSet<>();
            for (Target target : all) {
                if (!names.add(target.function().name())) {
                    throw new IllegalArgumentException("targets must name a function once: " + target.function());
                }
            }
        });
    }
}
