// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import io.github.reactorwaiters.lambda.FunctionName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.FluxSink;

/**
 * One client: what it wants, and what it has not taken yet. That is a snapshot or a replay, merged changes that are being
 * sent, one pending change a function, one ping and one {@code stats}. Confined to the hub's worker.
 */
final class ClientSession {
    private final ChangeHub hub;
    private final FluxSink<Frame> sink;
    private final Deque<Parcel> parcels = new ArrayDeque<>();
    private Map<FunctionName, EncodedChange> pending = new LinkedHashMap<>();
    private final Map<String, Frame> notices = new LinkedHashMap<>();

    /** The reading of the client's messages. */
    final Disposable.Swap messages = Disposables.swap();

    private final MessageRate rate;
    private ChangeFilter filter;
    private @Nullable SnapshotFrames snapshot;
    private long delivered;
    private boolean merging;

    /** When it last took nothing although there was something, 0 if it does take. */
    private long blockedSinceMillis;

    ClientSession(ChangeHub hub, FluxSink<Frame> sink, ChangeFilter filter, int messagesPerSecond) {
        this.hub = hub;
        this.sink = sink;
        this.filter = filter;
        this.rate = new MessageRate(messagesPerSecond);
    }

    /** A change to be sent, and the batch of merged changes that it belongs to: all up to {@code from} is there. */
    private record Parcel(EncodedChange change, long from, long batchEnd) {}

    /** Begins with what the client missed since {@code since}, or with a snapshot. */
    void start(@Nullable String since) {
        Position position = Position.parse(since, hub.stream());
        ChangeHistory history = hub.history();
        if (position == null || !history.holds(position)) {
            snapshot = new SnapshotFrames(hub.stream(), history, filter);
        } else {
            delivered = position.all();
            notice(Notices.resumed(hub.stream(), history.head()));
            if (position.sent() < position.batchEnd()) {
                batch(history.restOfBatch(position, filter), position.all(), position.batchEnd());
            }
            history.after(position.batchEnd(), filter)
                    .forEach(change -> parcels.add(new Parcel(change, change.sequence(), change.sequence())));
        }
        drain();
    }

    /** Keeps {@code change} until {@link #drain} hands it over. */
    void offer(EncodedChange change) {
        if (!filter.accepts(change.change)) {
            return;
        }
        // Removed and put back: what is pending stays in the order of its newest number.
        EncodedChange waiting = pending.remove(change.change.function());
        if (waiting != null) {
            merging = true;
            hub.countConflated();
        }
        pending.put(change.change.function(), waiting == null ? change : waiting.merge(change));
    }

    /** Sends {@code frame} soon, unless a newer one of its type comes first. */
    void notice(Frame frame) {
        notice(frame.type(), frame);
    }

    /** Sends {@code frame} soon, unless a newer one about the same {@code subject} comes first. */
    void notice(String subject, Frame frame) {
        notices.put(subject, frame);
        drain();
    }

    /** Whether the client has everything, so that a ping may tell the latest position. */
    boolean isUpToDate() {
        return snapshot == null && parcels.isEmpty() && pending.isEmpty();
    }

    /** Takes a message of the client; one that breaks a rule ends it. */
    void receive(String text) {
        try {
            if (!rate.allows(hub.nowMillis())) {
                throw new StreamClosedException(StreamClosedException.POLICY, "too many messages");
            }
            refilter(ClientMessage.parse(text).filter());
        } catch (StreamClosedException refused) {
            end(refused);
        }
    }

    private void refilter(ChangeFilter wanted) {
        hub.publish();
        filter = wanted;
        parcels.clear();
        pending = new LinkedHashMap<>();
        merging = false;
        notices.remove("ping"); // its position is that of the old filter
        snapshot = new SnapshotFrames(hub.stream(), hub.history(), filter);
        drain();
    }

    /** Ends the stream of a client that has taken nothing for {@code stall}. */
    void checkStall(long nowMillis, Duration stall) {
        if (sink.requestedFromDownstream() > 0 || (isUpToDate() && notices.isEmpty())) {
            blockedSinceMillis = 0;
        } else if (blockedSinceMillis == 0) {
            blockedSinceMillis = nowMillis;
        } else if (nowMillis - blockedSinceMillis >= stall.toMillis()) {
            end(new StreamClosedException(
                    StreamClosedException.TRY_LATER, "the client took nothing for " + stall.toMillis() + " ms"));
        }
    }

    /** The client is told first: a transport whose input is cancelled may hang up without a word. */
    void end(StreamClosedException reason) {
        sink.error(reason);
        messages.dispose();
    }

    /** Hands over what there is demand for: notices first, they are few; changes last, they wait best. */
    void drain() {
        while (sink.requestedFromDownstream() > 0 && !sink.isCancelled()) {
            Frame frame = next();
            if (frame == null) {
                return;
            }
            blockedSinceMillis = 0;
            sink.next(frame);
        }
    }

    private @Nullable Frame next() {
        if (!notices.isEmpty()) {
            var first = notices.values().iterator();
            Frame notice = first.next();
            first.remove();
            return notice;
        }
        SnapshotFrames rows = snapshot;
        if (rows != null) {
            Frame frame = rows.next();
            if (rows.ended()) {
                snapshot = null;
                delivered = rows.sequence();
            }
            return frame;
        }
        if (parcels.isEmpty() && !pending.isEmpty()) {
            freeze();
        }
        Parcel parcel = parcels.poll();
        return parcel == null ? null : frame(parcel);
    }

    /** What is pending becomes the next to be sent: from now on nothing is merged into it, so that positions hold. */
    private void freeze() {
        List<EncodedChange> changes = new ArrayList<>(pending.values());
        if (merging) {
            batch(changes, delivered, changes.get(changes.size() - 1).sequence());
        } else {
            changes.forEach(change -> parcels.add(new Parcel(change, change.sequence(), change.sequence())));
        }
        pending = new LinkedHashMap<>();
        merging = false;
    }

    private void batch(List<EncodedChange> changes, long from, long end) {
        changes.forEach(change -> parcels.add(new Parcel(change, from, end)));
    }

    private Frame frame(Parcel parcel) {
        long sequence = parcel.change().sequence();
        if (parcel.from() == sequence) {
            delivered = sequence;
            return parcel.change().frame(hub.stream());
        }
        if (sequence == parcel.batchEnd()) {
            delivered = sequence;
        }
        return parcel.change().frame(hub.stream(), new Position(parcel.from(), sequence, parcel.batchEnd()));
    }
}
