// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import static io.github.reactorwaiters.lambda.ChangeKind.APPEARED;
import static io.github.reactorwaiters.lambda.ChangeKind.BECAME_ACTIVE;
import static io.github.reactorwaiters.lambda.ChangeKind.BECAME_INACTIVE;
import static io.github.reactorwaiters.lambda.ChangeKind.BECAME_PENDING;
import static io.github.reactorwaiters.lambda.ChangeKind.DELETED;
import static io.github.reactorwaiters.lambda.ChangeKind.FAILED;
import static io.github.reactorwaiters.lambda.ChangeKind.FIRST_SEEN;
import static io.github.reactorwaiters.lambda.ChangeKind.READABLE;
import static io.github.reactorwaiters.lambda.ChangeKind.REVISION_CHANGED;
import static io.github.reactorwaiters.lambda.ChangeKind.STATE_CHANGED;
import static io.github.reactorwaiters.lambda.ChangeKind.UNREADABLE;
import static io.github.reactorwaiters.lambda.ChangeKind.UPDATE_COMPLETED;
import static io.github.reactorwaiters.lambda.ChangeKind.UPDATE_FAILED;
import static io.github.reactorwaiters.lambda.ChangeKind.UPDATE_STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;

/** Each pair of observations, and what must have happened between them. */
class LifecycleTest {
    private static final FunctionName ORDERS = FunctionName.of("orders");

    private static FunctionSnapshot seen(
            String state, @Nullable String code, @Nullable String update, int revision, int modified) {
        return FunctionSnapshot.of(
                ORDERS,
                FunctionConfiguration.builder()
                        .functionName("orders")
                        .version("$LATEST")
                        .state(state)
                        .stateReasonCode(code)
                        .lastUpdateStatus(update)
                        .revisionId("rev-" + revision)
                        .lastModified("2026-11-23T04:46:2" + modified + ".123+0000")
                        .codeSha256("sha")
                        .build());
    }

    private static FunctionSnapshot active(int revision, int modified) {
        return seen("Active", null, "Successful", revision, modified);
    }

    private static FunctionSnapshot updating(int revision, int modified) {
        return seen("Active", null, "InProgress", revision, modified);
    }

    private static FunctionSnapshot pending(int revision, int modified) {
        return seen("Pending", "Creating", null, revision, modified);
    }

    private static FunctionSnapshot absent() {
        return FunctionSnapshot.absent(ORDERS);
    }

    private static void expect(@Nullable FunctionSnapshot before, FunctionSnapshot after, ChangeKind... kinds) {
        assertThat(Lifecycle.between(before, after)).containsExactlyInAnyOrder(kinds);
    }

    @Test
    void nothingVisible() {
        expect(active(1, 1), active(1, 1));
        expect(absent(), absent());
    }

    @Test
    void firstObservation() {
        expect(null, active(1, 1), FIRST_SEEN);
        expect(null, absent(), FIRST_SEEN);
        expect(null, FunctionSnapshot.unreadable(ORDERS, "no", null), FIRST_SEEN, UNREADABLE);
    }

    @Test
    void creation() {
        expect(absent(), pending(1, 1), APPEARED, BECAME_PENDING);
        expect(absent(), active(2, 1), APPEARED, BECAME_ACTIVE);
        expect(pending(1, 1), active(2, 1), BECAME_ACTIVE);
        expect(pending(1, 1), seen("Failed", "EniLimitExceeded", null, 2, 1), FAILED);
        expect(pending(1, 1), active(4, 2), BECAME_ACTIVE, UPDATE_COMPLETED);
    }

    @Test
    void update() {
        expect(active(2, 1), updating(3, 2), UPDATE_STARTED);
        expect(updating(3, 2), active(4, 2), UPDATE_COMPLETED);
        expect(updating(3, 2), seen("Active", null, "Failed", 4, 2), UPDATE_FAILED);
        expect(seen("Active", null, "Failed", 4, 2), updating(5, 3), UPDATE_STARTED);
    }

    @Test
    void updateMissedBetweenTwoObservations() {
        expect(active(2, 1), active(4, 2), UPDATE_COMPLETED);
        expect(active(2, 1), seen("Active", null, "Failed", 4, 2), UPDATE_FAILED);
        expect(seen("Active", null, "Failed", 2, 1), seen("Active", null, "Failed", 4, 2), UPDATE_FAILED);
        expect(seen("Active", null, "Failed", 2, 1), active(4, 2), UPDATE_COMPLETED);
    }

    @Test
    void oneUpdateEndedAndTheNextBeganUnseen() {
        expect(updating(3, 2), updating(5, 3), UPDATE_STARTED);
    }

    @Test
    void idlingAndRestoring() {
        FunctionSnapshot inactive = seen("Inactive", "Idle", "Successful", 2, 1);
        FunctionSnapshot restoring = seen("Pending", "Restoring", "Successful", 2, 1);
        expect(active(2, 1), inactive, BECAME_INACTIVE);
        expect(inactive, restoring, BECAME_PENDING);
        expect(restoring, active(2, 1), BECAME_ACTIVE);
        expect(restoring, inactive, BECAME_INACTIVE);
        expect(inactive, active(4, 2), BECAME_ACTIVE, UPDATE_COMPLETED);
    }

    @Test
    void deletion() {
        expect(active(2, 1), absent(), DELETED);
        expect(active(2, 1), pending(9, 5), DELETED, APPEARED, BECAME_PENDING);
        expect(pending(1, 1), pending(9, 5), DELETED, APPEARED, BECAME_PENDING);
        FunctionSnapshot failed = seen("Failed", "InvalidImage", null, 2, 1);
        expect(failed, active(9, 5), DELETED, APPEARED, BECAME_ACTIVE);
        expect(failed, pending(9, 5), DELETED, APPEARED, BECAME_PENDING);
    }

    @Test
    void permission() {
        FunctionSnapshot unreadable = FunctionSnapshot.unreadable(ORDERS, "AccessDenied", active(2, 1));
        expect(active(2, 1), unreadable, UNREADABLE);
        expect(unreadable, active(4, 2), READABLE, UPDATE_COMPLETED);
        expect(unreadable, absent(), READABLE, DELETED);
        expect(unreadable, FunctionSnapshot.unreadable(ORDERS, "other", active(2, 1)), STATE_CHANGED);
        expect(FunctionSnapshot.unreadable(ORDERS, "x", null), active(1, 1), READABLE);
    }

    @Test
    void onlyTheRevision() {
        expect(active(2, 1), active(3, 1), REVISION_CHANGED);
    }

    @Test
    void everyOtherStateAndUnknownOnes() {
        for (String state :
                new String[] {"Deactivating", "Deactivated", "ActiveNonInvocable", "Deleting", "Hibernating"}) {
            FunctionSnapshot other = seen(state, null, "Successful", 2, 1);
            expect(active(2, 1), other, STATE_CHANGED);
            assertThat(other.stateText()).isEqualTo(state);
        }
        expect(active(2, 1), seen("Active", null, "Paused", 3, 1), STATE_CHANGED);
        expect(pending(1, 1), seen("Pending", "SomethingNew", null, 1, 1), STATE_CHANGED);
    }

    @Test
    void serversWithoutRevisionOrMovingLastModifiedShowTheCode() {
        FunctionSnapshot before = FunctionSnapshot.of(
                ORDERS,
                FunctionConfiguration.builder()
                        .functionName("orders")
                        .state("Active")
                        .lastUpdateStatus("Successful")
                        .codeSha256("a")
                        .build());
        FunctionSnapshot after = FunctionSnapshot.of(
                ORDERS,
                FunctionConfiguration.builder()
                        .functionName("orders")
                        .state("Active")
                        .lastUpdateStatus("Successful")
                        .codeSha256("b")
                        .build());
        expect(before, after, UPDATE_COMPLETED);
    }

    private static FunctionSnapshot version(
            String version, String code, String state, @Nullable String lastUpdateStatus) {
        return FunctionSnapshot.of(
                ORDERS,
                FunctionConfiguration.builder()
                        .functionName("orders")
                        .state(state)
                        .lastUpdateStatus(lastUpdateStatus)
                        .version(version)
                        .codeSha256(code)
                        .build());
    }

    @Test
    void aliasThatMovedToAVersionThatIsBeingMadeWasNeverGone() {
        expect(version("1", "a", "Active", "Successful"), version("2", "a", "Pending", null), BECAME_PENDING);
    }

    @Test
    void aliasThatMovedIsNoUpdate() {
        expect(version("1", "a", "Active", null), version("2", "b", "Active", null), REVISION_CHANGED);
    }
}
