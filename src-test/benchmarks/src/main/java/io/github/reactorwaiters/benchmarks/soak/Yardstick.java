// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.soak;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * A piece of work that is always the same, of the kind that polls are of: it reads JSON. A moment in which the host is slow
 * makes it as much dearer as a poll; a poll that does more does not. Not thread-safe.
 */
final class Yardstick {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int READS = 40;
    private static final int COMPILED_AFTER = 200;
    private static final byte[] PAGE = IntStream.range(0, 50)
            .mapToObj(i -> "{\"FunctionName\":\"function-" + i
                    + "\",\"State\":\"Active\",\"LastUpdateStatus\":\"Successful\"," + "\"CodeSize\":" + 1_000 * i
                    + ",\"Environment\":{\"Variables\":{\"STAGE\":\"test\"}},\"Layers\":[1,2,3]}")
            .collect(Collectors.joining(",", "[", "]"))
            .getBytes(StandardCharsets.UTF_8);

    private long nanos;
    private int times;
    private long read;

    /** One whose code is compiled. */
    Yardstick() {
        for (int i = 0; i < COMPILED_AFTER; i++) {
            lay();
        }
        take();
    }

    /** Does the work once, on the calling thread. */
    void lay() {
        long began = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < READS; i++) {
            read += JSON.readTree(PAGE).size();
        }
        nanos += THREADS.getCurrentThreadCpuTime() - began;
        times++;
    }

    /** Microseconds of CPU that it took in the mean since this was last asked; NaN if it was not done. */
    double take() {
        if (read <= 0) {
            throw new IllegalStateException("nothing was read");
        }
        double micros = times == 0 ? Double.NaN : nanos / 1e3 / times;
        nanos = 0;
        times = 0;
        return micros;
    }
}
