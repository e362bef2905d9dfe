// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Activity;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.model.LifecycleScript;
import io.github.reactorwaiters.testkit.model.SimulatedFunctions;
import io.github.reactorwaiters.testkit.model.Surroundings;
import io.github.reactorwaiters.testkit.model.Transition;
import io.github.reactorwaiters.testkit.wire.ApiRequest;
import io.github.reactorwaiters.testkit.wire.Backend;
import io.github.reactorwaiters.testkit.wire.Call;
import io.github.reactorwaiters.testkit.wire.CallLog;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.github.reactorwaiters.testkit.wire.Faults;
import io.github.reactorwaiters.testkit.wire.Latency;
import io.github.reactorwaiters.testkit.wire.Quotas;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** As {@link NullArgumentsTest}, of the simulator. */
class TestkitNullArgumentsTest {
    private final VirtualFleet fleet = new VirtualFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void testkitRefusesNullInWords() throws ReflectiveOperationException {
        SimulatedFunctions functions = fleet.functions();
        ApiRequest request = new ApiRequest("GET", "/", Map.of(), Map.of(), new byte[0]);
        NullSamples.probe(fleet)
                .sample(SimulatedFunctions.class, functions)
                .sample(Backend.class, functions)
                .sample(Durations.class, Durations.fast())
                .sample(Durations.Kind.class, Durations.Kind.IMAGE)
                .sample(Transition.Kind.class, Transition.Kind.CREATED)
                .sample(Call.Outcome.class, Call.Outcome.PENDING)
                .sample(ApiRequest.class, request)
                .sample(CallLog.class, fleet.lambda.calls())
                .sample(Faults.class, fleet.lambda.faults())
                .sample(Quotas.class, Quotas.aws())
                .sample(Latency.class, Latency.none())
                .receiver(SimulatedLambda.class, () -> fleet.lambda)
                .receiver(SimulatedLambda.Builder.class, SimulatedLambda::builder)
                .receiver(SimulatedFunctions.class, () -> functions)
                .receiver(Activity.class, () -> Activity.in(functions, fleet.time, 1))
                .receiver(Durations.class, Durations::fast)
                .receiver(LifecycleScript.class, () -> functions.script("orders"))
                .receiver(Surroundings.class, functions::surroundings)
                .receiver(ApiRequest.class, () -> request)
                .receiver(CallLog.class, fleet.lambda::calls)
                .receiver(Fault.class, Fault::throttle)
                .receiver(Faults.class, fleet.lambda::faults)
                .receiver(Quotas.class, Quotas::aws)
                .refusesNull(NullProbe.publicTypes("io.github.reactorwaiters.testkit.."), 80);
    }
}
