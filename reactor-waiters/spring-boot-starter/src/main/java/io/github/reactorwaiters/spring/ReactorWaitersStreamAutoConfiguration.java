// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.web.AccessPolicy;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.Page;
import java.util.function.Predicate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.reactive.ReactiveWebServerFactory;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.support.RouterFunctionMapping;
import reactor.core.publisher.Flux;

/** Streams to browsers over WebFlux; off unless {@code reactor-waiters.stream.enabled} is true. */
@AutoConfiguration(after = {WebFluxAutoConfiguration.class, ReactorWaitersAutoConfiguration.class})
@ConditionalOnClass(DispatcherHandler.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnProperty(prefix = "reactor-waiters", name = "enabled", matchIfMissing = true)
@ConditionalOnProperty(prefix = "reactor-waiters", name = "stream.enabled", havingValue = "true")
@ImportRuntimeHints(PageHints.class)
public class ReactorWaitersStreamAutoConfiguration {
    /** The order of Spring's own mapping of this kind. */
    private static final int AS_ROUTES = -1;

    private static final String REACTOR_NETTY = "org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory";

    /** The hub, over a watch of {@code reactor-waiters.functions}. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    public ChangeHub changeHub(
            FunctionWatcher watcher, ReactorWaitersProperties properties, ObjectProvider<WatchTap> taps) {
        Predicate<FunctionName> wanted = properties.functions().stream()
                .map(FunctionName::matching)
                .reduce(Predicate::or)
                .orElse(function -> true);
        Flux<FunctionStateChange> changes = watcher.watchAll(wanted);
        for (WatchTap tap : taps) {
            changes = tap.observe(changes);
        }
        return ChangeHub.of(watcher, changes)
                .recentChanges(properties.stream().recentChanges())
                .maxClients(properties.stream().maxClients())
                .stallTimeout(properties.stream().stallTimeout())
                .start();
    }

    /** Tells clients of the end before the web server waits for its requests. */
    @Bean
    StreamLifecycle reactorWaitersStreamLifecycle(ChangeHub hub) {
        return new StreamLifecycle(hub);
    }

    /** Who may read. */
    @Bean
    StreamAccess reactorWaitersStreamAccess(ReactorWaitersProperties properties) {
        ReactorWaitersProperties.Stream stream = properties.stream();
        return new StreamAccess(new AccessPolicy(stream.token(), stream.allowedOrigins(), false));
    }

    /** Documents, server-sent events and the dashboard, after the application's own of this kind. */
    @Bean
    HandlerMapping reactorWaitersStreamRoutes(ChangeHub hub, StreamAccess access, ReactorWaitersProperties properties) {
        RouterFunctionMapping routes = new RouterFunctionMapping(new StreamRoutes(hub, Page.load(), access)
                .under(properties.stream().path()));
        routes.setOrder(AS_ROUTES);
        routes.setCorsProcessor((none, exchange) -> {
            access.answerPreflight(exchange);
            return false;
        });
        return routes;
    }

    /** The WebSocket. */
    @Bean
    HandlerMapping reactorWaitersStreamSocket(
            ChangeHub hub,
            StreamAccess access,
            ReactorWaitersProperties properties,
            ObjectProvider<ReactiveWebServerFactory> servers) {
        servers.forEach(ReactorWaitersStreamAutoConfiguration::requireReactorNetty);
        return new StreamSocketMapping(properties.stream().path() + "/ws/changes", new StreamSocket(hub), access);
    }

    /** Spring's sockets of other servers do not take one frame after the other, as {@link StreamSocket} gives them. */
    private static void requireReactorNetty(ReactiveWebServerFactory server) {
        boolean isIt = ClassUtils.isPresent(REACTOR_NETTY, null) && server instanceof NettyReactiveWebServerFactory;
        if (!isIt) {
            throw new IllegalStateException("reactor-waiters.stream.enabled needs Reactor Netty as the web server, not "
                    + server.getClass().getSimpleName() + ": use spring-boot-starter-reactor-netty");
        }
    }
}
