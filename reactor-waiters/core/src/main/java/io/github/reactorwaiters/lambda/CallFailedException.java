// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import org.jspecify.annotations.Nullable;

/** A call by a {@link ControlPlane} had no success. The cause is the SDK's exception. */
public final class CallFailedException extends FunctionWatcherException {
    /** What a failure means for the caller. */
    public enum Kind {
        /** The function, version or alias is not there. */
        NOT_FOUND,
        /** Its state does not allow the call now, or it exists already. */
        CONFLICT,
        /** The RevisionId given is not its latest: somebody else changed it, or a change of its own ended. */
        STALE_REVISION,
        /** The caller may not make this call. */
        DENIED,
        /** No credentials, expired or wrong ones: no call succeeds. */
        CREDENTIALS,
        /** The service refuses the request as such. */
        INVALID,
        /** Network trouble, a timeout, a server error, an unreadable answer: the call may have been carried out, or not. */
        UNCERTAIN
    }

    private final Kind kind;
    private final @Nullable String code;

    CallFailedException(Kind kind, String operation, Throwable cause) {
        super(operation + ": " + CallErrors.reason(cause), cause);
        this.kind = kind;
        this.code = CallErrors.code(cause);
    }

    /** What the failure means. */
    public Kind kind() {
        return kind;
    }

    /** The service's error code, such as {@code AccessDeniedException}; null if it did not answer with one. */
    public @Nullable String code() {
        return code;
    }
}
