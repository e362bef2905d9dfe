// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.Quoted;
import java.util.List;
import java.util.Objects;

/**
 * What a stream held before a {@link ChangeHub} took it over: changes that outlive the hub, such as those of a log that
 * several servers read. Immutable.
 *
 * @param stream its name, 1 to 16 digits and small letters, the same for all servers; it tells its numbers from those of others
 * @param head the number of its latest change, 0 if there was none
 * @param forgotten {@code recent} holds all changes with a higher number
 * @param latest the latest change of each function that was not deleted
 * @param recent the recent changes, by rising number
 */
public record StreamStart(
        String stream, long head, long forgotten, List<FunctionStateChange> latest, List<FunctionStateChange> recent) {
    /** Checks the name and the numbers, and copies the lists. */
    public StreamStart {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(latest, "latest");
        Objects.requireNonNull(recent, "recent");
        if (!stream.matches("[0-9a-z]{1,16}")) {
            throw new IllegalArgumentException("stream must be 1 to 16 digits and small letters: " + Quoted.of(stream));
        }
        requireNumber("head", head);
        requireNumber("forgotten", forgotten);
        latest = List.copyOf(latest);
        recent = List.copyOf(recent);
    }

    private static void requireNumber(String name, long number) {
        if (number < 0) {
            throw new IllegalArgumentException(name + " must be at least 0: " + number);
        }
    }
}
