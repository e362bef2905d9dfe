// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.test.StepVerifier;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class DeploymentTest {
    private final SimulatedLambda simulated;
    private final WebTestClient client;

    DeploymentTest(@Autowired SimulatedLambda simulated, @LocalServerPort int port) {
        this.simulated = simulated;
        this.client = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .responseTimeout(Duration.ofSeconds(20))
                .build();
    }

    @TestConfiguration
    static class Simulation {
        @Bean(destroyMethod = "close")
        SimulatedLambda simulatedLambda() {
            return SimulatedLambda.builder()
                    .durations(Durations.fixed(Duration.ofMillis(700)))
                    .build();
        }

        @Bean
        LambdaAsyncClient lambdaAsyncClient(SimulatedLambda simulated) {
            return simulated.client();
        }
    }

    @BeforeEach
    void thereIsAFunction() {
        if (simulated.functions().names().isEmpty()) {
            simulated.functions().add("orders");
            simulated.functions().add("doomed");
        }
    }

    @Test
    void answerComesWhenTheNewCodeRuns() {
        client.put()
                .uri("/functions/orders/code")
                .contentType(MediaType.parseMediaType("application/zip"))
                .bodyValue("PK new code".getBytes(StandardCharsets.US_ASCII))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.state")
                .isEqualTo("Active")
                .jsonPath("$.name")
                .isEqualTo("orders");
    }

    @Test
    void failedUpdateIsAConflict() {
        simulated.functions().script("doomed").nextFails("InvalidImage", "no such image", Duration.ofMillis(500));
        client.put()
                .uri("/functions/doomed/code")
                .contentType(MediaType.parseMediaType("application/zip"))
                .bodyValue("PK more new code".getBytes(StandardCharsets.US_ASCII))
                .exchange()
                .expectStatus()
                .isEqualTo(409)
                .expectBody(String.class)
                .value(body -> assertThat(body).contains("no such image"));
    }

    @Test
    void whatLambdaRefusesIsPassedOn() {
        client.put()
                .uri("/functions/orders/code")
                .contentType(MediaType.parseMediaType("application/zip"))
                .bodyValue(new byte[] {'n', 'o'})
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody(String.class)
                .value(body -> assertThat(body).contains("unzip"));
    }

    @Test
    void nameThatIsNoneIsABadRequest() {
        client.get().uri("/functions/a b/changes").exchange().expectStatus().isBadRequest();
    }

    @Test
    void changesAreStreamed() {
        StepVerifier.create(client.get()
                        .uri("/functions/orders/changes")
                        .exchange()
                        .returnResult(String.class)
                        .getResponseBody()
                        .take(1))
                .assertNext(change -> assertThat(change).contains("FIRST_SEEN").contains("orders"))
                .expectComplete()
                .verify(Duration.ofSeconds(20));
    }
}
