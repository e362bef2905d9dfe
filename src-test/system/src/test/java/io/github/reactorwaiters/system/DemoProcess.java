// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code lambda-watch demo} in a process of its own. */
final class DemoProcess implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("dashboard at http://127\\.0\\.0\\.1:(\\d+)/");

    final int port;
    private final Process process;

    private DemoProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one with 2,000 functions, on a port, 0 for any. */
    static DemoProcess start(int port) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Xmx512m",
                        "io.github.reactorwaiters.examples.watch.LambdaWatch",
                        "demo",
                        "--json",
                        "--port",
                        Integer.toString(port))
                .redirectOutput(new File("/dev/null"))
                .start();
        BufferedReader notes =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = notes.readLine(); line != null; line = notes.readLine()) {
            said.append(line).append('\n');
            Matcher address = ADDRESS.matcher(line);
            if (address.find()) {
                return new DemoProcess(process, Integer.parseInt(address.group(1)));
            }
        }
        throw new IllegalStateException("the demo did not start: " + said);
    }

    String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    /** Asks it to end, as Ctrl-C does, and tells how long it took, in milliseconds. */
    long stop() throws InterruptedException {
        long start = System.nanoTime();
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the demo did not end");
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
