// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.testkit.model.SimulatedFunctions;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/** Somebody who keeps deploying to a simulated fleet: mostly code, some of it failing, and some functions come and go. */
final class Deployments {
    /** The busiest that watching by AWS's quotas can follow step by step. */
    private static final double MOST_PER_SECOND = 20;

    private final SimulatedFunctions functions;
    private final SplittableRandom random;
    private final List<String> names;
    private final Duration pause;
    private int created;

    Deployments(SimulatedFunctions functions, long seed, int size) {
        this.functions = functions;
        this.random = new SplittableRandom(seed);
        this.names = functions.names();
        double perSecond = Math.min(MOST_PER_SECOND, Math.max(2, size / 50.0));
        this.pause = Duration.ofNanos((long) (1e9 / perSecond));
    }

    Disposable keepDeploying(Scheduler scheduler) {
        return Flux.interval(pause, scheduler).onBackpressureDrop().subscribe(tick -> deploy());
    }

    private void deploy() {
        try {
            int draw = random.nextInt(100);
            if (draw < 3 || names.isEmpty()) {
                functions.create(String.format("service-%04d", ++created));
            } else if (draw < 5 && created > 3) {
                functions.delete(String.format("service-%04d", 1 + random.nextInt(created)));
            } else {
                update(names.get(random.nextInt(names.size())), draw);
            }
        } catch (IllegalStateException | NoSuchElementException busy) {
            // Under way already, or gone: the next one, then.
        }
    }

    private void update(String name, int draw) {
        if (draw < 8) {
            functions
                    .script(name)
                    .nextFails("InvalidImage", "The image's manifest is not supported.", Duration.ofSeconds(2));
        }
        if (draw < 20) {
            functions.startConfigurationUpdate(name);
        } else {
            functions.startUpdate(name);
        }
    }
}
