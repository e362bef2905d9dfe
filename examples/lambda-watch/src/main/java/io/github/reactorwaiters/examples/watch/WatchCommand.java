// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import reactor.core.scheduler.Schedulers;

/** Streams changes. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = "Streams the changes of functions, until Ctrl-C or --for.")
final class WatchCommand implements Callable<Integer>, Failures.Verbose {
    @Mixin
    final CommonOptions options = new CommonOptions();

    @Parameters(paramLabel = "PATTERN", arity = "0..*", description = Selection.HELP)
    List<String> patterns = new ArrayList<>();

    private final Terminal terminal;
    private final StopSignal stop;

    WatchCommand(Terminal terminal, StopSignal stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() {
        Selection selection = Selection.of(patterns);
        FunctionWatcher watcher = options.watcher().strict(true).build();
        try {
            new WatchRun(terminal, options, watcher, Schedulers.parallel())
                    .show(selection.of(watcher), stop.asMono(), options.stopAfter);
        } finally {
            Closing.later(watcher);
        }
        return 0;
    }

    @Override
    public boolean isVerbose() {
        return options.verbose;
    }
}
