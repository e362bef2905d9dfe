// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.process;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;

/** What this process has used since {@link #OwnProcess() it was made}. */
public final class OwnProcess {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final long cpuNanosBefore = system.getProcessCpuTime();
    private final Map<String, Long> threadNanosBefore = byThread(THREADS::getThreadCpuTime);
    private final Map<String, Long> threadBytesBefore = byThread(THREADS::getThreadAllocatedBytes);

    /** Counts from now on. */
    public OwnProcess() {
        THREADS.resetPeakThreadCount();
    }

    /** CPU time of all threads, the compiler's and the collector's too. */
    public double cpuSeconds() {
        return (system.getProcessCpuTime() - cpuNanosBefore) / 1e9;
    }

    /** CPU time of the Java threads that live now, in seconds, by name: neither the compiler's nor the collector's. */
    public Map<String, Double> threadSeconds() {
        Map<String, Double> seconds = new TreeMap<>();
        byThread(THREADS::getThreadCpuTime)
                .forEach((name, nanos) -> seconds.put(name, (nanos - threadNanosBefore.getOrDefault(name, 0L)) / 1e9));
        return seconds;
    }

    /** Bytes allocated by the threads that live now, by name. */
    public Map<String, Double> threadBytes() {
        Map<String, Double> bytes = new TreeMap<>();
        byThread(THREADS::getThreadAllocatedBytes)
                .forEach((name, all) -> bytes.put(name, (double) (all - threadBytesBefore.getOrDefault(name, 0L))));
        return bytes;
    }

    /** Most threads at a time. */
    public int peakThreads() {
        return THREADS.getPeakThreadCount();
    }

    /** Threads that live now. */
    public static int threads() {
        return THREADS.getThreadCount();
    }

    /** Names of the threads that live now. */
    public static Set<String> threadNames() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).collect(Collectors.toSet());
    }

    private static Map<String, Long> byThread(LongUnaryOperator figure) {
        Map<String, Long> figures = new HashMap<>();
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null) {
                figures.merge(thread.getThreadName(), Math.max(0, figure.applyAsLong(thread.getThreadId())), Long::sum);
            }
        }
        return figures;
    }
}
