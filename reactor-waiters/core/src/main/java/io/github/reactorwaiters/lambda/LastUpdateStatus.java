// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The LastUpdateStatus of a function. The service may add values: those read as {@link #UNKNOWN}, and
 * {@link FunctionSnapshot#lastUpdateStatusText()} has the text.
 */
public enum LastUpdateStatus {
    /** An update is under way; the function runs its old code, and another update would fail. */
    IN_PROGRESS("InProgress"),
    /** The last update succeeded. */
    SUCCESSFUL("Successful"),
    /** The last update failed; the function runs its old code. */
    FAILED("Failed"),
    /** A value that this version of the library does not know. */
    UNKNOWN("");

    /** {@code values()} makes an array at each call, and each poll comes here. */
    private static final LastUpdateStatus[] ALL = values();

    private final String text;

    LastUpdateStatus(String text) {
        this.text = text;
    }

    /** The status that Lambda spells {@code text}; null for null, {@link #UNKNOWN} for what is not known. */
    public static @Nullable LastUpdateStatus of(@Nullable String text) {
        if (text == null) {
            return null;
        }
        for (LastUpdateStatus status : ALL) {
            if (status.text.equals(text)) {
                return status;
            }
        }
        return UNKNOWN;
    }

    /** As Lambda spells it; for {@link #UNKNOWN}, {@code unknown}. */
    @Override
    public String toString() {
        return this == UNKNOWN ? name().toLowerCase(Locale.ROOT) : text;
    }
}
