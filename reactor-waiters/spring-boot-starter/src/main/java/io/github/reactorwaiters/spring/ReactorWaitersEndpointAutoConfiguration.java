// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** The Actuator endpoint {@code lambdafunctions}. */
@AutoConfiguration(after = ReactorWaitersAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnProperty(prefix = "reactor-waiters", name = "enabled", matchIfMissing = true)
@ConditionalOnSingleCandidate(FunctionWatcher.class)
@ConditionalOnAvailableEndpoint(FunctionsEndpoint.class)
public class ReactorWaitersEndpointAutoConfiguration {
    /** The endpoint. */
    @Bean
    @ConditionalOnMissingBean
    public FunctionsEndpoint lambdaFunctionsEndpoint(FunctionWatcher watcher) {
        return new FunctionsEndpoint(watcher);
    }
}
