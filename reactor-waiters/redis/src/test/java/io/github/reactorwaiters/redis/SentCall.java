// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import org.jspecify.annotations.Nullable;

/**
 * A call as the replica that makes it notes it.
 *
 * @param made when it was made, just after its permit was given, in epoch milliseconds
 * @param sent when it was handed to the HTTP client, in epoch milliseconds
 */
record SentCall(long made, long sent, Shard shard, String operation) {
    boolean isGetFunction() {
        return operation.equals("GetFunction");
    }

    /** What a line of the replica's says; null of one that was cut off when the replica was killed. */
    static @Nullable SentCall read(String line) {
        String[] words = line.split(" ", -1);
        if (words.length < 4) {
            return null;
        }
        String[] names = words[2].split("/", 2);
        return new SentCall(
                Long.parseLong(words[0]), Long.parseLong(words[1]), new Shard(names[0], names[1]), words[3]);
    }
}
