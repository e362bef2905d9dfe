// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Activity;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Watches a simulated fleet. One scheduler drives the fleet, its deployments and the watcher. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Watches a simulated fleet that is being deployed to, over real HTTP. Needs no AWS account.")
final class DemoCommand implements Callable<Integer>, Failures.Verbose {
    /** About what AWS's quotas let anybody deploy. */
    private static final double MOST_EVENTS_PER_SECOND = 20;

    @Mixin
    final CommonOptions options = new CommonOptions();

    @Mixin
    final SimulatorOptions simulator = new SimulatorOptions();

    @Option(
            names = "--functions",
            paramLabel = "N",
            converter = NumberConverters.Functions.class,
            description = "Functions at the start; default: 2000.")
    int functions = 2_000;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            converter = NumberConverters.Port.class,
            description = "Of the dashboard; default: 8080; 0: any free one.")
    int port = 8080;

    private final Terminal terminal;
    private final StopSignal stop;

    DemoCommand(Terminal terminal, StopSignal stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() {
        String region = options.simulatedRegion();
        options.noteUseless(terminal, "demo");
        Scheduler scheduler = Schedulers.newSingle("lambda-watch", true);
        SimulatedLambda lambda = simulator.start(region, functions, scheduler);
        ServedLambda server = lambda.serve(0);
        FunctionWatcher watcher = FunctionWatcher.builder()
                .client(client -> client.region(Region.of(region))
                        .endpointOverride(server.endpoint())
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("simulated", "simulated"))))
                .scheduler(scheduler)
                .build();
        Disposable deployments = Activity.in(lambda.functions(), scheduler, simulator.seed)
                .deploy(Math.min(MOST_EVENTS_PER_SECOND, Math.max(2, functions / 50.0)));
        try (Dashboard dashboard = Dashboard.serve(watcher, watcher.watchAll(), scheduler, port, null)) {
            terminal.note("dashboard at " + dashboard.url());
            new WatchRun(terminal, options, watcher, scheduler)
                    .show(watcher.watchAll(), stop.asMono(), options.stopAfter);
        } finally {
            deployments.dispose();
            Closing.later(watcher);
            lambda.close();
        }
        return 0;
    }

    @Override
    public boolean isVerbose() {
        return options.verbose;
    }
}
