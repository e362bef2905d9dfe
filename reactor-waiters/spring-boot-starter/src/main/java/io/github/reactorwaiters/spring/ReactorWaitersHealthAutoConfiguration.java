// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.WatcherHealth;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The watcher's health for Actuator. */
@AutoConfiguration(after = ReactorWaitersAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnProperty(prefix = "reactor-waiters", name = "enabled", matchIfMissing = true)
@ConditionalOnSingleCandidate(FunctionWatcher.class)
@ConditionalOnEnabledHealthIndicator("lambda-watcher")
public class ReactorWaitersHealthAutoConfiguration {
    /**
     * Up as long as the watcher is open: that Lambda rejects its calls is told in the details, and does not get the
     * service restarted.
     */
    @Bean
    @ConditionalOnMissingBean(name = "lambdaWatcherHealthIndicator")
    public HealthIndicator lambdaWatcherHealthIndicator(FunctionWatcher watcher) {
        return () -> health(watcher.health());
    }

    private static Health health(WatcherHealth seen) {
        Health.Builder health = seen.status() == WatcherHealth.Status.CLOSED ? Health.down() : Health.up();
        health.withDetail("watcher", seen.status().name())
                .withDetail("functions", seen.engine().keys());
        Throwable cause = seen.cause();
        if (cause != null) {
            health.withDetail("message", String.valueOf(cause.getMessage()));
        }
        return health.build();
    }
}
