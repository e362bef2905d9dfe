// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;
import org.reactivestreams.tck.PublisherVerification;
import org.testng.SkipException;
import org.testng.annotations.Test;
import reactor.core.Disposable;

/**
 * The rules of Reactive Streams, checked by its TCK 1.0.4 on every kind of public publisher. The TCK is written for
 * TestNG: each of its rules is a dynamic test here, to run and count with all others. What the TCK skips (rules that cannot
 * be verified, and those about completion of a stream that has none) counts as skipped.
 */
class ReactiveStreamsTckTest {
    /** As many as {@link PublisherVerification} has; another count means that rules were not found. */
    private static final int RULES = 38;

    @TestFactory
    Stream<DynamicContainer> eachPublisherKeepsTheRules() {
        return Stream.of(
                rules("watch of one", WatchOneVerification::new),
                rules("watch of many", WatchManyVerification::new),
                rules("watch of all", WatchAllVerification::new),
                rules("await", AwaitVerification::new),
                rules("rollout", RolloutVerification::new),
                rules("client of a hub", HubClientVerification::new));
    }

    private static <V extends PublisherVerification<?> & Disposable> DynamicContainer rules(
            String publisher, Supplier<V> verification) {
        List<Method> rules = Arrays.stream(PublisherVerification.class.getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .sorted(Comparator.comparing(Method::getName))
                .toList();
        assertThat(rules).hasSize(RULES);
        return DynamicContainer.dynamicContainer(
                publisher,
                rules.stream()
                        .map(rule -> DynamicTest.dynamicTest(rule.getName(), () -> verify(verification.get(), rule))));
    }

    private static <V extends PublisherVerification<?> & Disposable> void verify(V verification, Method rule)
            throws Throwable {
        try {
            verification.setUp();
            rule.invoke(verification);
        } catch (InvocationTargetException outcome) {
            if (outcome.getCause() instanceof SkipException skipped) {
                throw new TestAbortedException(skipped.getMessage(), skipped);
            }
            throw outcome.getCause();
        } finally {
            verification.dispose();
        }
    }
}
