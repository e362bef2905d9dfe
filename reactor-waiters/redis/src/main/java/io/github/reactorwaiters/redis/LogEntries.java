// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.redis.LogJson.NotUnderstoodException;
import io.lettuce.core.StreamMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the log as one reader takes them. What it does not understand, as another release may have written it, is
 * left out; the next change of the function makes up for it. Confined to the reader's chain, but for {@link #trouble}.
 */
final class LogEntries {
    /** Why the latest news of a function was left out, by shard and function. */
    private final Map<String, Throwable> leftOut = new ConcurrentHashMap<>();

    /** The number of the latest change that was left out. */
    private long leftOutTo;

    /** All functions are read again. */
    void startAnew() {
        leftOut.clear();
    }

    /** A change of the shard, the latest of its function; null if it is left out. */
    @Nullable
    FunctionStateChange change(Shard shard, StreamMessage<String, String> entry) {
        try {
            FunctionStateChange change = LogJson.readChange(entry.getBody());
            leftOut.remove(key(shard, change.function().value()));
            return QualifiedNames.of(shard, change);
        } catch (NotUnderstoodException notUnderstood) {
            leftOutTo = Math.max(leftOutTo, StreamId.sequence(entry.getId()));
            leftOut.put(key(shard, String.valueOf(notUnderstood.function())), notUnderstood);
            return null;
        }
    }

    /** A change of the shard that is older than the function's row; null if it is left out. */
    @Nullable
    FunctionStateChange past(Shard shard, StreamMessage<String, String> entry) {
        try {
            return QualifiedNames.of(shard, LogJson.readChange(entry.getBody()));
        } catch (NotUnderstoodException notUnderstood) {
            leftOutTo = Math.max(leftOutTo, StreamId.sequence(entry.getId()));
            return null;
        }
    }

    /** How the function of that name in the shard is, null if it is left out. */
    @Nullable
    FunctionStateChange row(Shard shard, String function, String text) {
        try {
            return QualifiedNames.of(shard, LogJson.readRow(text));
        } catch (NotUnderstoodException notUnderstood) {
            leftOut.put(key(shard, function), notUnderstood);
            return null;
        }
    }

    /** Why a function may not be as it was told last; null if all are. Any thread. */
    @Nullable
    Throwable trouble() {
        return leftOut.values().stream().findFirst().orElse(null);
    }

    /** Changes up to this number may be missing. */
    long leftOutTo() {
        return leftOutTo;
    }

    /** Of {@code told}, by ARN, the functions whose latest news was not left out: nothing is known of the others. */
    Map<FunctionName, FunctionStateChange> known(Map<FunctionName, FunctionStateChange> told) {
        Map<FunctionName, FunctionStateChange> known = new HashMap<>(told);
        known.keySet().removeIf(function -> leftOut.containsKey(key(function)));
        return known;
    }

    /** What {@code others}, who read all of the log, have left out is what is left out. */
    void leaveOutAs(LogEntries others) {
        leftOut.clear();
        leftOut.putAll(others.leftOut);
    }

    private static String key(FunctionName arn) {
        String qualifier = arn.qualifier();
        Shard shard = QualifiedNames.shard(arn);
        return key(shard, qualifier == null ? arn.name() : arn.name() + ':' + qualifier);
    }

    private static String key(Shard shard, String function) {
        return shard + ":" + function;
    }
}
