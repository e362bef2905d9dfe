// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.testkit.model.Transition;
import io.github.reactorwaiters.testkit.model.Transition.Kind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** Knows what truly happened to a function, and judges what a subscriber was told of it. */
final class Oracle {
    private static final Map<ChangeKind, Set<Kind>> CAUSES = Map.of(
            ChangeKind.UPDATE_STARTED, Set.of(Kind.UPDATE_STARTED),
            ChangeKind.UPDATE_COMPLETED, Set.of(Kind.UPDATE_COMPLETED),
            ChangeKind.UPDATE_FAILED, Set.of(Kind.UPDATE_FAILED),
            ChangeKind.FAILED, Set.of(Kind.CREATION_FAILED),
            ChangeKind.DELETED, Set.of(Kind.DELETED),
            ChangeKind.APPEARED, Set.of(Kind.CREATED),
            ChangeKind.BECAME_INACTIVE, Set.of(Kind.IDLED, Kind.RESTORE_FAILED));

    private final List<Transition> history;
    private final List<FunctionStateChange> told;

    Oracle(VirtualFleet fleet, FunctionName function, List<FunctionStateChange> changes) {
        this.history = fleet.functions().history(function.name());
        this.told = changes.stream()
                .filter(change -> change.function().equals(function))
                .toList();
    }

    /**
     * Every change leads from one true state to a later one, its kinds are what happened between them, in the time told,
     * and the last state is the true one.
     */
    void judge() {
        int at = -1;
        for (FunctionStateChange change : told) {
            int before = at;
            at = position(change, before);
            if (change.before() != null) {
                judge(change, history.subList(before + 1, at + 1));
            }
        }
        boolean absent = history.isEmpty() || history.get(history.size() - 1).kind() == Kind.DELETED;
        boolean toldAbsent =
                told.isEmpty() || !told.get(told.size() - 1).after().isPresent();
        if (!absent || !toldAbsent) { // who came and went unseen was never there
            assertThat(at).as("the last state told, of %s", history).isEqualTo(history.size() - 1);
        }
    }

    /** Which transition led to the state that {@code change} tells; never an earlier one than what was told before. */
    private int position(FunctionStateChange change, int before) {
        FunctionSnapshot after = change.after();
        if (!after.isPresent() && change.before() == null) {
            return knownAbsence(change);
        }
        int found = -1;
        for (int i = history.size() - 1; i >= Math.max(0, before); i--) {
            Transition candidate = history.get(i);
            boolean same = after.isPresent()
                    ? candidate.revisionId().equals(after.revisionId()) && candidate.kind() != Kind.DELETED
                    : candidate.kind() == Kind.DELETED && !candidate.at().isAfter(change.at());
            if (same) {
                found = i;
                break;
            }
        }
        if (!after.isPresent() && before < 0 && found < 0) {
            return -1; // not created yet
        }
        assertThat(found)
                .as("a state that never was, or is past: %s after %s of %s", change, before, history)
                .isNotNegative();
        Transition truth = history.get(found);
        assertThat(truth.at()).as("told before it was: %s", change).isBeforeOrEqualTo(change.at());
        if (after.isPresent()) {
            assertThat(after.stateText()).isEqualTo(truth.state());
            assertThat(after.lastUpdateStatusText()).isEqualTo(truth.lastUpdateStatus());
        }
        return found;
    }

    /**
     * The first absence that {@code change} may tell of, -1 for the one before the creation: who comes after others is told what
     * is known, as of {@code notBefore} or later, though the function may have been created and deleted since.
     */
    private int knownAbsence(FunctionStateChange change) {
        OptionalInt known = IntStream.range(-1, history.size())
                .filter(i -> i < 0
                        || (history.get(i).kind() == Kind.DELETED
                                && !history.get(i).at().isAfter(change.at())))
                .filter(i -> i + 1 == history.size() || !history.get(i + 1).at().isBefore(change.notBefore()))
                .findFirst();
        assertThat(known).as("absent when %s says, of %s", change, history).isPresent();
        return known.getAsInt();
    }

    private void judge(FunctionStateChange change, List<Transition> between) {
        // To the millisecond: what happened in that of notBefore may have been after it. That nothing was after at, its
        // position says. What came and went while the function was told to be absent may have been long before.
        boolean there = Objects.requireNonNull(change.before()).isPresent();
        assertThat(there ? between : between.subList(Math.max(0, between.size() - 1), between.size()))
                .as("before the time told: %s", change)
                .allSatisfy(transition -> assertThat(transition.at()).isAfterOrEqualTo(change.notBefore()));
        // Lambda tells no time of creation: who was deleted, created and settled unseen looks like one who was updated.
        boolean replaced = between.stream().anyMatch(transition -> transition.kind() == Kind.DELETED);
        CAUSES.forEach((kind, causes) -> {
            if (change.kinds().contains(kind) && !replaced) {
                assertThat(between)
                        .as("an invented %s in %s", kind, change)
                        .extracting(Transition::kind)
                        .containsAnyElementsOf(causes);
            }
        });
        Kind lastEnd = between.stream()
                .map(Transition::kind)
                .filter(Set.of(Kind.UPDATE_COMPLETED, Kind.UPDATE_FAILED, Kind.CREATED, Kind.DELETED)::contains)
                .reduce(null, (earlier, later) -> later);
        boolean shown = change.after().isPresent()
                && !change.after().isUpdating() // how the update before that one ended, nobody can read any more
                && change.before() != null
                && change.before().isPresent()
                && !change.kinds()
                        .contains(ChangeKind.APPEARED) // of a function told to be new the kind of its state is told
                && !Objects.equals(
                        change.before().lastModified(), change.after().lastModified());
        if (shown && lastEnd == Kind.UPDATE_COMPLETED) {
            assertThat(change.kinds()).as("an update that ended in %s", between).contains(ChangeKind.UPDATE_COMPLETED);
        }
        if (shown && lastEnd == Kind.UPDATE_FAILED) {
            assertThat(change.kinds())
                    .as("an update that failed in %s", between)
                    .contains(ChangeKind.UPDATE_FAILED);
        }
    }
}
