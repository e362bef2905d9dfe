// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionNameTest {
    @ParameterizedTest
    @CsvSource({
        "orders, orders,,,",
        "orders:live, orders, live,,",
        "orders:$LATEST, orders, $LATEST,,",
        "orders:7, orders, 7,,",
        "123456789012:function:orders, orders,, 123456789012,",
        "123456789012:function:orders:live, orders, live, 123456789012,",
        "arn:aws:lambda:eu-west-1:123456789012:function:orders, orders,, 123456789012, eu-west-1",
        "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:o_r-d:$LATEST.PUBLISHED, o_r-d, $LATEST.PUBLISHED,"
                + " 123456789012, us-gov-west-1",
        "arn:aws-cn:lambda:cn-north-1:123456789012:function:orders:a, orders, a, 123456789012, cn-north-1",
    })
    void readsEveryForm(
            String text, String name, @Nullable String qualifier, @Nullable String account, @Nullable String region) {
        FunctionName function = FunctionName.of(text);
        assertThat(function.name()).isEqualTo(name);
        assertThat(function.qualifier()).isEqualTo(qualifier);
        assertThat(function.account()).isEqualTo(account);
        assertThat(function.region()).isEqualTo(region);
        assertThat(function).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "or ders",
                "orders:",
                ":live",
                "orders:a:b",
                "órders",
                "orders\n",
                "orders/../x",
                "a.b",
                "arn:aws:s3:eu-west-1:123456789012:function:orders",
                "arn:aws:lambda:eu-west-1:12345:function:orders",
                "12345:function:orders",
                "orders:$latest",
                "${jndi:ldap://x}",
                "<script>"
            })
    void rejectsWhatIsNoName(String text) {
        assertThatThrownBy(() -> FunctionName.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("function name must be")
                .hasMessageNotContainingAny("\n");
    }

    @Test
    void rejectsOverlongNames() {
        assertThatThrownBy(() -> FunctionName.of("a".repeat(65))).isInstanceOf(IllegalArgumentException.class);
        assertThat(FunctionName.of("a".repeat(64)).name()).hasSize(64);
        assertThatThrownBy(() -> FunctionName.of("a".repeat(60) + ":" + "b".repeat(80)))
                .hasMessageContaining("at most 140")
                .hasMessageContaining("141");
        assertThatThrownBy(() -> FunctionName.of("x".repeat(1_000_000)))
                .satisfies(error -> assertThat(error.toString().length()).isLessThan(300));
    }

    @ParameterizedTest
    @CsvSource({
        "orders, orders, true",
        "orders, orders2, false",
        "or*, orders, true",
        "*, x, true",
        "o?ders, orders, true",
        "*-live-*, a-live-b, true",
        "*-live-*, alive, false",
        "*a*b*, xaybz, true",
        "a-b, aXb, false",
        "*aab, aaaab, true",
        "a*?b*, ab, false",
        "a**, a, true",
    })
    void globMatchesPlainNames(String glob, String name, boolean matches) {
        assertThat(FunctionName.matching(glob).test(FunctionName.of(name))).isEqualTo(matches);
    }

    @Test
    void globOfManyStarsIsDecidedAtOnce() {
        FunctionName name = FunctionName.of("a".repeat(63) + "b");

        boolean matches =
                assertTimeoutPreemptively(Duration.ofSeconds(5), () -> FunctionName.matching("*a".repeat(40) + "c")
                        .test(name));

        assertThat(matches).isFalse();
    }

    @Test
    void globRejectsOtherCharacters() {
        assertThatThrownBy(() -> FunctionName.matching("a.b"))
                .hasMessageContaining("pattern")
                .hasMessageContaining("a.b");
        assertThatThrownBy(() -> FunctionName.matching("")).hasMessageContaining("pattern");
    }

    @Test
    void qualifierIsReplaced() {
        assertThat(FunctionName.of("orders").withQualifier("7")).hasToString("orders:7");
        assertThat(FunctionName.of("orders:live").withQualifier("7")).hasToString("orders:7");
    }
}
