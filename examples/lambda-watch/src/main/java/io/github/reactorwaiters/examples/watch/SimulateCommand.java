// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Serves a simulated Lambda. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Serves a simulated Lambda control plane on 127.0.0.1, for any SDK or the AWS CLI.")
final class SimulateCommand implements Callable<Integer>, Failures.Verbose {
    @Mixin
    final CommonOptions options = new CommonOptions();

    @Mixin
    final SimulatorOptions simulator = new SimulatorOptions();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            converter = NumberConverters.Port.class,
            description = "Default: 9001; 0: any free one.")
    int port = 9001;

    @Option(
            names = "--functions",
            paramLabel = "N",
            converter = NumberConverters.Functions.class,
            description = "Functions there at the start; default: 10.")
    int functions = 10;

    private final Terminal terminal;
    private final StopSignal stop;

    SimulateCommand(Terminal terminal, StopSignal stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() {
        String region = options.simulatedRegion();
        options.noteUseless(terminal, "simulate");
        Scheduler scheduler = Schedulers.newSingle("lambda-watch", true);
        try (SimulatedLambda lambda = simulator.start(region, functions, scheduler)) {
            ServedLambda server = lambda.serve(port);
            String endpoint = server.endpoint().toString();
            terminal.line(
                    options.json
                            ? ResultJson.endpoint(endpoint, region, functions)
                            : "serving " + functions + " functions of " + region + " at " + endpoint);
            Duration stopAfter = options.stopAfter;
            Mono<Void> timeUp = stopAfter == null
                    ? Mono.never()
                    : Mono.delay(stopAfter, scheduler).then();
            Mono.firstWithSignal(timeUp, stop.asMono()).block();
        } finally {
            scheduler.dispose();
        }
        return 0;
    }

    @Override
    public boolean isVerbose() {
        return options.verbose;
    }
}
