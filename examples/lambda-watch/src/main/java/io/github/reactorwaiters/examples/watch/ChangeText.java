// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.Presence;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A change as a line for people. */
final class ChangeText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private ChangeText() {}

    static String line(FunctionStateChange change) {
        String kinds = change.kinds().stream().map(Enum::name).collect(Collectors.joining("+"));
        FunctionSnapshot before = change.before();
        String after = state(change.after());
        String path = before == null || state(before).equals(after) ? after : state(before) + " -> " + after;
        String why = why(change.after());
        return TIME.format(change.at()) + "  " + String.format("%-24s", change.function()) + "  "
                + String.format("%-18s", kinds) + "  " + path + (why == null ? "" : "  (" + why + ")")
                + (change.skipped() == 0 ? "" : "  [" + change.skipped() + " skipped]");
    }

    /** State and update in a few words. */
    static String state(FunctionSnapshot seen) {
        if (seen.presence() != Presence.PRESENT) {
            return seen.presence() == Presence.ABSENT ? "absent" : "unreadable";
        }
        String state = seen.stateText() == null ? "present" : seen.stateText();
        String update = seen.lastUpdateStatusText();
        return update == null || update.equals("Successful") ? state : state + "/" + update;
    }

    private static @Nullable String why(FunctionSnapshot seen) {
        if (seen.reason() != null) {
            return seen.reason();
        }
        return seen.lastUpdateStatusReasonCode() != null ? seen.lastUpdateStatusReasonCode() : seen.stateReasonCode();
    }
}
