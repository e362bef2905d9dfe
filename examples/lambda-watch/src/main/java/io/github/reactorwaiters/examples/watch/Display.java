// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.WatcherHealth;
import io.github.reactorwaiters.web.ChangeJson;
import java.util.function.Function;

/** Shows changes. Confined to one thread at a time. */
interface Display {
    /** Shows a change. */
    void show(FunctionStateChange change);

    /** Shows how things stand; called a few times a second. */
    default void refresh(WatcherHealth health) {}

    /** Leaves the terminal as it was. */
    default void end() {}

    /** One line a change, written at once. */
    static Display lines(Terminal terminal, boolean json) {
        Function<FunctionStateChange, String> form = json ? ChangeJson::of : ChangeText::line;
        return change -> terminal.line(form.apply(change));
    }
}
