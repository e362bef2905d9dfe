// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What tells a reading from before an update, which an eventually consistent service may still give, from a later one:
 * LastModified; on a server whose LastModified never moves, the code.
 *
 * @param lastModified as the answer to the update had it
 * @param codeSha256 as the answer to the update had it
 */
record UpdateMark(@Nullable String lastModified, @Nullable String codeSha256) {
    /** Whether {@code seen} is from before the update, and so says nothing of it. */
    boolean isLaterThan(FunctionSnapshot seen) {
        if (!seen.isPresent()
                || (Objects.equals(lastModified, seen.lastModified())
                        && Objects.equals(codeSha256, seen.codeSha256()))) {
            return false;
        }
        Instant start = FunctionSnapshot.instant(lastModified);
        Instant shown = FunctionSnapshot.instant(seen.lastModified());
        if (start != null && shown != null && !shown.equals(start)) {
            return shown.isBefore(start);
        }
        // A failed update leaves the old code.
        return seen.lastUpdateStatus() != LastUpdateStatus.FAILED
                && codeSha256 != null
                && seen.codeSha256() != null
                && !codeSha256.equals(seen.codeSha256());
    }
}
