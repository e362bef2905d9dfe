// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import io.github.reactorwaiters.pace.Phase;
import io.github.reactorwaiters.poll.ResourceModel;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;

/** What the engine must know of Lambda functions. */
final class LambdaModel
        implements ResourceModel<FunctionName, FunctionSnapshot, FunctionConfiguration, FunctionStateChange> {
    /** What a code update is called as a class of transitions. */
    static final String CODE = "code";

    /** What a configuration update is called. */
    static final String CONFIGURATION = "configuration";

    private static final String CREATE = "create";
    private static final String VERSION = "version";

    private final Function<? super FunctionSnapshot, String> classes;

    /**
     * A model.
     *
     * @param classes functions of one class take alike to be provisioned
     */
    LambdaModel(Function<? super FunctionSnapshot, String> classes) {
        this.classes = classes;
    }

    static String transition(String what, String functionClass) {
        return (what + '/' + functionClass).intern(); // one text for all functions of a class
    }

    @Override
    public Phase phase(FunctionSnapshot state) {
        return switch (state.presence()) {
            case PRESENT -> state.isSettled() ? Phase.SETTLED : Phase.RUNNING;
            case ABSENT -> Phase.SETTLED;
            case UNREADABLE -> Phase.UNREADABLE;
        };
    }

    @Override
    public FunctionSnapshot absent(FunctionName key) {
        return FunctionSnapshot.absent(key);
    }

    @Override
    public boolean isAbsent(FunctionSnapshot state) {
        return state.presence() == Presence.ABSENT;
    }

    @Override
    public FunctionSnapshot following(@Nullable FunctionSnapshot before, FunctionSnapshot after) {
        String reason = after.reason();
        if (after.presence() == Presence.UNREADABLE && reason != null) {
            return FunctionSnapshot.unreadable(after.function(), reason, before);
        }
        return after.sharing(before);
    }

    /** Lambda is eventually consistent: a function just created may not be found at once. */
    @Override
    public boolean needsConfirmation(@Nullable FunctionSnapshot before, FunctionSnapshot after) {
        return isAbsent(after) && (before == null || !isAbsent(before));
    }

    @Override
    public boolean agrees(FunctionSnapshot state, FunctionConfiguration row) {
        return switch (state.presence()) {
            case ABSENT -> false;
            case UNREADABLE -> true;
            case PRESENT ->
                same(state.revisionId(), row.revisionId())
                        && same(state.lastModified(), row.lastModified())
                        && same(state.codeSha256(), row.codeSha256())
                        && same(state.stateText(), row.stateAsString())
                        && same(state.lastUpdateStatusText(), row.lastUpdateStatusAsString());
        };
    }

    @Override
    public @Nullable String revision(FunctionSnapshot state) {
        return state.revisionId();
    }

    @Override
    public @Nullable String listedRevision(FunctionConfiguration row) {
        return row.revisionId();
    }

    @Override
    public @Nullable Instant changedAt(FunctionSnapshot state) {
        return state.modified();
    }

    @Override
    public String transition(@Nullable FunctionSnapshot before, FunctionSnapshot after) {
        String what = after.state() == FunctionState.PENDING
                ? isPublished(after) ? VERSION : CREATE
                : before != null && before.codeSha256() != null && same(before.codeSha256(), after.codeSha256())
                        ? CONFIGURATION
                        : CODE;
        return transition(what, classes.apply(after));
    }

    @Override
    public boolean isSameTransition(FunctionSnapshot before, FunctionSnapshot after) {
        return same(before.revisionId(), after.revisionId()) && !after.isUpdatedSince(before);
    }

    @Override
    public boolean isUpdatedSince(FunctionSnapshot before, FunctionSnapshot after) {
        return after.isUpdatedSince(before);
    }

    @Override
    public @Nullable FunctionStateChange change(
            FunctionName key,
            @Nullable FunctionSnapshot before,
            FunctionSnapshot after,
            Instant notBefore,
            Instant at,
            long sequence) {
        return FunctionStateChange.between(sequence, notBefore, at, before, after);
    }

    @Override
    public FunctionStateChange asFirst(FunctionStateChange change) {
        return new FunctionStateChange(
                change.sequence(),
                change.function(),
                change.at(),
                change.notBefore(),
                change.kinds(),
                change.skipped(),
                null,
                change.after());
    }

    @Override
    public FunctionStateChange merge(FunctionStateChange older, FunctionStateChange newer) {
        return older.merge(newer);
    }

    private static boolean isPublished(FunctionSnapshot state) {
        return state.version() != null && !"$LATEST".equals(state.version());
    }

    /** What one side does not say contradicts nothing: servers differ in what they list. */
    private static boolean same(@Nullable String read, @Nullable String listed) {
        return read == null || listed == null || read.equals(listed);
    }
}
