// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.reactorwaiters.testkit.wire.Call.Outcome;
import io.github.reactorwaiters.testkit.wire.Reach.Front;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Faults that cut an answer off or make it unreadable: what the real SDK makes of them, by either front. */
class BrokenAnswersContractTest {
    static Stream<Arguments> broken() {
        List<Arguments> rows = List.of(
                arguments(Fault.reset(), IOException.class, 0),
                arguments(Fault.close(), IOException.class, 0),
                arguments(Fault.half(), IOException.class, 200),
                arguments(Fault.malformed(), UncheckedIOException.class, 200),
                arguments(Fault.html(200), UncheckedIOException.class, 200),
                arguments(Fault.mistyped(), NumberFormatException.class, 200));
        return Stream.of(Front.values())
                .flatMap(front ->
                        rows.stream().map(Arguments::get).map(row -> arguments(front, row[0], row[1], row[2])));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void brokenAnswerIsAClientExceptionWithItsCause(
            Front front, Fault fault, Class<? extends Throwable> cause, int status) {
        try (Reach reach = Reach.by(front)) {
            assertThat(reach.failureUnder(fault))
                    .isExactlyInstanceOf(SdkClientException.class)
                    .hasCauseInstanceOf(cause);
            assertThat(reach.lastCall().outcome()).isEqualTo(Outcome.FAULTED);
            assertThat(reach.lastCall().status()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @EnumSource
    void mistypedAnswerWithoutNumbersFailsToo(Front front) {
        try (Reach reach = Reach.by(front)) {
            Reach.valueOf(
                    reach.client.tagResource(r -> r.resource("arn:aws:lambda:eu-west-1:123456789012:function:orders")
                            .tags(java.util.Map.of("a", "b"))));
            reach.lambda.faults().add(Fault.mistyped());
            assertThat(Reach.failureOf(reach.client.listTags(
                            r -> r.resource("arn:aws:lambda:eu-west-1:123456789012:function:orders"))))
                    .isInstanceOf(SdkClientException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void emptyBodyIsASilentSuccess(Front front) {
        try (Reach reach = Reach.by(front)) {
            reach.lambda.faults().add(Fault.empty());
            assertThat(Reach.valueOf(reach.getFunction()).configuration()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void callAfterABrokenOneSucceeds(Front front) {
        try (Reach reach = Reach.by(front)) {
            for (Fault fault : List.of(Fault.reset(), Fault.close(), Fault.half())) {
                reach.lambda.faults().add(fault.times(1));
                Reach.failureOf(reach.getFunction());
                assertThat(Reach.valueOf(reach.getFunction()).configuration().stateAsString())
                        .isEqualTo("Active");
            }
        }
    }
}
