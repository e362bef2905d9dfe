// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import io.github.reactorwaiters.web.AccessPolicy;
import io.github.reactorwaiters.web.Page;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.HandlerFilterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;

/**
 * Keeps foreign pages, and who has no token, from the streams. Asked where one is about to be served, not by path: a path
 * can be written in many ways.
 */
final class StreamAccess {
    private final AccessPolicy policy;

    StreamAccess(AccessPolicy policy) {
        this.policy = policy;
    }

    /** Before routes to data. */
    HandlerFilterFunction<ServerResponse, ServerResponse> toData() {
        return filter(policy::check);
    }

    /** Before routes to the page, which holds no data. */
    HandlerFilterFunction<ServerResponse, ServerResponse> toPage() {
        return filter(policy::checkOrigin);
    }

    /** The handler of data, or one that refuses. */
    Object toData(Object handler, ServerWebExchange exchange) {
        HttpStatus refusal = refusal(exchange, policy::check);
        return refusal == null
                ? handler
                : (WebHandler) refused -> {
                    refused.getResponse().setStatusCode(refusal);
                    return refused.getResponse().setComplete();
                };
    }

    /** Answers a browser's question whether a page of another origin may ask (a CORS preflight), without the token. */
    void answerPreflight(ServerWebExchange exchange) {
        boolean allowed = policy.allowsPreflight(exchange.getRequest().getHeaders()::getFirst);
        addHeaders(exchange);
        exchange.getResponse().setStatusCode(allowed ? HttpStatus.NO_CONTENT : HttpStatus.FORBIDDEN);
    }

    private HandlerFilterFunction<ServerResponse, ServerResponse> filter(
            Function<Function<String, @Nullable String>, AccessPolicy.Verdict> judge) {
        return (request, next) -> {
            HttpStatus refusal = refusal(request.exchange(), judge);
            return refusal == null
                    ? next.handle(request)
                    : ServerResponse.status(refusal).build();
        };
    }

    /** The status to refuse with, null if the request is allowed. */
    private @Nullable HttpStatus refusal(
            ServerWebExchange exchange, Function<Function<String, @Nullable String>, AccessPolicy.Verdict> judge) {
        addHeaders(exchange);
        return switch (judge.apply(exchange.getRequest().getHeaders()::getFirst)) {
            case ALLOWED -> null;
            case FOREIGN -> HttpStatus.FORBIDDEN;
            case NO_TOKEN -> {
                exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
                yield HttpStatus.UNAUTHORIZED;
            }
        };
    }

    /** What the application has set of the same stays, if a header may have several values. */
    private void addHeaders(ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        Page.SECURITY_HEADERS.forEach(headers::set);
        policy.corsHeaders(exchange.getRequest().getHeaders()::getFirst).forEach((name, value) -> {
            if (name.equals(HttpHeaders.VARY)) {
                headers.add(name, value);
            } else {
                headers.set(name, value);
            }
        });
    }
}
