// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.report;

import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The objects that live in this JVM after a full collection, by class. Immutable.
 *
 * @param byClass how many there are and their bytes, by the class's name as the JVM prints it
 */
public record HeapHistogram(Map<String, Use> byClass) {
    /** One string for each class, however many histograms there are: else the names of one are in the next, 300 KB of thousands of classes. */
    private static final Map<String, String> NAMES = new ConcurrentHashMap<>();

    /** What objects of a class use. Immutable. */
    public record Use(long instances, long bytes) {
        static final Use NONE = new Use(0, 0);
    }

    /** Copies. */
    public HeapHistogram {
        byClass = Map.copyOf(byClass);
    }

    /** Collects garbage, then counts. */
    public static HeapHistogram take() {
        Map<String, Use> uses = new HashMap<>();
        for (String line : print().split("\n", -1)) {
            String[] columns = line.strip().split("\\s+", 4);
            if (columns.length == 4 && columns[0].endsWith(":") && Character.isDigit(columns[0].charAt(0))) {
                String name = NAMES.computeIfAbsent(columns[3].replaceFirst(" \\(.*", ""), same -> same);
                Use use = new Use(Long.parseLong(columns[1]), Long.parseLong(columns[2]));
                uses.merge(name, use, (a, b) -> new Use(a.instances() + b.instances(), a.bytes() + b.bytes()));
            }
        }
        return new HeapHistogram(uses);
    }

    /** All bytes. */
    public long bytes() {
        return byClass.values().stream().mapToLong(Use::bytes).sum();
    }

    /** How many objects of the class named {@code name} there are. */
    public long instances(String name) {
        return byClass.getOrDefault(name, Use.NONE).instances();
    }

    /** What there is more of than {@code before}; less is negative. */
    public HeapHistogram since(HeapHistogram before) {
        Map<String, Use> grown = new HashMap<>(byClass);
        before.byClass.forEach((name, use) -> {
            Use now = byClass.getOrDefault(name, Use.NONE);
            grown.put(name, new Use(now.instances() - use.instances(), now.bytes() - use.bytes()));
        });
        return new HeapHistogram(grown);
    }

    /** The {@code count} classes of the most bytes, most first. */
    public List<Map.Entry<String, Use>> largest(int count) {
        return byClass.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> -entry.getValue().bytes()))
                .limit(count)
                .toList();
    }

    private static String print() {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (JMException notHotSpot) {
            throw new IllegalStateException("this JVM gives no class histogram", notHotSpot);
        }
    }
}
