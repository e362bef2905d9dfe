// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Whoever may not read does not, however the path is written; what is the application's own is left alone. */
class StreamAccessTest {
    private static final String[] TOKEN = {"Authorization", "Bearer 12345678"};
    private static final String[] EVIL = {"Origin", "http://evil.example"};
    private static final String[] OPS = {"Origin", "https://ops.example.com"};

    private static final SimulatedLambda LAMBDA = SimulatedLambda.builder().build();
    private static RunningService service;

    @BeforeAll
    static void start() {
        service = RunningService.start(
                LAMBDA,
                "reactor-waiters.stream.enabled=true",
                "reactor-waiters.stream.path=/fleet",
                "reactor-waiters.stream.token=12345678",
                "reactor-waiters.stream.allowed-origins=https://ops.example.com");
    }

    @AfterAll
    static void stop() {
        service.close();
        LAMBDA.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/fleet/api/functions",
                "/fleet/%61pi/functions",
                "/fleet/api;x/functions",
                "/%66leet/api/functions",
                "/fleet/api/function%73;y=1",
                "/fleet/%68ealth",
                "/fleet/health;x",
                "/fleet/api/timeline;x?function=orders",
            })
    void dataNeedsTheTokenHoweverThePathIsWritten(String path) throws Exception {
        assertThat(service.get(path)).satisfies(refused -> {
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).isEmpty();
            assertThat(refused.headers().firstValue("www-authenticate")).hasValue("Bearer");
            assertThat(refused.headers().firstValue("x-content-type-options")).hasValue("nosniff");
        });
        assertThat(service.status(path, TOKEN)).isEqualTo(200);
        assertThat(service.status(path, TOKEN[0], TOKEN[1], EVIL[0], EVIL[1])).isEqualTo(403);
        assertThat(service.status(path, TOKEN[0], TOKEN[1], OPS[0], OPS[1])).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/fleet/api/changes", "/fleet/api;x/changes", "/fleet/api/change%73"})
    void eventsNeedTheTokenHoweverThePathIsWritten(String path) throws Exception {
        assertThat(service.status(path)).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/fleet/ws/changes",
                "/fleet/ws/change%73",
                "/fleet/%77s/changes",
                "/fleet/ws;x/changes",
                "/%66leet/ws/changes",
            })
    void webSocketNeedsTokenAndOriginHoweverThePathIsWritten(String path) {
        assertThat(service.refusal(path)).isEqualTo(401);
        assertThat(service.refusal(path, TOKEN)).isEqualTo(101);
        assertThat(service.refusal(path, TOKEN[0], TOKEN[1], EVIL[0], EVIL[1])).isEqualTo(403);
        assertThat(service.refusal(path, TOKEN[0], TOKEN[1], OPS[0], OPS[1])).isEqualTo(101);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/fleet/", "/fleet/app.js", "/fleet/%61pp.js", "/fleet/app.js;x"})
    void pageNeedsNoTokenButIsNotForForeignPages(String path) throws Exception {
        assertThat(service.get(path)).satisfies(page -> {
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("content-security-policy")).isPresent();
        });
        assertThat(service.status(path, EVIL)).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/fleet/api/functions", "/fleet/api/timeline?function=orders", "/fleet/health"})
    void pagesOfListedOriginsMayReadAndSendTheToken(String path) throws Exception {
        assertThat(service.send("OPTIONS", path, question(OPS))).satisfies(allowed -> {
            assertThat(allowed.statusCode()).isEqualTo(204);
            assertThat(allowed.headers().firstValue("access-control-allow-origin"))
                    .hasValue(OPS[1]);
            assertThat(allowed.headers().firstValue("access-control-allow-methods"))
                    .hasValue("GET");
            assertThat(allowed.headers().firstValue("access-control-allow-headers"))
                    .hasValue("Authorization, Last-Event-ID");
        });
        assertThat(service.get(path, OPS[0], OPS[1], TOKEN[0], TOKEN[1])).satisfies(read -> {
            assertThat(read.statusCode()).isEqualTo(200);
            assertThat(read.headers().firstValue("access-control-allow-origin")).hasValue(OPS[1]);
            assertThat(read.headers().allValues("vary")).contains("Origin");
        });
        assertThat(service.get(path, OPS).headers().firstValue("access-control-allow-origin"))
                .as("so that the page sees that the token is missing")
                .hasValue(OPS[1]);
    }

    @Test
    void foreignPagesMayNotEvenAsk() throws Exception {
        assertThat(service.send("OPTIONS", "/fleet/api/functions", question(EVIL)))
                .satisfies(refused -> {
                    assertThat(refused.statusCode()).isEqualTo(403);
                    assertThat(refused.headers().firstValue("access-control-allow-origin"))
                            .isEmpty();
                });
        assertThat(service.get("/fleet/api/functions", TOKEN).headers().map())
                .as("no page asks")
                .doesNotContainKey("access-control-allow-origin")
                .containsKey("vary");
    }

    private static String[] question(String[] origin) {
        return new String[] {
            origin[0],
            origin[1],
            "Access-Control-Request-Method",
            "GET",
            "Access-Control-Request-Headers",
            "authorization,last-event-id"
        };
    }

    /** At the root, beside the streams. */
    @Test
    void applicationsOwnRoutesAreNotTouched() throws Exception {
        try (RunningService shop = RunningService.start(
                LAMBDA,
                Shop.class,
                "reactor-waiters.stream.enabled=true",
                "reactor-waiters.stream.path=",
                "reactor-waiters.stream.token=12345678")) {
            for (String path : new String[] {"/api/orders", "/api/functions/orders", "/api/prices", "/health"}) {
                assertThat(shop.get(path, EVIL)).satisfies(own -> {
                    assertThat(own.statusCode()).isEqualTo(200);
                    assertThat(own.body()).isEqualTo("mine");
                    assertThat(own.headers().firstValue("content-security-policy"))
                            .isEmpty();
                });
            }
            assertThat(shop.status("/api/functions")).isEqualTo(401);
            assertThat(shop.status("/api/functions", TOKEN)).isEqualTo(200);
            assertThat(shop.refusal("/ws/changes")).isEqualTo(401);
            assertThat(shop.get("/").body()).contains("Lambda functions");
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @RestController
    static class Shop {
        @GetMapping({"/api/orders", "/api/functions/{name}"})
        String orders() {
            return "mine";
        }

        @Bean
        RouterFunction<ServerResponse> prices() {
            return RouterFunctions.route()
                    .GET("/api/prices", request -> ServerResponse.ok().bodyValue("mine"))
                    .GET("/health", request -> ServerResponse.ok().bodyValue("mine"))
                    .build();
        }
    }
}
