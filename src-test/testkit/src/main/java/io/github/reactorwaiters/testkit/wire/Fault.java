// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * One kind of trouble and the calls it hits: by default every call, at once, for ever. A template: each method returns a
 * changed copy. Its {@link #toString()} is a text that {@link Faults#parse} reads. Immutable.
 *
 * <pre>{@code Fault.throttle().on("GetFunction").functions("orders-*").probability(0.1).times(3)}</pre>
 */
public final class Fault {
    private static final Set<String> ENUMS =
            Set.of("State", "StateReasonCode", "LastUpdateStatus", "LastUpdateStatusReasonCode");

    private final String kind;
    private final Effect effect;
    private final FaultScope scope;

    private Fault(String kind, Effect effect, FaultScope scope) {
        this.kind = kind;
        this.effect = effect;
        this.scope = scope;
    }

    private Fault(String kind, Effect effect) {
        this(kind, effect, FaultScope.ALL);
    }

    /** 429 TooManyRequestsException without Retry-After. */
    public static Fault throttle() {
        return new Fault("throttle", Effect.throttled(() -> Refusals.tooManyRequests(null)));
    }

    /** 429 TooManyRequestsException with a Retry-After of {@code retryAfter}, rounded up to seconds. */
    public static Fault throttle(Duration retryAfter) {
        FaultScope.requireCountable("retryAfter", retryAfter);
        String kind = "throttle=" + SpecDuration.text(retryAfter);
        return new Fault(kind, Effect.throttled(() -> Refusals.tooManyRequests(retryAfter)));
    }

    /** 400 ThrottlingException, as some paths of AWS answer. */
    public static Fault throttlingException() {
        return new Fault("throttling400", Effect.throttled(Refusals::throttlingException));
    }

    /**
     * A server error with a JSON body.
     *
     * @throws IllegalArgumentException if {@code status} is not from 500 to 599
     */
    public static Fault error(int status) {
        requireStatus(status >= 500 && status <= 599, status, "from 500 to 599");
        return new Fault("error" + status, Effect.answered(subject -> Refusals.serverError(status)));
    }

    /**
     * A page of HTML instead of JSON, with an error's status or with 200.
     *
     * @throws IllegalArgumentException if {@code status} is neither 200 nor from 400 to 599
     */
    public static Fault html(int status) {
        requireStatus(status == 200 || (status >= 400 && status <= 599), status, "200 or from 400 to 599");
        return new Fault("error" + status + "html", Effect.answered(subject -> Refusals.html(status)));
    }

    /** The connection is reset without an answer. */
    public static Fault reset() {
        return new Fault("reset", Effect.cut(new Answer.Reset()));
    }

    /** The connection closes without an answer. */
    public static Fault close() {
        return new Fault("close", Effect.cut(new Answer.Closed()));
    }

    /** The connection closes after half of the answer's body; the operation was carried out. */
    public static Fault half() {
        return new Fault("half", Verdict::halve);
    }

    /** A body that breaks off in the middle of its JSON, though complete by its Content-Length. */
    public static Fault malformed() {
        return new Fault("malformed", Effect.body(BrokenBodies::malformed));
    }

    /** JSON whose values have wrong types: texts where numbers belong, numbers where structures belong. */
    public static Fault mistyped() {
        return new Fault("mistyped", Effect.rewritten(JsonRewrites.mistyped()));
    }

    /** The status of the true answer with no body. */
    public static Fault empty() {
        return new Fault("empty", Effect.body(BrokenBodies::empty));
    }

    /** State (then Hibernating), LastUpdateStatus and both reason codes have values that no SDK knows. */
    public static Fault unknownValues() {
        return new Fault("unknown", Effect.rewritten(JsonRewrites.unheardOf(ENUMS)));
    }

    /**
     * Members such as RevisionId or LastModified are left out, wherever they stand in the answer.
     *
     * @throws IllegalArgumentException if no name is given
     */
    public static Fault missing(String... members) {
        Set<String> names = new TreeSet<>(Arrays.asList(Objects.requireNonNull(members, "members")));
        if (names.isEmpty()) {
            throw new IllegalArgumentException("missing names no members");
        }
        names.forEach(name -> FaultScope.requireForm("members", name, "\\w{1,64}"));
        return new Fault("missing=" + String.join("+", names), Effect.rewritten(JsonRewrites.without(names)));
    }

    /** The answer takes so much longer. The model is read when the answer is due. */
    public static Fault latency(Duration extra) {
        FaultScope.requireCountable("extra", extra);
        long nanos = extra.toNanos();
        return new Fault("latency=" + SpecDuration.text(extra), verdict -> verdict.delay(nanos));
    }

    /** No answer, ever. */
    public static Fault hang() {
        return new Fault("hang", Verdict::hang);
    }

    /** 403 AccessDeniedException, for want of a permission named after the operation. */
    public static Fault accessDenied() {
        return new Fault("accessdenied", Effect.answered(Refusals::accessDenied));
    }

    /** 403 ExpiredTokenException. */
    public static Fault expiredToken() {
        return new Fault("expiredtoken", Effect.answered(subject -> Refusals.expiredToken()));
    }

    /** 403 InvalidSignatureException. */
    public static Fault invalidSignature() {
        return new Fault("invalidsignature", Effect.answered(subject -> Refusals.invalidSignature()));
    }

    /** 403 UnrecognizedClientException: no such access key. */
    public static Fault unrecognizedClient() {
        return new Fault("unrecognizedclient", Effect.answered(subject -> Refusals.unrecognizedClient()));
    }

    /** ListFunctions tells State and LastUpdateStatus, as AWS does not and other servers do. */
    public static Fault listedState() {
        return new Fault("listedstate", Effect.rewritten(ListRewrites::withState));
    }

    /** Lists ignore MaxItems and Marker and answer in one page, as other servers do. */
    public static Fault noPaging() {
        return new Fault("nopaging", Effect.rewritten(ListRewrites::inOnePage));
    }

    /** Hits this operation only, such as {@code GetFunction}. */
    public Fault on(String operation) {
        return new Fault(kind, effect, scope.withOperation(Objects.requireNonNull(operation, "operation")));
    }

    /** Hits calls about functions whose unqualified name matches; * stands for any text. */
    public Fault functions(String pattern) {
        return new Fault(kind, effect, scope.withFunctions(Objects.requireNonNull(pattern, "pattern")));
    }

    /** Hits this share of the calls, drawn with the seed; above 0, at most 1. */
    public Fault probability(double share) {
        return new Fault(kind, effect, scope.withProbability(share));
    }

    /** Hits so many calls and no more; at least 1. */
    public Fault times(int count) {
        return new Fault(kind, effect, scope.withTimes(count));
    }

    /** Begins so long after it was added. */
    public Fault from(Duration delay) {
        return new Fault(kind, effect, scope.withFrom(Objects.requireNonNull(delay, "delay")));
    }

    /** Ends so long after it began. */
    public Fault lasting(Duration duration) {
        return new Fault(kind, effect, scope.withLasting(Objects.requireNonNull(duration, "duration")));
    }

    Effect effect() {
        return effect;
    }

    FaultScope scope() {
        return scope;
    }

    /** The text form, such as {@code throttle@GetFunction:0.1}. */
    @Override
    public String toString() {
        return kind + scope.text();
    }

    private static void requireStatus(boolean holds, int status, String range) {
        if (!holds) {
            throw new IllegalArgumentException("status " + status + " is not " + range);
        }
    }
}
