// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.wire.Faults;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Watchers over real sockets whose connections break all the time: how many descriptors and threads remain. */
final class SocketLeak {
    private static final String TROUBLE = "reset:0.05,close:0.05,half:0.05,hang:0.01,error503html:0.05";
    private static final Duration ROUND = Duration.ofSeconds(5);

    /** Counted with the server up: before the first watcher, while the last one works, and after it was closed. */
    record Found(long before, long during, long after, int threadsBefore, int threadsDuring, int threadsAfter) {}

    private SocketLeak() {}

    /** Opens and closes one watcher after another for {@code duration}. */
    static Found find(Duration duration) throws InterruptedException {
        try (SimulatedLambda lambda =
                        SimulatedLambda.builder().durations(Durations.fast()).build();
                ServedLambda server = lambda.serve(0)) {
            lambda.functions().add(200);
            lambda.faults().add(Faults.parse(TROUBLE));
            round(server); // loads classes, starts Reactor's and Netty's shared threads
            settle();
            long before = descriptors();
            int threadsBefore = threads();
            long during = 0;
            int threadsDuring = 0;
            for (long left = duration.toSeconds(); left > 0; left -= ROUND.toSeconds()) {
                long[] seen = round(server);
                during = Math.max(during, seen[0]);
                threadsDuring = Math.max(threadsDuring, (int) seen[1]);
            }
            settle();
            return new Found(before, during, descriptors(), threadsBefore, threadsDuring, threads());
        }
    }

    private static long[] round(ServedLambda server) throws InterruptedException {
        try (FunctionWatcher watcher = FunctionWatcher.builder()
                .client(client -> client.endpointOverride(server.endpoint())
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "secret"))))
                .callTimeout(Duration.ofSeconds(1))
                .build()) {
            var watching = watcher.watchAll().subscribe();
            TimeUnit.MILLISECONDS.sleep(ROUND.toMillis());
            long[] seen = {descriptors(), threads()};
            watching.dispose();
            return seen;
        }
    }

    /** The client's threads end a little after it was closed. */
    private static void settle() throws InterruptedException {
        TimeUnit.SECONDS.sleep(5);
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : -1;
    }
}
