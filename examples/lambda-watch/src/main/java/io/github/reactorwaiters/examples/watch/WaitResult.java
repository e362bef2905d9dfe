// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the wait for one function ended.
 *
 * @param elapsed since the wait began
 * @param message what is wrong, null if nothing is
 * @param last how the function was seen last, null if it was not
 */
record WaitResult(
        FunctionName function,
        WaitGoal goal,
        Outcome outcome,
        Duration elapsed,
        @Nullable String message,
        @Nullable FunctionSnapshot last) {

    /** How a wait ends. */
    enum Outcome {
        DONE(0),
        TIMED_OUT(Failures.TIMED_OUT),
        FAILED(Failures.FAILED);

        private final int exitCode;

        Outcome(int exitCode) {
            this.exitCode = exitCode;
        }

        int exitCode() {
            return exitCode;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** As a line for people. */
    String text() {
        String seconds = String.format(Locale.ROOT, "%.1fs", elapsed.toMillis() / 1000.0);
        return message == null
                ? function + "  " + goal + "  " + seconds + (last == null ? "" : "  " + ChangeText.state(last))
                : function + "  not " + goal + "  " + seconds + "  " + message;
    }
}
