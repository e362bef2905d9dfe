// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import io.github.reactorwaiters.testkit.wire.Call.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a log holds between two clearings: a ring of the last calls, in chunks made when reached, and exact counters. */
final class Ledger {
    private static final int CHUNK = 4096;

    private final int capacity;
    private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable LoggedCall>> chunks;
    private final AtomicLong arrivals = new AtomicLong();
    private final Map<String, LongAdder> byOperation = new ConcurrentHashMap<>();
    private final Map<Outcome, LongAdder> byOutcome = new EnumMap<>(Outcome.class);

    Ledger(int capacity) {
        this.capacity = capacity;
        this.chunks = new AtomicReferenceArray<>((capacity - 1) / CHUNK + 1);
        for (Outcome outcome : Outcome.values()) {
            byOutcome.put(outcome, new LongAdder());
        }
    }

    LoggedCall arrived(long nowMillis, String operation, @Nullable String function) {
        LoggedCall call = new LoggedCall(byOutcome, nowMillis, operation, function);
        int slot = (int) (arrivals.getAndIncrement() % capacity);
        chunk(slot / CHUNK).set(slot % CHUNK, call);
        counter(operation).increment();
        return call;
    }

    long total() {
        return arrivals.get();
    }

    long count(String operation) {
        LongAdder counter = byOperation.get(operation);
        return counter == null ? 0 : counter.sum();
    }

    long count(Outcome outcome) {
        if (outcome != Outcome.PENDING) {
            return Objects.requireNonNull(byOutcome.get(outcome)).sum();
        }
        long pending = total();
        for (LongAdder ended : byOutcome.values()) {
            pending -= ended.sum();
        }
        return pending;
    }

    List<Call> calls() {
        long end = arrivals.get();
        List<Call> calls = new ArrayList<>((int) Math.min(end, capacity));
        for (long n = Math.max(0, end - capacity); n < end; n++) {
            int slot = (int) (n % capacity);
            LoggedCall call = chunk(slot / CHUNK).get(slot % CHUNK);
            if (call != null) {
                calls.add(call.toCall());
            }
        }
        return List.copyOf(calls);
    }

    private LongAdder counter(String operation) {
        LongAdder counter = byOperation.get(operation);
        return counter != null ? counter : byOperation.computeIfAbsent(operation, o -> new LongAdder());
    }

    private AtomicReferenceArray<@Nullable LoggedCall> chunk(int index) {
        AtomicReferenceArray<@Nullable LoggedCall> chunk = chunks.get(index);
        while (chunk == null) {
            chunks.compareAndSet(index, null, new AtomicReferenceArray<>(CHUNK));
            chunk = chunks.get(index);
        }
        return chunk;
    }
}
