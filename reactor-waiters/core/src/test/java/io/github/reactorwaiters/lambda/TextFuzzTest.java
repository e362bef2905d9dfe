// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.reactorwaiters.pace.LearnedPace;
import io.github.reactorwaiters.pace.PaceLimits;
import io.github.reactorwaiters.pace.PaceSnapshot;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Texts made by cutting, doubling and twisting good ones: each is read, or refused with an IllegalArgumentException that
 * holds no control character and stays short. {@code -Dfuzz=N} tries N inputs of each kind instead of 20,000.
 */
class TextFuzzTest {
    private static final int INPUTS = Integer.getInteger("fuzz", 20_000);
    private static final List<String> NAMES = List.of(
            "orders",
            "orders:live",
            "orders:$LATEST",
            "123456789012:function:orders",
            "arn:aws:lambda:eu-west-1:123456789012:function:orders:7",
            "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:o-r_d");
    private final Twists twists = new Twists(42);

    @Test
    void everyTextIsANameOrIsRefused() {
        int names = 0;
        for (int i = 0; i < INPUTS; i++) {
            String text = twists.of(NAMES);
            try {
                FunctionName name = FunctionName.of(text);
                assertThat(name.value()).isEqualTo(text);
                assertThat(name.name()).matches("[a-zA-Z0-9-_]{1,64}");
                assertThat(text).contains(name.name());
                names++;
            } catch (IllegalArgumentException refused) {
                assertIsFitForALog(refused);
            }
        }
        assertThat(names).isBetween(INPUTS / 100, INPUTS - INPUTS / 100);
    }

    @Test
    void everyTextIsAPatternOrIsRefused() {
        int patterns = 0;
        FunctionName orders = FunctionName.of("orders");
        for (int i = 0; i < INPUTS; i++) {
            String text = twists.of(List.of("or*d?rs-*"));
            try {
                Predicate<FunctionName> pattern = FunctionName.matching(text);
                assertThatCode(() -> pattern.test(orders)).doesNotThrowAnyException();
                patterns++;
            } catch (IllegalArgumentException refused) {
                assertIsFitForALog(refused);
            }
        }
        assertThat(patterns).isBetween(INPUTS / 100, INPUTS - INPUTS / 100);
    }

    @Test
    void everyTextIsAPaceOrIsRefused() {
        LearnedPace pace = new LearnedPace(PaceLimits.defaults(), PaceSnapshot.EMPTY);
        pace.ended("code/zip", 1_000_000_000, 2_000_000_000);
        List<String> good = List.of(PaceJson.write(PaceSnapshot.EMPTY), PaceJson.write(pace.snapshot(0)));
        int paces = 0;
        for (int i = 0; i < INPUTS; i++) {
            try {
                assertThat(PaceJson.read(twists.of(good))).isNotNull();
                paces++;
            } catch (IllegalArgumentException refused) {
                assertIsFitForALog(refused);
            }
        }
        assertThat(paces).isBetween(INPUTS / 100, INPUTS - INPUTS / 100);
    }

    private static void assertIsFitForALog(IllegalArgumentException refused) {
        assertThat(refused.getMessage())
                .isNotBlank()
                .hasSizeLessThan(400)
                .doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
    }
}
