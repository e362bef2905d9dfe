// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who held which shard when, as Redis itself did it: it tells each command it runs, those within scripts included, with the
 * time by this machine's clock ({@code MONITOR}).
 */
final class LeaseHistory implements AutoCloseable {
    /** Seconds and microseconds, then the quoted words of a command of a script on the owner of a shard. */
    private static final Pattern OWNER =
            Pattern.compile("\\+(\\d+)\\.(\\d{6}) \\[\\d+ lua\\] \"HSET\" \"[^\"]*:owner:([^\"]+)\" (.*)");

    private static final Pattern FENCE = Pattern.compile("\"fence\" \"\\d+:([^\"]+)\"");
    private static final Pattern UNTIL = Pattern.compile("\"until\" \"(\\d+)\"");

    private final Socket socket;
    private final Thread reading;

    /** What was so from when on, in epoch milliseconds. */
    private final Map<String, TreeMap<Double, Lease>> leases = new HashMap<>();

    private @Nullable IOException failure;

    /** Who may poll, and until when if nothing else comes; nobody from {@code until} on. */
    private record Lease(String replica, double until) {}

    LeaseHistory(int port) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        if (!"+OK".equals(lines.readLine())) {
            throw new IOException("Redis does not tell what it does");
        }
        this.reading = new Thread(() -> read(lines), "lease-history");
        reading.setDaemon(true);
        reading.start();
    }

    /** The calls that were sent by one who did not hold the shard then, each with what was so. */
    synchronized List<String> withoutLease(String replica, List<SentCall> calls) {
        if (failure != null) {
            throw new UncheckedIOException(failure);
        }
        return calls.stream()
                .filter(call -> !holds(replica, call))
                .map(call -> replica + ": " + call + ", leases around it: " + around(call))
                .toList();
    }

    /** Whether the replica held the shard at some time of the millisecond that the call was sent in. */
    private boolean holds(String replica, SentCall call) {
        TreeMap<Double, Lease> shard = leases.getOrDefault(call.shard().toString(), new TreeMap<>());
        double from = call.sent();
        Map.Entry<Double, Lease> before = shard.floorEntry(from);
        boolean held = before != null
                && before.getValue().replica().equals(replica)
                && from < before.getValue().until();
        return held
                || shard.subMap(from, from + 1).values().stream()
                        .anyMatch(lease -> lease.replica().equals(replica));
    }

    private Map<Double, Lease> around(SentCall call) {
        return leases.getOrDefault(call.shard().toString(), new TreeMap<>())
                .subMap(call.sent() - 3_000.0, call.sent() + 3_000.0);
    }

    private void read(BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher owner = OWNER.matcher(line);
                if (owner.matches()) {
                    double at = Long.parseLong(owner.group(1)) * 1e3 + Long.parseLong(owner.group(2)) / 1e3;
                    note(owner.group(3), at, owner.group(4));
                }
            }
        } catch (SocketException ended) {
            // Redis or the test ends.
        } catch (IOException failed) {
            synchronized (this) {
                failure = failed;
            }
        }
    }

    private synchronized void note(String shard, double at, String fields) {
        Matcher until = UNTIL.matcher(fields);
        if (!until.find()) {
            return; // a batch was written
        }
        TreeMap<Double, Lease> known = leases.computeIfAbsent(shard, unknown -> new TreeMap<>());
        Matcher fence = FENCE.matcher(fields);
        String replica = fence.find()
                ? fence.group(1)
                : known.isEmpty() ? "" : known.lastEntry().getValue().replica();
        known.put(at, new Lease(replica, Double.parseDouble(until.group(1))));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
