// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.WatcherClosedException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One function from its first step to its result. {@link #begin} is what few functions do at a time, so that a reading is
 * not old when the update that rests on it is made; {@link #finish} is the rest. Neither fails. Confined as
 * {@link FunctionState}.
 */
final class FunctionRun {
    private final FunctionState state;
    private final RunContext run;
    private boolean begun;
    private boolean started;
    private boolean failedVerification;
    private @Nullable Reading reading;
    private @Nullable FunctionResult result;

    FunctionRun(Target target, int wave, Recorded recorded, RunContext run) {
        this.state = new FunctionState(target, wave, recorded, run);
        this.run = run;
        this.started = recorded.started();
    }

    /** Whether a call that changes something may have been made. */
    boolean isStarted() {
        return started;
    }

    /** Whether the caller's verification failed. */
    boolean failedVerification() {
        return failedVerification;
    }

    /** What is told of it if the rollout ends before its turn: how an earlier run left it. */
    FunctionResult passOver() {
        FunctionOutcome before = state.recorded.outcome();
        FunctionResult told = before != null && state.recorded.isDone()
                ? state.result(before, null, null)
                : started
                        ? state.result(FunctionOutcome.STOPPED, run.gates().why(), null)
                        : state.result(FunctionOutcome.NOT_STARTED, null, null);
        result = told;
        return told;
    }

    /** Emits what became of it by returning it to what it was. */
    Mono<FunctionResult> rollBack() {
        FunctionResult before = result;
        String reason = before == null ? null : before.reason();
        String code = before == null ? null : before.reasonCode();
        return RollBackStep.rollBack(state)
                .flatMap(returned -> {
                    FunctionResult now = before == null || returned
                            ? state.result(FunctionOutcome.ROLLED_BACK, reason, code)
                            : before;
                    return returned
                            ? state.recordEnd(FunctionOutcome.ROLLED_BACK).thenReturn(now)
                            : Mono.just(now);
                })
                .onErrorResume(error -> {
                    if (error instanceof JournalException || error instanceof WatcherClosedException) {
                        run.gates().fail(error);
                    }
                    return Mono.just(state.result(
                            FunctionOutcome.FAILED, "rollback: " + Reasons.text(error), Reasons.code(error)));
                });
    }

    /** Up to the permit for the first call that changes something; emits this. */
    Mono<FunctionRun> begin() {
        FunctionOutcome before = state.recorded.outcome();
        if (before != null && state.recorded.isDone()) {
            result = state.result(before, null, null);
            return Mono.just(this);
        }
        return run.gates()
                .requireOpen()
                .then(Mono.defer(this::check))
                .then(Mono.defer(this::read))
                .then(Mono.defer(this::permit))
                .onErrorResume(this::ended)
                .thenReturn(this);
    }

    /** Emits what became of it. */
    Mono<FunctionResult> finish() {
        Mono<Void> rest = result != null
                ? Mono.empty()
                : Mono.defer(this::awaitUpdatable)
                        .then(Mono.defer(this::change))
                        .onErrorResume(this::ended);
        return rest.then(Mono.fromCallable(() -> {
            FunctionResult known = result;
            if (known == null) {
                throw new IllegalStateException(state.name() + " ended without a result");
            }
            run.log().count(known, begun, state.calls);
            return known;
        }));
    }

    private Mono<Void> check() {
        begun = true;
        run.log().begun();
        state.enter(RolloutStep.PRE_CHECK);
        return run.gates()
                .whileOpen(Flux.from(run.settings().hooks().preCheck().apply(state.target))
                        .then());
    }

    private Mono<Void> read() {
        state.enter(RolloutStep.READ);
        return run.gates()
                .whileOpen(run.read(state.name()))
                .doOnNext(seen -> reading = seen)
                .then();
    }

    private Mono<Void> permit() {
        Reading seen = reading();
        if (!started) { // else what an earlier run put there is still to be told from what somebody else did
            state.take(seen);
        }
        if (!seen.isUpdatable()) {
            return Mono.empty();
        }
        Needs needs = needs(seen);
        if (needs.none()) {
            if (!started) {
                result = state.result(FunctionOutcome.UNCHANGED, null, null);
            }
            return Mono.empty();
        }
        return permit(needs);
    }

    /** Waits for the permit of the first call, unless it is held. */
    private Mono<Void> permit(Needs needs) {
        boolean updates = needs.code() || needs.configuration();
        state.enter(
                needs.code()
                        ? RolloutStep.UPDATE_CODE
                        : updates
                                ? RolloutStep.UPDATE_CONFIGURATION
                                : needs.publish() ? RolloutStep.PUBLISH : RolloutStep.SHIFT_ALIAS);
        return state.permitToBegin(updates ? UpdateSteps.RANK : PublishStep.RANK);
    }

    private Mono<Void> awaitUpdatable() {
        if (reading().isUpdatable()) {
            return Mono.empty();
        }
        state.enter(RolloutStep.AWAIT_UPDATABLE);
        return run.gates().whileOpen(run.watcher().awaitUpdatable(state.name())).then(Mono.defer(this::read));
    }

    private Mono<Void> change() {
        Reading seen = reading();
        Needs needs = needs(seen);
        if (needs.none() && !started) {
            state.take(seen);
            result = state.result(FunctionOutcome.UNCHANGED, null, null);
            return Mono.empty();
        }
        Mono<Void> begin = needs.none() ? run.gates().requireOpen() : permit(needs);
        return begin.then(Mono.defer(() -> start(seen)))
                .then(Mono.defer(() -> UpdateSteps.update(state, seen)))
                .then(Mono.defer(() -> release(needs, seen)))
                .then(Mono.defer(this::verify))
                .then(Mono.defer(() -> {
                    result = state.result(FunctionOutcome.UPDATED, null, null);
                    return state.recordEnd(FunctionOutcome.UPDATED);
                }));
    }

    /** Notes how the function was. An earlier run that did not end it may have noted that already. */
    private Mono<Void> start(Reading seen) {
        boolean resumed = state.recorded.started() && state.recorded.outcome() == null;
        state.codeBefore = resumed ? state.recorded.codeBefore() : seen.codeSha256();
        state.codeDone = resumed && state.recorded.codeAfter() != null && !state.isReturned(seen);
        if (resumed) {
            state.codeSha256 = state.codeDone ? state.recorded.codeAfter() : seen.codeSha256();
            return state.isForeign(seen)
                    ? Mono.error(state.changedBySomebodyElse("code", seen.codeSha256()))
                    : Mono.empty();
        }
        if (!state.recorded.started()) {
            state.oldVersion = seen.aliasVersion();
        }
        return state.recordStart(seen).doOnSuccess(nothing -> started = true);
    }

    private Mono<Void> release(Needs needs, Reading seen) {
        AliasShift shift = run.release().shift();
        if (needs.publish()) {
            Mono<Void> published = PublishStep.publish(state);
            return shift == null ? published : published.then(Mono.defer(() -> ShiftStep.shift(state, shift)));
        }
        if (shift == null) {
            return Mono.empty();
        }
        if (!needs.shift()) { // an earlier run did it, and crashed before it could tell
            return state.record(JournalEntry.Kind.SHIFTED, seen.aliasVersion(), 100);
        }
        return PublishStep.awaitVersion(state, state.recorded.version())
                .then(Mono.defer(() -> ShiftStep.shift(state, shift)));
    }

    private Mono<Void> verify() {
        state.enter(RolloutStep.VERIFY);
        Deployed deployed = new Deployed(
                state.name(), run.release().alias(), state.oldVersion, state.recorded.version(), state.codeSha256);
        Mono<Void> hook = Mono.defer(
                () -> Flux.from(run.settings().hooks().verify().apply(deployed)).then());
        return run.gates()
                .unlessStopped(hook)
                .onErrorMap(
                        error -> !(error instanceof Gates.ClosedException), error -> new VerificationException(error));
    }

    private Mono<Void> ended(Throwable error) {
        if (error instanceof JournalException || error instanceof WatcherClosedException) {
            run.gates().fail(error);
        }
        if (error instanceof Gates.ClosedException
                || error instanceof JournalException
                || error instanceof WatcherClosedException) {
            FunctionOutcome outcome = started ? FunctionOutcome.STOPPED : FunctionOutcome.NOT_STARTED;
            result = state.result(outcome, error.getMessage(), null);
            return Mono.empty();
        }
        failedVerification = error instanceof VerificationException;
        result = state.result(FunctionOutcome.FAILED, Reasons.text(error), Reasons.code(error));
        return started ? state.recordEnd(FunctionOutcome.FAILED).onErrorResume(this::ended) : Mono.empty();
    }

    private Needs needs(Reading seen) {
        return Needs.of(state.target.change(), run.release(), state.recorded, seen);
    }

    private Reading reading() {
        Reading known = reading;
        if (known == null) {
            throw new IllegalStateException(state.name() + " was not read");
        }
        return known;
    }
}
