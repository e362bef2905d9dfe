// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.rollout.FunctionChange;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.Environment;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;

/** Secrets where the library meets them, each of which can be told by its text. */
final class Planted {
    static final AwsSessionCredentials CREDENTIALS =
            AwsSessionCredentials.create("AKIDPLANTED", "planted-secret-key", "planted-session-token");
    static final String PASSWORD = "planted-password";
    static final String REDIS_PASSWORD = "planted-redis-password";
    static final String TOKEN = "planted-dashboard-token";

    /** A rollout's change that brings the password. */
    static final FunctionChange CHANGE = RolloutFleet.NEW.withConfiguration(members -> members.environment(
            Environment.builder().variables(Map.of("PASSWORD", PASSWORD)).build()));

    /** What the presigned URL of a function's code ends with, by the testkit. */
    private static final String SIGNATURE = "X-Amz-Signature=";

    private Planted() {}

    /** A client that signs with the credentials. */
    static LambdaAsyncClient client(SimulatedLambda lambda) {
        return lambda.client(client -> client.credentialsProvider(StaticCredentialsProvider.create(CREDENTIALS)));
    }

    /** Updates {@code function} so that it holds the password, and looks whether the answers are as full as AWS's. */
    static void into(SimulatedLambda lambda, String function) {
        try (LambdaAsyncClient client = client(lambda)) {
            client.updateFunctionConfiguration(update -> update.functionName(function)
                            .environment(environment -> environment.variables(Map.of("PASSWORD", PASSWORD))))
                    .join();
            GetFunctionResponse answer =
                    client.getFunction(get -> get.functionName(function)).join();
            assertThat(answer.configuration().environment().variables()).containsValue(PASSWORD);
            assertThat(answer.code().location()).contains(SIGNATURE);
        }
    }

    /** Nothing of it is in {@code text}, in which {@code there} shows that something was told. */
    static void isAbsentFrom(String text, String... there) {
        assertThat(text).contains(there);
        assertThat(text)
                .doesNotContain(CREDENTIALS.accessKeyId(), CREDENTIALS.secretAccessKey(), CREDENTIALS.sessionToken())
                .doesNotContain(PASSWORD, REDIS_PASSWORD, TOKEN, SIGNATURE)
                .doesNotContainIgnoringCase("planted");
    }
}
