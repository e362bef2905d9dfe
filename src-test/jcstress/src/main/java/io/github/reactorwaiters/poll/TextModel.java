// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.pace.Phase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Keys whose states are texts, always settled; a change reads {@code key=state}. */
final class TextModel implements ResourceModel<String, String, String, String> {
    @Override
    public Phase phase(String state) {
        return Phase.SETTLED;
    }

    @Override
    public String absent(String key) {
        return "";
    }

    @Override
    public boolean isAbsent(String state) {
        return state.isEmpty();
    }

    @Override
    public String following(@Nullable String before, String after) {
        return after;
    }

    @Override
    public boolean needsConfirmation(@Nullable String before, String after) {
        return false;
    }

    @Override
    public boolean agrees(String state, String row) {
        return state.equals(row);
    }

    @Override
    public String revision(String state) {
        return state;
    }

    @Override
    public String listedRevision(String row) {
        return row;
    }

    @Override
    public @Nullable Instant changedAt(String state) {
        return null;
    }

    @Override
    public String transition(@Nullable String before, String after) {
        return "update";
    }

    @Override
    public boolean isSameTransition(String before, String after) {
        return before.equals(after);
    }

    @Override
    public boolean isUpdatedSince(String before, String after) {
        return !before.equals(after);
    }

    @Override
    public @Nullable String change(
            String key, @Nullable String before, String after, Instant notBefore, Instant at, long sequence) {
        return after.equals(before) ? null : key + "=" + after;
    }

    @Override
    public String asFirst(String change) {
        return change;
    }

    @Override
    public String merge(String older, String newer) {
        return newer;
    }
}
