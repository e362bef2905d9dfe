// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import io.github.reactorwaiters.redis.RedisStore;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** The Redis that replicas share their work over, if {@code reactor-waiters.redis.uri} or {@code .cluster} names one. */
@AutoConfiguration
@ConditionalOnClass(RedisStore.class)
@ConditionalOnProperty(prefix = "reactor-waiters", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(ReactorWaitersRedisProperties.class)
public class ReactorWaitersRedisAutoConfiguration {
    /** The store, which connects when it is first used. */
    @Bean(destroyMethod = "close")
    @Conditional(Named.class)
    @ConditionalOnMissingBean
    public RedisStore reactorWaitersRedis(ReactorWaitersRedisProperties properties) {
        String uri = properties.uri();
        RedisStore store = uri != null
                ? Property.read("reactor-waiters.redis.uri", () -> RedisStore.at(uri))
                : Property.read(
                        "reactor-waiters.redis.cluster",
                        () -> RedisStore.atCluster(properties.cluster().toArray(String[]::new)));
        try {
            return Property.read("reactor-waiters.redis.prefix", () -> store.withPrefix(properties.prefix()));
        } catch (IllegalArgumentException refused) {
            store.close();
            throw refused;
        }
    }

    /** Whether a Redis is named. */
    static final class Named extends AnyNestedCondition {
        Named() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty("reactor-waiters.redis.uri")
        static final class ByUri {}

        @ConditionalOnProperty("reactor-waiters.redis.cluster")
        static final class ByNodes {}

        @ConditionalOnProperty("reactor-waiters.redis.cluster[0]")
        static final class ByListOfNodes {}
    }
}
