// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.lambda.CallCredentials.NoCredentialsException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/** Every scheduler is virtual here, unless a test says otherwise. */
class CallCredentialsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final Questions provider = new Questions();
    private final CallCredentials credentials = new CallCredentials(provider, new SchedulerClock(() -> time), TIMEOUT);

    @BeforeEach
    void everySchedulerIsVirtual() {
        VirtualTimeScheduler.set(time);
        time.advanceTimeBy(Duration.ofDays(20_000));
    }

    @AfterEach
    void schedulersAreReal() {
        VirtualTimeScheduler.reset();
        Schedulers.resetFactory();
    }

    @Test
    void theProviderIsAskedOffTheCallersThread() {
        VirtualTimeScheduler.reset();
        CompletableFuture<Thread> askedOn = new CompletableFuture<>();
        AwsCredentialsProvider recording = () -> {
            askedOn.complete(Thread.currentThread());
            return AwsBasicCredentials.create("a", "secret");
        };
        CallCredentials real = new CallCredentials(recording, new SchedulerClock(Schedulers::parallel), TIMEOUT);

        StepVerifier.create(real.ready()).expectComplete().verify(Duration.ofSeconds(10));

        assertThat(askedOn.join()).isNotSameAs(Thread.currentThread());
        assertThat(askedOn.join().getName()).startsWith("boundedElastic");
    }

    @Test
    void oneQuestionServesAllThatWait() {
        List<Ready> waiting = List.of(ask(), ask(), ask());

        pass(Duration.ofSeconds(1));
        provider.answer("a");

        assertThat(provider.asked).isEqualTo(1);
        assertThat(waiting).allMatch(ready -> ready.completed);
    }

    @Test
    void whatIsHeldIsThereAtOnce() {
        hold("a", null);

        pass(Duration.ofSeconds(59));

        assertThat(ask().completed).isTrue();
        pass(Duration.ZERO);
        assertThat(provider.asked).isEqualTo(1);
    }

    @Test
    void agedOnesServeWhileTheProviderIsAskedAgain() {
        hold("a", null);

        pass(Duration.ofMinutes(1));

        assertThat(ask().completed).isTrue();
        assertThat(ask().completed).isTrue();
        pass(Duration.ZERO);
        assertThat(provider.asked).isEqualTo(2);
        assertThat(held()).isEqualTo("a");
        provider.answer("b");
        assertThat(held()).isEqualTo("b");
    }

    @Test
    void agedOnesServeOnWhenTheProviderFails() {
        hold("a", null);
        pass(Duration.ofMinutes(1));
        ask();
        pass(Duration.ZERO);
        provider.fail(new IllegalStateException("unreachable"));

        assertThat(ask().completed).isTrue();
        pass(Duration.ofSeconds(9));
        assertThat(provider.asked).as("asked again too early").isEqualTo(2);
        pass(Duration.ofSeconds(1));
        assertThat(ask().completed).isTrue();
        pass(Duration.ZERO);
        assertThat(provider.asked).isEqualTo(3);
    }

    @Test
    void expiringOnesAreNotUsed() {
        hold("a", now().plusSeconds(40));

        pass(Duration.ofSeconds(29));
        assertThat(ask().completed).isTrue();
        pass(Duration.ofSeconds(1));
        Ready ready = ask();
        assertThat(ready.completed).isFalse();
        pass(Duration.ZERO);
        provider.answer("b");

        assertThat(ready.completed).isTrue();
        assertThat(held()).isEqualTo("b");
    }

    @Test
    void anAnswerThatHasExpiredAlreadyIsLeftToTheServiceToJudge() {
        hold("a", now().minusSeconds(1));

        assertThat(held()).isEqualTo("a");
        assertThat(ask().completed).isFalse();
    }

    @Test
    void rejectedOnesAreReplacedBeforeTheNextCall() {
        hold("a", null);

        credentials.rejected();

        Ready ready = ask();
        pass(Duration.ZERO);
        assertThat(ready.completed).isFalse();
        assertThat(held()).as("for a call already on its way").isEqualTo("a");
        provider.answer("b");
        assertThat(ready.completed).isTrue();
        assertThat(held()).isEqualTo("b");
    }

    @Test
    void failureTellsWhatTheProviderSaid() {
        IllegalStateException cause = new IllegalStateException("no role");
        Ready ready = ask();
        pass(Duration.ZERO);
        provider.fail(cause);

        assertThat(ready.error).isInstanceOfSatisfying(NoCredentialsException.class, error -> assertThat(error.reason())
                .isSameAs(cause));
        hold("a", null);
        assertThat(ask().completed).isTrue();
    }

    @Test
    void silenceEndsTheWaitButNotTheQuestion() {
        Ready ready = ask();
        pass(TIMEOUT);

        assertThat(ready.error).isInstanceOfSatisfying(NoCredentialsException.class, error -> assertThat(error.reason())
                .hasMessageContaining("no credentials within PT10S from the questioned"));
        provider.answer("a");
        assertThat(ask().completed).isTrue();
        assertThat(provider.asked).isEqualTo(1);
    }

    /** Found by jcstress: the second question was withdrawn, and nobody could ask any more. */
    @Test
    void aRefusalAtOnceDoesNotWithdrawTheNextQuestion() {
        onTheAskersThread();
        Ready second = new Ready();
        provider.onFirst = () -> {
            Mono<Void> again = credentials.ready().onErrorResume(refused -> credentials.ready());
            again.subscribe(nothing -> {}, error -> second.error = error, () -> second.completed = true);
            provider.fail(new IllegalStateException("no role"));
        };

        Ready first = ask();
        assertThat(first.error).isInstanceOf(NoCredentialsException.class);
        assertThat(provider.waiting).hasSize(1).noneMatch(CompletableFuture::isCancelled);
        provider.answer("a");

        assertThat(second.completed).isTrue();
        assertThat(ask().completed).isTrue();
    }

    @Test
    void disposingWithdrawsTheQuestion() {
        ask();
        pass(Duration.ZERO);

        credentials.dispose();

        assertThat(provider.waiting).allMatch(CompletableFuture::isCancelled);
    }

    @Test
    void onlyProvidersThatHoldTheirAnswerAreLeftAlone() {
        assertThat(CallCredentials.isImmediate(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b"))))
                .isTrue();
        assertThat(CallCredentials.isImmediate(AnonymousCredentialsProvider.create()))
                .isTrue();
        assertThat(CallCredentials.isImmediate(EnvironmentVariableCredentialsProvider.create()))
                .isFalse();
    }

    private static void onTheAskersThread() {
        Schedulers.setFactory(new Schedulers.Factory() {
            @Override
            public Scheduler newBoundedElastic(int threads, int queued, ThreadFactory factory, int ttlSeconds) {
                return Schedulers.immediate();
            }
        });
    }

    private Ready ask() {
        Ready ready = new Ready();
        credentials.ready().subscribe(nothing -> {}, error -> ready.error = error, () -> ready.completed = true);
        return ready;
    }

    private void hold(String key, @Nullable Instant expiry) {
        ask();
        pass(Duration.ZERO);
        provider.answer(key, expiry);
    }

    private String held() {
        return credentials
                .resolveIdentity(ResolveIdentityRequest.builder().build())
                .join()
                .accessKeyId();
    }

    private void pass(Duration duration) {
        time.advanceTimeBy(duration);
    }

    private Instant now() {
        return Instant.EPOCH.plus(Duration.ofNanos(time.now(TimeUnit.NANOSECONDS)));
    }

    private static final class Ready {
        boolean completed;

        @Nullable
        Throwable error;
    }

    /** A provider that answers when it is told to. */
    private static final class Questions implements IdentityProvider<AwsCredentialsIdentity> {
        final Deque<CompletableFuture<AwsCredentialsIdentity>> waiting = new ArrayDeque<>();
        int asked;

        /** Runs while the first question is being asked. */
        Runnable onFirst = () -> {};

        @Override
        public Class<AwsCredentialsIdentity> identityType() {
            return AwsCredentialsIdentity.class;
        }

        @Override
        public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
            asked++;
            CompletableFuture<AwsCredentialsIdentity> question = new CompletableFuture<>();
            waiting.add(question);
            if (asked == 1) {
                onFirst.run();
            }
            return question;
        }

        void answer(String key) {
            answer(key, null);
        }

        void answer(String key, @Nullable Instant expiry) {
            new ArrayList<>(waiting)
                    .forEach(question -> question.complete(AwsSessionCredentials.builder()
                            .accessKeyId(key)
                            .secretAccessKey("secret")
                            .sessionToken("token")
                            .expirationTime(expiry)
                            .build()));
            waiting.clear();
        }

        void fail(RuntimeException error) {
            new ArrayList<>(waiting).forEach(question -> question.completeExceptionally(error));
            waiting.clear();
        }

        @Override
        public String toString() {
            return "the questioned";
        }
    }
}
