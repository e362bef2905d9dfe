// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import org.jspecify.annotations.Nullable;

/**
 * What earlier runs did to a function, as their journal tells. Immutable.
 *
 * @param started whether a call that changes something may have been made
 * @param codeBefore its code before that, null if unknown
 * @param versionBefore the version that its alias pointed to, null if there was none
 * @param imageBefore its image, null if it had none
 * @param codeAfter its new code, null if it was not updated
 * @param version the version published, null if none was
 * @param percent of the alias that goes to that version
 * @param outcome how it ended, null if it did not
 */
record Recorded(
        boolean started,
        @Nullable String codeBefore,
        @Nullable String versionBefore,
        @Nullable String imageBefore,
        @Nullable String codeAfter,
        @Nullable String version,
        int percent,
        @Nullable FunctionOutcome outcome) {

    static final Recorded NOTHING = new Recorded(false, null, null, null, null, null, 0, null);

    /** This and then {@code entry}. How it was before the first attempt is kept over further ones. */
    Recorded and(JournalEntry entry) {
        Integer reached = entry.percent();
        return switch (entry.kind()) {
            case STARTED ->
                started
                        ? new Recorded(true, codeBefore, versionBefore, imageBefore, codeAfter, version, percent, null)
                        : new Recorded(true, entry.codeSha256(), entry.version(), entry.image(), null, null, 0, null);
            case CODE, CONFIGURATION ->
                new Recorded(true, codeBefore, versionBefore, imageBefore, entry.codeSha256(), null, percent, null);
            case PUBLISHED ->
                new Recorded(
                        true,
                        codeBefore,
                        versionBefore,
                        imageBefore,
                        entry.codeSha256(),
                        entry.version(),
                        percent,
                        null);
            case SHIFTED ->
                new Recorded(
                        true,
                        codeBefore,
                        versionBefore,
                        imageBefore,
                        codeAfter,
                        entry.version(),
                        reached == null ? 100 : reached,
                        null);
            case ENDED -> ended(entry);
        };
    }

    private Recorded ended(JournalEntry entry) {
        return entry.outcome() == FunctionOutcome.ROLLED_BACK
                ? NOTHING
                : new Recorded(
                        started, codeBefore, versionBefore, imageBefore, codeAfter, version, percent, entry.outcome());
    }

    /** Whether nothing is left to do. */
    boolean isDone() {
        return outcome == FunctionOutcome.UPDATED || outcome == FunctionOutcome.UNCHANGED;
    }
}
