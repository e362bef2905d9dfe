// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.pace.Phase;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keys whose readings and rows are {@link Reading}s, and whose changes are texts. */
final class ReadingModel implements ResourceModel<String, Reading, Reading, String> {
    @Override
    public Phase phase(Reading state) {
        return state.phase();
    }

    @Override
    public Reading absent(String key) {
        return Reading.ABSENT;
    }

    @Override
    public boolean isAbsent(Reading state) {
        return state.absent();
    }

    @Override
    public Reading following(@Nullable Reading before, Reading after) {
        return after;
    }

    @Override
    public boolean needsConfirmation(@Nullable Reading before, Reading after) {
        return false;
    }

    @Override
    public boolean agrees(Reading state, Reading row) {
        return row.revision().isEmpty() || state.revision().equals(row.revision());
    }

    @Override
    public String revision(Reading state) {
        return state.revision();
    }

    @Override
    public @Nullable String listedRevision(Reading row) {
        return row.revision().isEmpty() ? null : row.revision();
    }

    @Override
    public @Nullable Instant changedAt(Reading state) {
        return state.changedAt();
    }

    @Override
    public String transition(@Nullable Reading before, Reading after) {
        return before == null || before.absent() ? "create" : "update";
    }

    @Override
    public boolean isSameTransition(Reading before, Reading after) {
        return before.revision().equals(after.revision());
    }

    @Override
    public boolean isUpdatedSince(Reading before, Reading after) {
        return !Objects.equals(before.changedAt(), after.changedAt());
    }

    @Override
    public @Nullable String change(
            String key, @Nullable Reading before, Reading after, Instant notBefore, Instant at, long sequence) {
        return after.equals(before) ? null : key + ": " + before + " -> " + after;
    }

    @Override
    public String asFirst(String change) {
        return change;
    }

    @Override
    public String merge(String older, String newer) {
        return older + ", " + newer;
    }
}
