// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The State of a function, as Lambda documents it. The service may add values: those read as {@link #UNKNOWN}, and
 * {@link FunctionSnapshot#stateText()} has the text.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html">Lambda function states</a>
 */
public enum FunctionState {
    /** Resources are being provisioned; invoking and updating fail. */
    PENDING("Pending"),
    /** Can be invoked. */
    ACTIVE("Active"),
    /** Idle for weeks: the next invocation fails and starts provisioning. */
    INACTIVE("Inactive"),
    /** Provisioning failed; final: delete the function and create it again. */
    FAILED("Failed"),
    /** On the way to deactivated. */
    DEACTIVATING("Deactivating"),
    /** Deactivated. */
    DEACTIVATED("Deactivated"),
    /** Active, but cannot be invoked. */
    ACTIVE_NON_INVOCABLE("ActiveNonInvocable"),
    /** Being deleted. */
    DELETING("Deleting"),
    /** A value that this version of the library does not know. */
    UNKNOWN("");

    /** {@code values()} makes an array at each call, and each poll comes here. */
    private static final FunctionState[] ALL = values();

    private final String text;

    FunctionState(String text) {
        this.text = text;
    }

    /** The state that Lambda spells {@code text}; null for null, {@link #UNKNOWN} for what is not known. */
    public static @Nullable FunctionState of(@Nullable String text) {
        if (text == null) {
            return null;
        }
        for (FunctionState state : ALL) {
            if (state.text.equals(text)) {
                return state;
            }
        }
        return UNKNOWN;
    }

    /** Whether the function leaves this state by itself, soon. */
    public boolean isTransitional() {
        return this == PENDING || this == DEACTIVATING || this == DELETING;
    }

    /** As Lambda spells it; for {@link #UNKNOWN}, {@code unknown}. */
    @Override
    public String toString() {
        return this == UNKNOWN ? name().toLowerCase(Locale.ROOT) : text;
    }
}
