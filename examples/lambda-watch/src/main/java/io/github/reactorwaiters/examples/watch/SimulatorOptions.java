// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.Quoted;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.github.reactorwaiters.testkit.wire.Faults;
import io.github.reactorwaiters.testkit.wire.Quotas;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import reactor.core.scheduler.Scheduler;

/** How a simulated control plane behaves. */
final class SimulatorOptions {
    @Option(
            names = "--seed",
            paramLabel = "N",
            converter = NumberConverters.Seed.class,
            description = "Decides all that is drawn; default: 1.")
    long seed = 1;

    @Option(
            names = "--get-rps",
            paramLabel = "N",
            converter = NumberConverters.Rate.class,
            description = "Quota of GetFunction, calls/s; default: 100.")
    double getRps = 100;

    @Option(
            names = "--control-rps",
            paramLabel = "N",
            converter = NumberConverters.Rate.class,
            description = "Quota of the other calls, calls/s; default: 15.")
    double controlRps = 15;

    @Option(
            names = "--durations",
            paramLabel = "aws|fast|D",
            converter = DurationsConverter.class,
            description = "How long lifecycle steps take: as AWS takes (default), fast, or always D, such as 2s.")
    Durations durations = Durations.aws();

    @Option(
            names = "--faults",
            paramLabel = "SPEC",
            converter = FaultsConverter.class,
            description = "Trouble, such as throttle@GetFunction:0.1,error503html:5x,latency=200ms:0.5.")
    List<List<Fault>> faults = List.of();

    /** The control plane, with settled functions. */
    SimulatedLambda start(String region, int functions, Scheduler scheduler) {
        SimulatedLambda lambda = SimulatedLambda.builder()
                .scheduler(scheduler)
                .seed(seed)
                .region(region)
                .quotas(Quotas.of(getRps, controlRps))
                .durations(durations)
                .build();
        lambda.functions().add(functions);
        faults.forEach(lambda.faults()::add);
        return lambda;
    }

    /** Reads {@code aws}, {@code fast} or a duration. */
    static final class DurationsConverter implements picocli.CommandLine.ITypeConverter<Durations> {
        @Override
        public Durations convert(String text) {
            return switch (text) {
                case "aws" -> Durations.aws();
                case "fast" -> Durations.fast();
                default -> fixed(text);
            };
        }

        private static Durations fixed(String text) {
            try {
                Duration each = new DurationConverter().convert(text);
                return Durations.fixed(each);
            } catch (TypeConversionException neither) {
                throw new TypeConversionException(Quoted.of(text) + " is none of aws, fast, or a duration such as 2s");
            }
        }
    }

    /** Reads the testkit's fault scripts. */
    static final class FaultsConverter implements picocli.CommandLine.ITypeConverter<List<Fault>> {
        @Override
        public List<Fault> convert(String text) {
            try {
                return Faults.parse(text);
            } catch (IllegalArgumentException unreadable) {
                throw new TypeConversionException(Failures.message(unreadable));
            }
        }
    }
}
