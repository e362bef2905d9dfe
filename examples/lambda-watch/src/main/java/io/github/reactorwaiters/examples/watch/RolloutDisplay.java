// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.rollout.RolloutEvent;
import io.github.reactorwaiters.rollout.RolloutPlan;

/** Shows a rollout as it goes. Not thread-safe. */
interface RolloutDisplay {
    void show(RolloutEvent event);

    void end();

    static RolloutDisplay of(Terminal terminal, boolean json, RolloutPlan plan) {
        return terminal.interactive() && !json ? new RolloutTable(terminal, plan) : lines(terminal, json);
    }

    /** One line an event; for people, those that matter. */
    private static RolloutDisplay lines(Terminal terminal, boolean json) {
        return new RolloutDisplay() {
            @Override
            public void show(RolloutEvent event) {
                if (json) {
                    terminal.line(RolloutJson.line(event));
                } else if (event instanceof RolloutEvent.FunctionEnded ended) {
                    terminal.line(RolloutText.result(ended.result()));
                } else if (event instanceof RolloutEvent.WaveStarted started) {
                    terminal.line("wave " + started.wave().number() + " of " + started.waves() + ": "
                            + started.wave().targets().size() + " functions");
                } else if (event instanceof RolloutEvent.Halted halted) {
                    terminal.line("halted: " + halted.halt().message());
                }
            }

            @Override
            public void end() {
                // Every line is out.
            }
        };
    }
}
