// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.metrics.WatcherMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** The watcher's meters, which Boot binds to the application's registries. */
@AutoConfiguration(after = ReactorWaitersAutoConfiguration.class, before = ReactorWaitersStreamAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnProperty(prefix = "reactor-waiters", name = "enabled", matchIfMissing = true)
@ConditionalOnSingleCandidate(FunctionWatcher.class)
public class ReactorWaitersMetricsAutoConfiguration {
    /** The meters. */
    @Bean
    @ConditionalOnMissingBean
    public WatcherMetrics watcherMetrics(FunctionWatcher watcher) {
        return WatcherMetrics.of(watcher);
    }

    /** Lets the meters see what the hub sees, unless the application has several. */
    @Bean
    @ConditionalOnSingleCandidate(WatcherMetrics.class)
    WatchTap watcherMetricsTap(WatcherMetrics metrics) {
        return metrics::observe;
    }
}
