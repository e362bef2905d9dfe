// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.CallFailedException;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;

/** A function on its way through a rollout. Confined to its chain of steps, which never overlaps itself. */
final class FunctionState {
    final Target target;
    final int wave;
    final RunContext run;
    private final Map<RolloutStep, Duration> timeSpent = new EnumMap<>(RolloutStep.class);

    Recorded recorded;

    /** Its code before the first update, and now as far as known. */
    @Nullable
    String codeBefore;

    @Nullable
    String codeSha256;

    @Nullable
    String revisionId;

    /** Whether its code is not updated any more: {@link #codeSha256} must stay. */
    boolean codeDone;

    /** What its alias pointed to before. */
    @Nullable
    String oldVersion;

    /** Whether a permit for the first call is held. */
    boolean hasPermit;

    /** Whether its alias is being shifted: a call was made, or a part of it goes to the new version. */
    boolean shiftBegun;

    /** Whether an earlier run published its version: what that did to the alias, its journal may lack. */
    final boolean publishedEarlier;

    int calls;
    private @Nullable RolloutStep step;
    private long stepSince;
    private boolean inStep;

    FunctionState(Target target, int wave, Recorded recorded, RunContext run) {
        this.target = target;
        this.wave = wave;
        this.recorded = recorded;
        this.run = run;
        this.oldVersion = recorded.versionBefore();
        this.publishedEarlier = recorded.version() != null;
        this.codeBefore = recorded.codeBefore();
        this.codeSha256 = recorded.codeAfter();
        this.codeDone = recorded.codeAfter() != null;
    }

    FunctionName name() {
        return target.function();
    }

    void enter(RolloutStep next) {
        if (next == step && inStep) {
            return;
        }
        leave();
        step = next;
        stepSince = run.clock().nanos();
        inStep = true;
        run.log().step(this, next);
    }

    /** Ends the time of the present step. */
    private void leave() {
        if (step != null && inStep) {
            timeSpent.merge(step, Duration.ofNanos(run.clock().nanos() - stepSince), Duration::plus);
        }
        inStep = false;
    }

    /** Takes over what a reading says. */
    void take(Reading reading) {
        codeSha256 = reading.codeSha256();
        revisionId = reading.latest().revisionId();
    }

    /** Takes over how an update ended; fails if it was followed by another one's of other code. */
    Mono<Void> take(FunctionSnapshot seen, @Nullable String expectedCode) {
        if (expectedCode != null && seen.codeSha256() != null && !expectedCode.equals(seen.codeSha256())) {
            return Mono.error(changedBySomebodyElse("code", seen.codeSha256()));
        }
        codeSha256 = seen.codeSha256() == null ? expectedCode : seen.codeSha256();
        revisionId = seen.revisionId();
        return Mono.empty();
    }

    /** Enters {@code kind} in the journal, and then in what is recorded. */
    Mono<Void> record(JournalEntry.Kind kind) {
        return record(kind, null, null);
    }

    Mono<Void> record(JournalEntry.Kind kind, @Nullable String version, @Nullable Integer percent) {
        return append(new JournalEntry(
                run.clock().instant(), name(), fingerprint(), kind, codeSha256, version, null, percent, null));
    }

    Mono<Void> recordStart(Reading reading) {
        return append(new JournalEntry(
                run.clock().instant(),
                name(),
                fingerprint(),
                JournalEntry.Kind.STARTED,
                reading.codeSha256(),
                oldVersion,
                reading.image(),
                null,
                null));
    }

    Mono<Void> recordEnd(FunctionOutcome outcome) {
        return append(new JournalEntry(
                run.clock().instant(),
                name(),
                fingerprint(),
                JournalEntry.Kind.ENDED,
                codeSha256,
                recorded.version(),
                null,
                null,
                outcome));
    }

    private Mono<Void> append(JournalEntry entry) {
        return Mono.defer(() -> run.journal().append(entry))
                .onErrorMap(JournalException::new)
                .doOnSuccess(nothing -> recorded = recorded.and(entry));
    }

    private String fingerprint() {
        return run.settings().fingerprint(target);
    }

    /** Takes the permit for what a halt must not begin, if none is held; fails with {@link Gates.ClosedException} after a halt. */
    Mono<Void> permitToBegin(int rank) {
        Mono<Void> permit = hasPermit
                ? Mono.empty()
                : run.gates().whileOpen(run.calls().permits().acquire(rank)).doOnSuccess(nothing -> hasPermit = true);
        return permit.then(run.gates().requireOpen());
    }

    /**
     * Makes a call that changes something: once it was sent, its answer is awaited whatever happens. One that was throttled is
     * not sent again after a stop.
     */
    <Q extends LambdaRequest, A> Mono<A> call(
            BiFunction<LambdaAsyncClient, Q, CompletableFuture<A>> operation, Q request, int rank) {
        return Mono.defer(() -> {
            Mono<Void> permit = hasPermit ? Mono.empty() : run.calls().permits().acquire(rank);
            hasPermit = false;
            return run.gates().unlessStopped(permit).then(Mono.defer(() -> {
                if (run.gates().isStopped()) {
                    return Mono.error(new Gates.ClosedException("stopped"));
                }
                calls++;
                run.log().called();
                return run.calls()
                        .callWithPermit(unlessStopped(operation), request, rank)
                        .onErrorMap(
                                CallFailedException.class,
                                error -> error.getCause() instanceof Gates.ClosedException stopped ? stopped : error);
            }));
        });
    }

    private <Q, A> BiFunction<LambdaAsyncClient, Q, CompletableFuture<A>> unlessStopped(
            BiFunction<LambdaAsyncClient, Q, CompletableFuture<A>> operation) {
        return (client, request) -> run.gates().isStopped()
                ? CompletableFuture.failedFuture(new Gates.ClosedException("stopped"))
                : operation.apply(client, request);
    }

    /** Whether a reading shows the code that it had before, or is given by a rollback. */
    boolean isReturned(Reading reading) {
        CodeSource previous = target.change().previousCode();
        String seen = reading.codeSha256();
        return seen != null
                && (seen.equals(recorded.codeBefore()) || (previous != null && seen.equals(previous.codeSha256())));
    }

    /** Whether a reading shows code that this rollout did not put there, nor found there. */
    boolean isForeign(Reading reading) {
        String seen = reading.codeSha256();
        if (seen == null) {
            return false;
        }
        if (codeDone) {
            return codeSha256 != null && !seen.equals(codeSha256);
        }
        CodeSource code = target.change().code();
        String wanted = code == null ? null : code.codeSha256();
        boolean unknown = codeBefore == null || (code != null && wanted == null);
        return !unknown && !seen.equals(codeBefore) && !seen.equals(wanted) && !isReturned(reading);
    }

    ConcurrentChangeException changedBySomebodyElse(String what, @Nullable String now) {
        return new ConcurrentChangeException("somebody else changed its " + what + ", which is now " + now);
    }

    FunctionResult result(FunctionOutcome outcome, @Nullable String reason, @Nullable String reasonCode) {
        leave();
        return new FunctionResult(
                name(),
                wave,
                outcome,
                step,
                oldVersion,
                recorded.version(),
                codeSha256 != null ? codeSha256 : recorded.codeAfter(),
                timeSpent,
                reason,
                reasonCode);
    }
}
