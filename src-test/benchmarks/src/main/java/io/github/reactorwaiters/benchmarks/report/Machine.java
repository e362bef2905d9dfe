// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * Where and when figures were measured. Immutable.
 *
 * @param cpu the processor's name, {@code unknown} if the system does not tell
 * @param cores how many the JVM may use
 * @param os name, version and architecture
 * @param jdk its name and version
 * @param load the load average of the minute before, negative if the system does not tell: figures of a busy machine
 *     are worth less
 * @param date when, to the second
 */
public record Machine(String cpu, int cores, String os, String jdk, double load, String date) {
    /** This machine, now. */
    public static Machine here() {
        String jdk = System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version");
        String os = System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch");
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        String date = Instant.ofEpochSecond(Instant.now().getEpochSecond()).toString();
        return new Machine(cpuName(), Runtime.getRuntime().availableProcessors(), os, jdk, load, date);
    }

    private static String cpuName() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException notThere) {
            return "unknown";
        }
    }

    /** In one line. */
    public String describe() {
        return cpu + ", " + cores + " cores, " + os + ", " + jdk + ", " + date + ", load before " + load;
    }
}
