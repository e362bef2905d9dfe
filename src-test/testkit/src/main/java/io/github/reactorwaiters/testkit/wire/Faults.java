// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * The trouble a simulated control plane makes. Each call is held against the faults in the order of their addition;
 * extra latencies add up, changes to the answer follow one another, and the first fault that answers, cuts off or hangs
 * ends the search. Thread-safe; the same seed and the same calls give the same trouble.
 */
public final class Faults {
    private final Scheduler clock;
    private final Draws seeds;
    private final String account;
    private final String region;
    private final AtomicReference<List<FaultRule>> rules = new AtomicReference<>(List.of());

    /** No fault yet. The account and region appear in the text of refusals. */
    public Faults(Scheduler clock, long seed, String account, String region) {
        this.clock = Objects.requireNonNull(clock, "clock");
        this.seeds = new Draws(seed);
        this.account = Objects.requireNonNull(account, "account");
        this.region = Objects.requireNonNull(region, "region");
    }

    /**
     * Reads a script: faults separated by commas, each a kind, then optionally {@code @Operation}, {@code /functions},
     * and any of {@code :share} or {@code :percent%}, {@code :Nx} (so many times), {@code :from=D} and {@code :for=D}.
     *
     * <p>Kinds: {@code throttle}, {@code throttle=D} (Retry-After), {@code throttling400}, {@code error5xx},
     * {@code error5xxhtml}, {@code error200html}, {@code reset}, {@code close}, {@code half}, {@code malformed},
     * {@code mistyped}, {@code empty}, {@code unknown}, {@code missing=A+B}, {@code latency=D}, {@code hang},
     * {@code accessdenied}, {@code expiredtoken}, {@code invalidsignature}, {@code unrecognizedclient},
     * {@code listedstate}, {@code nopaging}. Durations read {@code 200ms}, {@code 30s}, {@code 10m}.
     *
     * <pre>throttle@GetFunction:0.1,error503html:5x,hang@GetFunction/orders-*:1x,latency=200ms:0.5:from=10s:for=1m</pre>
     *
     * @throws IllegalArgumentException if a part cannot be read; its message names the part and the fault it stands in
     */
    public static List<Fault> parse(String script) {
        return FaultScript.parse(script);
    }

    /** Puts faults in force. Their times count from now on the scheduler's clock. */
    public void add(Fault... faults) {
        add(List.of(Objects.requireNonNull(faults, "faults")));
    }

    /** Puts faults in force, such as {@link #parse parsed} ones. Their times count from now on the scheduler's clock. */
    public void add(List<Fault> faults) {
        Objects.requireNonNull(faults, "faults");
        long now = clock.now(TimeUnit.NANOSECONDS);
        List<FaultRule> added = faults.stream()
                .map(fault -> new FaultRule(fault, now, seeds.nextBits()))
                .toList();
        rules.updateAndGet(
                present -> Stream.concat(present.stream(), added.stream()).toList());
    }

    /** Puts all faults out of force. Calls that hang go on hanging. */
    public void clear() {
        rules.set(List.of());
    }

    Verdict judge(String operation, @Nullable String function, long nowNanos) {
        List<FaultRule> inForce = rules.get();
        if (inForce == null || inForce.isEmpty()) {
            return Verdict.CLEAN;
        }
        Verdict verdict = new Verdict();
        for (FaultRule rule : inForce) {
            if (rule.hits(operation, function, nowNanos)) {
                rule.effect().on(verdict);
                if (verdict.isFinal()) {
                    break;
                }
            }
        }
        return verdict;
    }

    Subject subject(String operation, @Nullable String function) {
        return new Subject(operation, function, account, region);
    }
}
