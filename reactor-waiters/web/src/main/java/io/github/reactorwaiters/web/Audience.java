// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;

/** The clients of a hub, and who is let in. Confined to the hub's worker. */
final class Audience {
    private final Scheduler loop;
    private final int most;
    private final Set<ClientSession> sessions = new LinkedHashSet<>();
    private final AtomicInteger size = new AtomicInteger();
    private @Nullable StreamClosedException ended;

    /** At most {@code most} clients, whose messages are read on {@code loop}. */
    Audience(Scheduler loop, int most) {
        this.loop = loop;
        this.most = most;
    }

    /** Clients at present; from any thread. */
    int size() {
        return size.get();
    }

    boolean isEmpty() {
        return sessions.isEmpty();
    }

    /** Lets a client in, or tells it why not. */
    boolean admit(ClientSession session, FluxSink<Frame> sink) {
        if (sink.isCancelled()) {
            return false;
        }
        if (ended != null || sessions.size() >= most) {
            sink.error(
                    ended != null
                            ? ended
                            : new StreamClosedException(StreamClosedException.TRY_LATER, "too many clients"));
            return false;
        }
        sessions.add(session);
        size.set(sessions.size());
        return true;
    }

    /** Reads what a client sends, until it leaves. */
    void listen(ClientSession session, Publisher<String> messages) {
        session.messages.update(
                Flux.from(messages).publishOn(loop, 1).subscribe(session::receive, error -> refuse(session, error)));
    }

    /** The transport could not read what the client sent. */
    private static void refuse(ClientSession session, Throwable error) {
        session.end(
                error instanceof StreamClosedException refused
                        ? refused
                        : new StreamClosedException(StreamClosedException.MALFORMED, "a message could not be read"));
    }

    void remove(ClientSession session) {
        sessions.remove(session);
        size.set(sessions.size());
    }

    /** A client may leave meanwhile. */
    void each(Consumer<ClientSession> action) {
        List.copyOf(sessions).forEach(action);
    }

    /** Ends those who have taken nothing for {@code stall}. */
    void checkStalls(long nowMillis, Duration stall) {
        each(session -> session.checkStall(nowMillis, stall));
    }

    /** Ends all, and lets nobody in any more. */
    void end(StreamClosedException reason) {
        ended = reason;
        List<ClientSession> all = List.copyOf(sessions);
        sessions.clear();
        size.set(0);
        all.forEach(session -> session.end(reason));
    }
}
