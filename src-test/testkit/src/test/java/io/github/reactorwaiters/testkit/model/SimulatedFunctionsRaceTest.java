// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.test.util.RaceTestUtils;

class SimulatedFunctionsRaceTest {
    private final SimulatedFunctions functions = new SimulatedFunctions(
            VirtualTimeScheduler.create(), "123456789012", "eu-west-1", 1, Durations.fixed(ofSeconds(5)));
    private final Api api = new Api(functions);

    @RepeatedTest(200)
    void exactlyOneOfTwoRacingUpdatesIsAccepted() {
        functions.add("fn");
        AtomicInteger accepted = new AtomicInteger();
        Runnable update = () -> {
            if (api.put(Api.function("fn") + "/code", Replay.body(request -> request.put("ZipFile", Api.ZIP)))
                            .status()
                    == 200) {
                accepted.incrementAndGet();
            }
        };
        RaceTestUtils.race(update, update);
        assertThat(accepted).hasValue(1);
    }

    @RepeatedTest(200)
    void listingWhileFunctionsComeAndGoNeverFails() {
        functions.add(60);
        RaceTestUtils.race(
                () -> {
                    for (int i = 0; i < 20; i++) {
                        functions.add("function-00030-" + i);
                        functions.delete("function-00030-" + i);
                    }
                },
                () -> {
                    for (int i = 0; i < 20; i++) {
                        assertThat(api.get(Api.FUNCTIONS)
                                        .body()
                                        .path("Functions")
                                        .size())
                                .isEqualTo(50);
                    }
                });
    }
}
