// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What commands leave behind in this process. */
final class Leftovers {
    private static final String LISTENS = "0A";

    private Leftovers() {}

    /** The living threads whose names begin so. */
    static List<String> threads(String... prefixes) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> Stream.of(prefixes).anyMatch(name::startsWith))
                .sorted()
                .toList();
    }

    /** How many sockets listen, as Linux tells; 1 where it is another system. */
    static int listening() throws IOException {
        Path own = Path.of("/proc/self/fd");
        if (!Files.isDirectory(own)) {
            return 1;
        }
        List<String> sockets = new ArrayList<>();
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            Path path = Path.of(table);
            if (Files.exists(path)) {
                Files.readAllLines(path).stream()
                        .map(line -> line.strip().split("\\s+"))
                        .filter(row -> row.length > 9 && row[3].equals(LISTENS))
                        .forEach(row -> sockets.add("socket:[" + row[9] + "]"));
            }
        }
        Set<String> held;
        try (Stream<Path> open = Files.list(own)) {
            held = open.map(Leftovers::target).collect(Collectors.toSet());
        }
        return (int) sockets.stream().filter(held::contains).count();
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException gone) {
            return "";
        }
    }
}
