// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import io.github.reactorwaiters.budget.SchedulerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/**
 * Credentials of a client, fetched off the calling thread and held for the calls. Thread-safe.
 *
 * <p>The SDK asks its provider on the thread that makes the call, and its async pipeline joins the answer there, too:
 * for the user agent, before it signs. Files, STS and the instance's metadata service are read by blocking calls. So a
 * call waits for {@link #ready()} first, and the SDK finds here what is already there.
 */
final class CallCredentials implements IdentityProvider<AwsCredentialsIdentity>, Disposable {
    /** Providers of the SDK cache; asking them again is how their earlier refresh, or a changed file, is seen. */
    private static final Duration ASK_AGAIN_AFTER = Duration.ofMinutes(1);

    private static final Duration ASK_AGAIN_AFTER_TROUBLE = Duration.ofSeconds(10);

    /** A call must not arrive with credentials that expired on the way. */
    private static final Duration EXPIRY_MARGIN = Duration.ofSeconds(10);

    private final IdentityProvider<? extends AwsCredentialsIdentity> source;
    private final SchedulerClock clock;
    private final Duration timeout;
    private final AtomicReference<@Nullable Held> held = new AtomicReference<>();
    private final AtomicReference<Sinks.@Nullable One<AwsCredentialsIdentity>> underWay = new AtomicReference<>();
    private final Disposable.Composite questions = Disposables.composite();

    /** What is used until {@code askAgainAt}, used while it is asked for again, and not used from {@code staleAt} on. */
    private record Held(AwsCredentialsIdentity identity, Instant askAgainAt, Instant staleAt) {
        Held askAgainAt(Instant time) {
            return new Held(identity, time, staleAt);
        }

        Held stale() {
            return new Held(identity, askAgainAt, Instant.MIN);
        }
    }

    CallCredentials(IdentityProvider<? extends AwsCredentialsIdentity> source, SchedulerClock clock, Duration timeout) {
        this.source = source;
        this.clock = clock;
        this.timeout = timeout;
    }

    /** Whether {@code source} answers at once whatever happens, so that there is nothing to hold for it. */
    static boolean isImmediate(IdentityProvider<? extends AwsCredentialsIdentity> source) {
        return source instanceof StaticCredentialsProvider || source instanceof AnonymousCredentialsProvider;
    }

    /**
     * Completes when there are credentials to call with: at once, on the subscriber's thread, if they are held. Fails with
     * {@link NoCredentialsException} when the provider does, or does not answer within the timeout.
     */
    Mono<Void> ready() {
        return Mono.defer(() -> {
            Held now = held.get();
            Instant time = clock.instant();
            if (now == null || !time.isBefore(now.staleAt())) {
                return fetch().timeout(timeout, clock.scheduler()).then().onErrorMap(this::unavailable);
            }
            if (!time.isBefore(now.askAgainAt())
                    && held.compareAndSet(now, now.askAgainAt(time.plus(ASK_AGAIN_AFTER_TROUBLE)))) {
                fetch(); // what is held serves meanwhile, also if this fails
            }
            return Mono.empty();
        });
    }

    /** The service did not take them: the next call waits for others. */
    void rejected() {
        held.updateAndGet(now -> now == null ? null : now.stale());
    }

    @Override
    public Class<AwsCredentialsIdentity> identityType() {
        return AwsCredentialsIdentity.class;
    }

    @Override
    public CompletableFuture<? extends AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
        Held now = held.get();
        return now == null ? source.resolveIdentity(request) : CompletableFuture.completedFuture(now.identity());
    }

    @Override
    public void dispose() {
        questions.dispose();
    }

    /** One question to the provider at a time, whose answer all that wait get. */
    private Mono<AwsCredentialsIdentity> fetch() {
        Sinks.One<AwsCredentialsIdentity> answer = Sinks.one();
        Sinks.One<AwsCredentialsIdentity> running = underWay.compareAndExchange(null, answer);
        if (running != null) {
            return running.asMono();
        }
        // Its own: an answer may come, and the next question begin, before this one is kept.
        Disposable.Swap question = Disposables.swap();
        questions.add(question);
        question.update(Mono.defer(() -> Mono.fromFuture(source.resolveIdentity()))
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("the credentials provider gave null")))
                .subscribeOn(Schedulers.boundedElastic())
                .doFinally(signal -> questions.remove(question))
                .subscribe(
                        identity -> {
                            hold(identity);
                            underWay.set(null);
                            answer.tryEmitValue(identity);
                        },
                        error -> {
                            underWay.set(null);
                            answer.tryEmitError(error);
                        }));
        return answer.asMono();
    }

    private void hold(AwsCredentialsIdentity identity) {
        Instant staleAt = identity.expirationTime()
                .map(expiry -> expiry.minus(EXPIRY_MARGIN))
                .orElse(Instant.MAX);
        held.set(new Held(identity, clock.instant().plus(ASK_AGAIN_AFTER), staleAt));
    }

    private NoCredentialsException unavailable(Throwable error) {
        return new NoCredentialsException(
                error instanceof TimeoutException
                        ? SdkClientException.create("no credentials within " + timeout + " from " + source, error)
                        : CallErrors.withoutRequest(error));
    }

    /** There is nothing to sign a call with. */
    static final class NoCredentialsException extends RuntimeException {
        private final Throwable reason;

        NoCredentialsException(Throwable reason) {
            super(reason);
            this.reason = reason;
        }

        /** What the provider failed with. */
        Throwable reason() {
            return reason;
        }
    }
}
