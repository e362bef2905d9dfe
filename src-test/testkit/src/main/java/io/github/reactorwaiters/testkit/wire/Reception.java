// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import io.github.reactorwaiters.testkit.wire.Call.Outcome;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/**
 * What every request passes, whichever front it came in by: the log, then faults, the quota, the latency, and at last
 * the {@link Backend}. So the model is read and changed <em>when the answer is due</em>, not when the request arrived
 * (where calls travel, half of the round trip before it is due); a call that a fault refuses takes nothing from the
 * quota; a call cancelled before that changes nothing. Without latency, answers are given on the caller's thread,
 * otherwise on the scheduler's. Thread-safe.
 */
public final class Reception {
    static final String REQUEST_ID = "x-amzn-RequestId";

    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
    /** AWS's own limit: a 50 MB zip in Base64, and some room. */
    private static final int MAX_BODY_BYTES = 70_167_211;

    private final Backend backend;
    private final Scheduler clock;
    private final CallLog log;
    private final Faults faults;
    private final QuotaGate quota;
    private final Latency latency;
    private final Draws requestIds = new Draws(0);

    /** A reception in front of {@code backend}; {@code clock} gives the time and delays answers. */
    public Reception(Backend backend, Scheduler clock, CallLog log, Faults faults, Quotas quotas, Latency latency) {
        this.backend = Objects.requireNonNull(backend, "backend");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.log = Objects.requireNonNull(log, "log");
        this.faults = Objects.requireNonNull(faults, "faults");
        this.quota = new QuotaGate(Objects.requireNonNull(quotas, "quotas"));
        this.latency = Objects.requireNonNull(latency, "latency");
    }

    /**
     * An HTTP client for the AWS SDK that answers in memory: no socket, no thread. It ignores the host a request is for.
     * Its {@code close()} does nothing. Thread-safe, and re-entrant: an answer may make the next call.
     */
    public SdkAsyncHttpClient inMemory() {
        return new InMemoryFront(this);
    }

    /**
     * Serves on 127.0.0.1, with event loops of its own.
     *
     * @param port the port; 0: any free one
     * @param eventLoops the number of threads, 1 to 256
     * @throws IllegalStateException if the port is taken
     * @throws IllegalArgumentException if {@code port} or {@code eventLoops} is out of range
     */
    public ServedLambda serve(int port, int eventLoops) {
        return HttpFront.serve(this, port, eventLoops);
    }

    /** Takes a request in; {@code reply} gets the answer, once, unless the result is disposed of before. */
    Disposable receive(ApiRequest request, Consumer<Answer> reply) {
        long now = clock.now(TimeUnit.NANOSECONDS);
        String addressed = backend.operation(request);
        String operation = addressed == null ? Call.UNKNOWN_OPERATION : addressed;
        String function = AddressedFunction.of(request, operation);
        LoggedCall call = log.arrived(clock.now(TimeUnit.MILLISECONDS), operation, function);
        Verdict verdict = faults.judge(operation, function, now);
        boolean refused = !verdict.isFinal() && addressed != null && !quota.admits(operation, now);
        Exchange exchange =
                new Exchange(clock, call, () -> ending(request, operation, function, verdict, refused), reply);
        if (!verdict.hangs()) {
            exchange.runAfter(latency.nextNanos(operation) + verdict.delayNanos(), latency.wayBackNanos(operation));
        }
        return exchange;
    }

    /** A new value for the header that the SDK reads as the request ID. */
    String requestId() {
        return new UUID(requestIds.nextBits(), requestIds.nextBits()).toString();
    }

    private Ending ending(
            ApiRequest request, String operation, @Nullable String function, Verdict verdict, boolean refused) {
        Function<Subject, Answer> instead = verdict.instead();
        if (instead != null) {
            return new Ending(instead.apply(faults.subject(operation, function)), verdict.outcome());
        }
        if (refused) {
            return new Ending(new Answer.Whole(quota.refusal()), Outcome.THROTTLED);
        }
        ApiResponse genuine = fromModel(request, operation);
        ApiResponse response = genuine;
        for (Rewrite rewrite : verdict.rewrites()) {
            response = rewrite.apply(request, response, backend);
        }
        if (verdict.halves()) {
            return new Ending(new Answer.Half(response), Outcome.FAULTED);
        }
        Outcome outcome = response.equals(genuine) ? Outcome.ANSWERED : Outcome.FAULTED;
        return new Ending(new Answer.Whole(response), outcome);
    }

    private ApiResponse fromModel(ApiRequest request, String operation) {
        if (operation.equals(Call.UNKNOWN_OPERATION)) {
            return Refusals.unknownOperation();
        }
        if (request.body().length > MAX_BODY_BYTES) {
            return Refusals.tooLarge(operation, MAX_BODY_BYTES);
        }
        try {
            return backend.answer(request);
        } catch (RuntimeException bug) {
            LOG.error("The model failed on {} {}", request.method(), request.path(), bug);
            return Refusals.serverError(500);
        }
    }
}
