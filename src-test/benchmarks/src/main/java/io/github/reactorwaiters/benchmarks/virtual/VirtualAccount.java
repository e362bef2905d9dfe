// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.virtual;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.model.SimulatedFunctions;
import io.github.reactorwaiters.testkit.wire.Quotas;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/**
 * A simulated account on a virtual clock of its own, with AWS's quotas, durations and travelling calls, reached by a real
 * SDK client in memory. Everything happens on the thread that lets time pass.
 */
public final class VirtualAccount implements AutoCloseable {
    private static final Duration A_DATE_OF_OUR_DAYS = Duration.ofDays(20_000);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SimulatedLambda lambda;

    /** An empty account whose GetFunction calls travel 80 ms and whose ListFunctions calls travel 250 ms. */
    public VirtualAccount(long seed) {
        this(seed, Quotas.aws(), Duration.ofMillis(80), Duration.ofMillis(250));
    }

    /** An empty account; both durations are for there and back. */
    public VirtualAccount(long seed, Quotas quotas, Duration poll, Duration page) {
        time.advanceTimeBy(A_DATE_OF_OUR_DAYS);
        lambda = SimulatedLambda.builder()
                .scheduler(time)
                .seed(seed)
                .quotas(quotas)
                .durations(Durations.aws())
                .roundTrip("GetFunction", poll)
                .roundTrip("ListFunctions", page)
                .build();
    }

    /** The functions. */
    public SimulatedFunctions functions() {
        return lambda.functions();
    }

    /** The simulator itself. */
    public SimulatedLambda lambda() {
        return lambda;
    }

    /** A client without retries. */
    public LambdaAsyncClient client() {
        return lambda.client();
    }

    /** The clock. */
    public VirtualTimeScheduler time() {
        return time;
    }

    /** A budget of so many GetFunction calls a second, and of the same share of the other quota, on this clock. */
    public ApiBudget budget(double pollsPerSecond) {
        return budget(pollsPerSecond, time);
    }

    /** The same on another clock. */
    public static ApiBudget budget(double pollsPerSecond, Scheduler clock) {
        double share = pollsPerSecond / ApiBudget.GET_FUNCTION_QUOTA;
        return ApiBudget.of(ApiBudget.GET_FUNCTION_QUOTA, ApiBudget.CONTROL_PLANE_QUOTA, share, () -> clock);
    }

    /**
     * A clock that shows the same time and has no timers: on this one are those of all updates under way, which whoever sets a
     * timer would pay for. To be disposed of.
     */
    public VirtualTimeScheduler anotherClock() {
        VirtualTimeScheduler another = VirtualTimeScheduler.create();
        another.advanceTimeBy(Duration.ofNanos(time.now(TimeUnit.NANOSECONDS)));
        return another;
    }

    /** Lets time pass. */
    public void pass(Duration duration) {
        time.advanceTimeBy(duration);
    }

    /** Now, in milliseconds, with their fractions. */
    public double millis() {
        return time.now(TimeUnit.NANOSECONDS) / 1e6;
    }

    @Override
    public void close() {
        lambda.close();
        time.dispose();
    }
}
