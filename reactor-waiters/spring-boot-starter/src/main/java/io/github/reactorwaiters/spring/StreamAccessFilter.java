// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import io.github.reactorwaiters.web.AccessPolicy;
import io.github.reactorwaiters.web.Page;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Keeps foreign pages, and who has no token, from the streams; other paths are not its business. */
final class StreamAccessFilter implements WebFilter {
    private final String path;
    private final AccessPolicy policy;
    private final Page page;

    StreamAccessFilter(String path, AccessPolicy policy, Page page) {
        this.path = path;
        this.policy = policy;
        this.page = page;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String wanted = exchange.getRequest().getPath().pathWithinApplication().value();
        if (!isOurs(wanted)) {
            return chain.filter(exchange);
        }
        ServerHttpResponse response = exchange.getResponse();
        Page.SECURITY_HEADERS.forEach(response.getHeaders()::set);
        HttpHeaders headers = exchange.getRequest().getHeaders();
        boolean file = page.at(wanted.substring(path.length())) != null;
        AccessPolicy.Verdict verdict = file ? policy.checkOrigin(headers::getFirst) : policy.check(headers::getFirst);
        return switch (verdict) {
            case ALLOWED -> chain.filter(exchange);
            case FOREIGN -> refuse(response, HttpStatus.FORBIDDEN);
            case NO_TOKEN -> {
                response.getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
                yield refuse(response, HttpStatus.UNAUTHORIZED);
            }
        };
    }

    private boolean isOurs(String wanted) {
        if (!wanted.startsWith(path + "/")) {
            return false;
        }
        String rest = wanted.substring(path.length());
        return page.at(rest) != null
                || rest.equals("/ws/changes")
                || rest.equals("/health")
                || rest.startsWith("/api/");
    }

    private static Mono<Void> refuse(ServerHttpResponse response, HttpStatus status) {
        response.setStatusCode(status);
        return response.setComplete();
    }
}
