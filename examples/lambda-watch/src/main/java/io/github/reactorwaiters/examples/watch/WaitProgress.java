// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import java.util.Locale;

/** Shows how waits end, and on a terminal how many are left. Not thread-safe. */
final class WaitProgress {
    private static final int BAR = 30;

    private final Terminal terminal;
    private final boolean json;
    private final WaitGoal goal;
    private final int all;
    private int ended;

    WaitProgress(Terminal terminal, boolean json, WaitGoal goal, int all) {
        this.terminal = terminal;
        this.json = json;
        this.goal = goal;
        this.all = all;
        bar();
    }

    void show(WaitResult result) {
        ended++;
        clear();
        terminal.line(json ? ResultJson.line(result) : result.text());
        bar();
    }

    void end() {
        clear();
    }

    private void bar() {
        if (terminal.interactive()) {
            int full = BAR * ended / all;
            terminal.err()
                    .print(String.format(
                            Locale.ROOT,
                            "[%s%s] %d of %d %s",
                            "#".repeat(full),
                            ".".repeat(BAR - full),
                            ended,
                            all,
                            goal));
            terminal.err().flush();
        }
    }

    private void clear() {
        if (terminal.interactive()) {
            terminal.err().print("\r\u001b[K");
            terminal.err().flush();
        }
    }
}
