// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import io.github.reactorwaiters.lambda.FunctionStateChange;
import java.util.List;

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
    /** Checks the name and copies the lists. */
    public StreamStart {
        if (!stream.matches("[0-9a-z]{1,16}")) {
            throw new IllegalArgumentException("stream must be 1 to 16 digits and small letters: \"" + stream + '"');
        }
        latest = List.copyOf(latest);
        recent = List.copyOf(recent);
    }
}
