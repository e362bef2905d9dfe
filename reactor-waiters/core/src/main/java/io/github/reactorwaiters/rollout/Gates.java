// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * What holds a rollout back: a halt begins no function and no alias shift any more; a stop makes no further call that
 * changes something, and ends waits. Thread-safe.
 */
final class Gates {
    /** Ends what a gate cut off; not a failure. */
    static final class ClosedException extends RuntimeException {
        ClosedException(String message) {
            super(message, null, false, false);
        }
    }

    private final AtomicReference<@Nullable Halt> halt = new AtomicReference<>();
    private final AtomicReference<@Nullable String> stop = new AtomicReference<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Sinks.Empty<Void> halted = Sinks.empty();
    private final Sinks.Empty<Void> stopped = Sinks.empty();

    /**
     * Halts; false if it was halted before. From then on nothing begins; {@code tell} runs before anything ends by it.
     */
    boolean halt(Halt why, Runnable tell) {
        boolean first = halt.compareAndSet(null, why);
        if (first) {
            tell.run();
            halted.tryEmitEmpty();
        }
        return first;
    }

    /** Stops because the rollout itself cannot go on. */
    void fail(Throwable why) {
        failure.compareAndSet(null, why);
        stop(String.valueOf(why.getMessage()));
    }

    /** Why it cannot go on; null if it can. */
    @Nullable
    Throwable failure() {
        return failure.get();
    }

    void stop(String why) {
        if (stop.compareAndSet(null, why)) {
            stopped.tryEmitEmpty();
            halted.tryEmitEmpty();
        }
    }

    @Nullable
    Halt halt() {
        return halt.get();
    }

    boolean isStopped() {
        return stop.get() != null;
    }

    /** Whether another function may be begun. */
    boolean isOpen() {
        return halt.get() == null && stop.get() == null;
    }

    /** Fails with {@link ClosedException} unless another function, or an alias shift, may be begun. */
    Mono<Void> requireOpen() {
        return Mono.defer(() -> isOpen() ? Mono.empty() : Mono.error(new ClosedException(why())));
    }

    /** {@code mono}, unless nothing may be begun any more, or meanwhile. */
    <T> Mono<T> whileOpen(Mono<T> mono) {
        return until(halted, mono);
    }

    /** {@code mono}, unless the rollout is stopped, or meanwhile. */
    <T> Mono<T> unlessStopped(Mono<T> mono) {
        return until(stopped, mono);
    }

    private <T> Mono<T> until(Sinks.Empty<Void> gate, Mono<T> mono) {
        return Mono.firstWithSignal(gate.asMono().then(Mono.error(() -> new ClosedException(why()))), mono);
    }

    /** Why nothing is begun any more. */
    String why() {
        Halt halted = halt.get();
        String stopped = stop.get();
        return stopped != null ? stopped : halted != null ? "halted: " + halted.message() : "open";
    }
}
