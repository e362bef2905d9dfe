// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.system.NumberProbe.NOT_ABOVE_0;
import static io.github.reactorwaiters.system.NumberProbe.NOT_COUNTABLE;
import static io.github.reactorwaiters.system.NumberProbe.NO_PAUSE;
import static io.github.reactorwaiters.system.NumberProbe.NO_SHARE;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Activity;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.model.SimulatedFunctions;
import io.github.reactorwaiters.testkit.wire.ApiResponse;
import io.github.reactorwaiters.testkit.wire.Call;
import io.github.reactorwaiters.testkit.wire.CallLog;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.github.reactorwaiters.testkit.wire.Latency;
import io.github.reactorwaiters.testkit.wire.Quotas;
import io.github.reactorwaiters.testkit.wire.Reception;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** As {@link BadNumbersTest}, of the simulator. */
class TestkitBadNumbersTest {
    private static final String TESTKIT = "io.github.reactorwaiters.testkit";
    private static final List<Double> NO_BURST =
            List.of(0.0, -1.0, 0.99, Double.NaN, Double.NEGATIVE_INFINITY, -Double.MIN_VALUE);
    private static final List<Double> OUTSIDE_0_TO_1 =
            List.of(-1.0, 1.0000001, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    private static final List<Integer> NO_PORT = List.of(-1, 65_536, Integer.MIN_VALUE, Integer.MAX_VALUE);
    private static final List<Integer> NO_LOOPS = List.of(0, -1, 257, Integer.MIN_VALUE, Integer.MAX_VALUE);

    private final VirtualFleet fleet = new VirtualFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void simulatorRefusesThem() {
        new NumberProbe(TESTKIT)
                .refuses("SimulatedLambda.serve port", fleet.lambda::serve, NO_PORT)
                .<Duration>refuses(
                        "SimulatedLambda.Builder.latency/1 fixed",
                        fixed -> SimulatedLambda.builder().latency(fixed).build(),
                        NO_PAUSE)
                .<Duration>refuses(
                        "SimulatedLambda.Builder.latency/2 fixed",
                        fixed -> SimulatedLambda.builder()
                                .latency(fixed, Duration.ZERO)
                                .build(),
                        NO_PAUSE)
                .<Duration>refuses(
                        "SimulatedLambda.Builder.latency/2 jitter",
                        jitter -> SimulatedLambda.builder()
                                .latency(Duration.ZERO, jitter)
                                .build(),
                        NO_PAUSE)
                .<Duration>refuses(
                        "SimulatedLambda.Builder.roundTrip thereAndBack",
                        "roundTrip",
                        time -> SimulatedLambda.builder()
                                .roundTrip("GetFunction", time)
                                .build(),
                        NO_PAUSE)
                .<Integer>refuses(
                        "SimulatedLambda.Builder.eventLoops eventLoops",
                        loops -> SimulatedLambda.builder().eventLoops(loops).build(),
                        NO_LOOPS)
                .takesAny("a seed is any number", "SimulatedLambda.Builder.seed seed")
                .assertAll(25);
    }

    @Test
    void modelRefusesThem() {
        SimulatedFunctions functions = fleet.functions();
        Activity activity = Activity.in(functions, fleet.time, 1);
        Durations durations = Durations.fast();
        Durations.Kind kind = Durations.Kind.IMAGE;
        Duration second = Duration.ofSeconds(1);
        new NumberProbe(TESTKIT + ".model")
                .refuses("SimulatedFunctions.add count", functions::add, List.of(-1, 1_000_001, Integer.MAX_VALUE))
                .refuses("LifecycleScript.next duration", functions.script("a")::next, NO_PAUSE)
                .<Duration>refuses(
                        "LifecycleScript.nextFails duration",
                        duration -> functions.script("a").nextFails("code", "reason", duration),
                        NO_PAUSE)
                .refuses("Activity.failing share", activity::failing, OUTSIDE_0_TO_1)
                .refuses("Activity.churning share", activity::churning, OUTSIDE_0_TO_1)
                .refuses("Activity.idling share", activity::idling, OUTSIDE_0_TO_1)
                .refuses("Activity.deploy eventsPerSecond", activity::deploy, NOT_ABOVE_0)
                .refuses(
                        "Activity.deploy eventsPerSecond",
                        activity::deploy,
                        List.of(1e7, Double.MAX_VALUE, Double.POSITIVE_INFINITY))
                .refuses("Durations.fixed duration", Durations::fixed, NO_PAUSE)
                .<Duration>refuses(
                        "Durations.withLogNormal median",
                        median -> durations.withLogNormal(kind, median, 0.5),
                        NO_PAUSE)
                .<Double>refuses(
                        "Durations.withLogNormal sigma",
                        sigma -> durations.withLogNormal(kind, second, sigma),
                        List.of(-1.0, 10.1, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY))
                .<Duration>refuses(
                        "Durations.withUniform shortest",
                        shortest -> durations.withUniform(kind, shortest, second),
                        NO_PAUSE)
                .<Duration>refuses(
                        "Durations.withUniform longest",
                        longest -> durations.withUniform(kind, second, longest),
                        NOT_COUNTABLE)
                .takesAny("a seed is any number", "Activity.in seed", "SimulatedFunctions seed")
                .assertAll(60);
    }

    @Test
    void faultsRefuseThem() {
        Fault hang = Fault.hang();
        NumberProbe probe = new NumberProbe(TESTKIT + ".wire")
                .refuses("Fault.throttle retryAfter", Fault::throttle, NO_PAUSE)
                .refuses("Fault.latency extra", Fault::latency, NO_PAUSE)
                .refuses("Fault.error status", Fault::error, List.of(-1, 0, 499, 600, Integer.MAX_VALUE))
                .refuses("Fault.html status", Fault::html, List.of(-1, 0, 201, 399, 600, Integer.MAX_VALUE))
                .refuses("Fault.probability share", "probability", hang::probability, NO_SHARE)
                .refuses("Fault.times count", "times", hang::times, List.of(0, -1, Integer.MIN_VALUE))
                .refuses("Fault.from delay", "from", hang::from, NO_PAUSE)
                .refuses("Fault.lasting duration", "lasting", hang::lasting, NOT_COUNTABLE)
                .refuses("CallLog capacity", CallLog::new, List.of(0, -1, Integer.MIN_VALUE))
                .<Duration>refuses("Latency.of/3 fixed", fixed -> Latency.of(fixed, Duration.ZERO, 1), NO_PAUSE)
                .<Duration>refuses("Latency.of/3 jitter", jitter -> Latency.of(Duration.ZERO, jitter, 1), NO_PAUSE)
                .<Duration>refuses(
                        "Latency.of/4 fixed", fixed -> Latency.of(fixed, Duration.ZERO, 1, Map.of()), NO_PAUSE)
                .<Duration>refuses(
                        "Latency.of/4 jitter", jitter -> Latency.of(Duration.ZERO, jitter, 1, Map.of()), NO_PAUSE)
                .<Integer>refuses("Reception.serve port", port -> reception().serve(port, 1), NO_PORT)
                .<Integer>refuses(
                        "Reception.serve eventLoops", loops -> reception().serve(0, loops), NO_LOOPS)
                .takesAny("a seed is any number", "Faults seed", "Latency.of/3 seed", "Latency.of/4 seed")
                .notInput(ApiResponse.class, Call.class);
        quotas(probe).assertAll(120);
    }

    private static NumberProbe quotas(NumberProbe probe) {
        return probe.<Double>refuses(
                        "Quotas getFunctionPerSecond", rate -> new Quotas(rate, 15, 1, 1, null), NOT_ABOVE_0)
                .<Double>refuses("Quotas controlPlanePerSecond", rate -> new Quotas(100, rate, 1, 1, null), NOT_ABOVE_0)
                .<Double>refuses("Quotas getFunctionBurst", burst -> new Quotas(100, 15, burst, 1, null), NO_BURST)
                .<Double>refuses("Quotas controlPlaneBurst", burst -> new Quotas(100, 15, 1, burst, null), NO_BURST)
                .<Duration>refuses("Quotas retryAfter", pause -> new Quotas(100, 15, 1, 1, pause), NO_PAUSE)
                .<Double>refuses("Quotas.of getFunction", rate -> Quotas.of(rate, 15), NOT_ABOVE_0)
                .<Double>refuses("Quotas.of controlPlane", rate -> Quotas.of(100, rate), NOT_ABOVE_0)
                .<Double>refuses(
                        "Quotas.withBurst getFunction", burst -> Quotas.aws().withBurst(burst, 1), NO_BURST)
                .<Double>refuses(
                        "Quotas.withBurst controlPlane", burst -> Quotas.aws().withBurst(1, burst), NO_BURST)
                .refuses("Quotas.withRetryAfter pause", "retryAfter", Quotas.aws()::withRetryAfter, NO_PAUSE);
    }

    private Reception reception() {
        return new Reception(
                fleet.functions(),
                fleet.time,
                fleet.lambda.calls(),
                fleet.lambda.faults(),
                Quotas.aws(),
                Latency.none());
    }
}
