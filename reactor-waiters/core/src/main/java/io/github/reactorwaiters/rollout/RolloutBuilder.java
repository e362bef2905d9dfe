// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Settings of a {@link Rollout}. Not thread-safe; a built rollout does not change with its builder. */
public final class RolloutBuilder {
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private FunctionWatcher watcher;
    private Publisher<Target> targets = Flux.empty();
    private boolean publishes;
    private @Nullable AliasShift shift;
    private Hooks hooks = Hooks.NONE;
    private List<Portion> waves = List.of();
    private Duration bake = Duration.ZERO;
    private Portion maxFailures = Portion.of(0);
    private Publisher<?> haltOn = Mono.never();
    private boolean rollsBack;
    private RolloutJournal journal = RolloutJournal.none();
    private Duration callTimeout = Duration.ofMinutes(1);

    RolloutBuilder(FunctionWatcher watcher) {
        this.watcher = Objects.requireNonNull(watcher, "watcher");
    }

    /** The functions and what is to become of them, begun in this order. Subscribed by each run. Default: none. */
    public RolloutBuilder targets(Publisher<Target> targets) {
        this.targets = Objects.requireNonNull(targets, "targets");
        return this;
    }

    /**
     * Publishes a version of each function of which neither an alias nor the journal tells that it was: PublishVersion then
     * answers with the version that there is, if the function has not changed since, and the function is told as UPDATED.
     * Default: no version is published.
     */
    public RolloutBuilder publish() {
        this.publishes = true;
        return this;
    }

    /** Publishes, and leads an alias to the version. Default: no alias. */
    public RolloutBuilder alias(AliasShift shift) {
        this.shift = Objects.requireNonNull(shift, "shift");
        return this;
    }

    /**
     * A check of each function before anything is done to it; one that fails makes the function fail. Default: none.
     *
     * @param check called on an SDK or Scheduler thread, must not block; what its publisher emits is ignored
     */
    public RolloutBuilder preCheck(Function<? super Target, ? extends Publisher<?>> check) {
        this.hooks = new Hooks(Objects.requireNonNull(check, "check"), hooks.verify());
        return this;
    }

    /**
     * A check of each function that was changed; one that fails makes the function fail and halts the rollout. Default:
     * none.
     *
     * @param check as {@link #preCheck}
     */
    public RolloutBuilder verify(Function<? super Deployed, ? extends Publisher<?>> check) {
        this.hooks = new Hooks(hooks.preCheck(), Objects.requireNonNull(check, "check"));
        return this;
    }

    /**
     * How many of all functions are done after each wave, such as 1, 10%, 100%; percentages are rounded up, what is left
     * after the last forms one more wave. A wave begins when the one before has ended, was not halted, and the bake time
     * has passed. Default: one wave.
     */
    public RolloutBuilder waves(List<Portion> doneAfter) {
        this.waves = List.copyOf(Objects.requireNonNull(doneAfter, "doneAfter"));
        return this;
    }

    /** The time from the end of a wave to the next one. Default: none. */
    public RolloutBuilder bake(Duration bake) {
        this.bake = requireBake(bake);
        return this;
    }

    /** How many functions, or how many percent of all, may fail: more halt the rollout. Default: 0. */
    public RolloutBuilder maxFailures(Portion limit) {
        this.maxFailures = Objects.requireNonNull(limit, "limit");
        return this;
    }

    /** Halts the rollout by its first value, or its error, such as an alarm. Subscribed by each run. Default: never. */
    public RolloutBuilder haltOn(Publisher<?> signal) {
        this.haltOn = Objects.requireNonNull(signal, "signal");
        return this;
    }

    /**
     * Whether a halted rollout returns what it changed: aliases to the version they pointed to, functions without an alias
     * to {@link FunctionChange#previousCode}. Configurations, versions and aliases that were created stay. Default: false.
     */
    public RolloutBuilder rollbackOnHalt(boolean rollsBack) {
        this.rollsBack = rollsBack;
        return this;
    }

    /** Keeps what was done, and goes on from what it holds. Default: {@link RolloutJournal#none()}. */
    public RolloutBuilder journal(RolloutJournal journal) {
        this.journal = Objects.requireNonNull(journal, "journal");
        return this;
    }

    /** When a call that changes something, and was not answered, counts as one of unknown outcome. Default: 1 min. */
    public RolloutBuilder callTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("callTimeout must be positive, at most " + LONGEST + ": " + timeout);
        }
        this.callTimeout = timeout;
        return this;
    }

    /**
     * How long one wait for a function may last before it counts as failed; SnapStart versions take minutes. Default: the
     * watcher's await timeout.
     */
    public RolloutBuilder waitTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("waitTimeout must be positive: " + timeout);
        }
        this.watcher = watcher.withAwaitTimeout(timeout);
        return this;
    }

    /** The rollout. Calls nothing yet. */
    public Rollout build() {
        return new Rollout(new RolloutSettings(
                watcher,
                targets,
                new Release(publishes || shift != null, shift),
                hooks,
                waves,
                bake,
                maxFailures,
                haltOn,
                rollsBack,
                journal,
                callTimeout));
    }

    static Duration requireBake(Duration bake) {
        if (bake.isNegative() || bake.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("bake must not be negative, at most " + LONGEST + ": " + bake);
        }
        return bake;
    }
}
