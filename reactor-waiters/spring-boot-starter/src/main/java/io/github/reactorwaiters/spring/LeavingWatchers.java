// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import io.github.reactorwaiters.redis.Watchers;
import java.time.Duration;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;

/**
 * Has each bean {@link Watchers} give its shards back before it is closed, so that others need not wait until the leases end.
 * Those that depend on it are gone by then, and the store is still there.
 */
final class LeavingWatchers implements DestructionAwareBeanPostProcessor {
    private static final Duration LONGEST = Duration.ofSeconds(5);

    @Override
    public void postProcessBeforeDestruction(Object bean, String name) {
        if (bean instanceof Watchers watchers) {
            watchers.leave().timeout(LONGEST).onErrorComplete().block();
        }
    }

    @Override
    public boolean requiresDestruction(Object bean) {
        return bean instanceof Watchers;
    }
}
