// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import io.github.reactorwaiters.system.HttpCell.Moment;
import io.github.reactorwaiters.system.Trouble.Shows;
import io.github.reactorwaiters.testkit.wire.Call;
import io.github.reactorwaiters.testkit.wire.Fault;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A trouble of the fault matrix on real sockets. Not changed once it is listed. */
final class HttpTrouble {
    /** How long a region that is slow takes to answer. */
    private static final Duration SLOW = Duration.ofSeconds(30);

    /** The longest back-off with its spread, and a call that times out, as in {@link FaultMatrixTest}. */
    private static final Duration RECOVERY = Duration.ofSeconds(51);

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private static final Set<Moment> BUT_SWEEPS = EnumSet.complementOf(EnumSet.of(Moment.SWEEP));

    /** Begins what goes wrong, for one operation or, if that is null, for all. */
    interface Begin {
        void begin(HttpSite site, @Nullable String operation, Duration lasting);
    }

    private final String name;
    final Begin begins;

    /** Whether it was met, as far as that can be told. */
    final Predicate<HttpSite> wasMet;

    /** What may be seen of it in changes. */
    Shows shows = Shows.NOTHING;

    /** The moments at which it may pass unmet. */
    Set<Moment> spares = EnumSet.noneOf(Moment.class);

    Duration lasting = Duration.ofSeconds(3);

    /** When all must be well: the trouble, the longest back-off that it can have led to with its spread, a call, an update; and a busy machine. */
    Duration limit = Duration.ofSeconds(45);

    Duration callTimeout = Duration.ofSeconds(1);

    /** By how much the clock is wrong, and with it the times of changes. */
    Duration clockStep = Duration.ZERO;

    /** Whether calls are answered while it lasts, so that what they show is told before it is over. */
    boolean isWaitedFor;

    private boolean outlastsRollouts;

    private HttpTrouble(String name, Begin begins, Predicate<HttpSite> wasMet) {
        this.name = name;
        this.begins = begins;
        this.wasMet = wasMet;
    }

    /** Each trouble, for some seconds. */
    static List<HttpTrouble> brief() {
        return Stream.of(harmless(), surroundings(), ofOtherValues())
                .flatMap(troubles -> troubles)
                .toList();
    }

    /** Those that may outlast every back-off; every call is throttled for ten minutes at most. */
    static List<HttpTrouble> lasting(Duration lasting) {
        return List.of(
                of(Fault.throttle()).outlasting(lasting.compareTo(TEN_MINUTES) < 0 ? lasting : TEN_MINUTES, false),
                of(Fault.error(503)).outlasting(lasting, true),
                of(Fault.expiredToken()).outlasting(lasting, true),
                of(Fault.latency(SLOW)).outlasting(lasting, true),
                slowAnswersWaitedFor(lasting));
    }

    private static Stream<HttpTrouble> harmless() {
        return Stream.of(
                of(Fault.throttle()),
                of(Fault.throttle(Duration.ofSeconds(1))),
                of(Fault.throttlingException()),
                of(Fault.error(500)),
                of(Fault.error(503)),
                of(Fault.html(200)),
                of(Fault.html(500)),
                of(Fault.html(503)),
                of(Fault.reset()),
                of(Fault.reset().probability(0.5)).sparing(EnumSet.allOf(Moment.class)),
                of(Fault.close()),
                of(Fault.half()),
                of(Fault.malformed()),
                of(Fault.mistyped()),
                of(Fault.empty()),
                of(Fault.hang()),
                of(Fault.latency(Duration.ofSeconds(5))),
                of(Fault.expiredToken()),
                of(Fault.invalidSignature()),
                of(Fault.unrecognizedClient()),
                of(Fault.listedState()).sparing(BUT_SWEEPS),
                of(Fault.noPaging()).sparing(BUT_SWEEPS));
    }

    private static Stream<HttpTrouble> surroundings() {
        return Stream.of(
                new HttpTrouble(
                        "name is gone",
                        (site, operation, lasting) -> site.names.gone(lasting),
                        site -> site.names.wereMissed()),
                clockIsSet(Duration.ofHours(1)),
                clockIsSet(Duration.ofHours(-1)),
                of(Fault.accessDenied()).showing(Shows.UNREADABLE));
    }

    private static Stream<HttpTrouble> ofOtherValues() {
        Set<Moment> rowsLackThem = EnumSet.of(Moment.SWEEP);
        return Stream.of(
                        of(Fault.unknownValues()).sparing(rowsLackThem),
                        of(Fault.missing("RevisionId")),
                        of(Fault.missing("RevisionId", "LastModified", "CodeSha256")),
                        of(Fault.missing("LastUpdateStatus", "StateReason")).sparing(rowsLackThem))
                .map(trouble -> trouble.showing(Shows.UNKNOWN_VALUES));
    }

    private static HttpTrouble of(Fault fault) {
        return of(fault, site -> site.lambda.calls().calls().stream()
                .anyMatch(call -> call.outcome() != Call.Outcome.ANSWERED));
    }

    private static HttpTrouble of(Fault fault, Predicate<HttpSite> wasMet) {
        return new HttpTrouble(
                fault.toString(),
                (site, operation, lasting) ->
                        site.lambda.faults().add((operation == null ? fault : fault.on(operation)).lasting(lasting)),
                wasMet);
    }

    private static HttpTrouble clockIsSet(Duration by) {
        HttpTrouble set = new HttpTrouble(
                "clock is set by " + by, (site, operation, lasting) -> site.clock.step(by), site -> false);
        set.clockStep = by;
        return set.sparing(EnumSet.allOf(Moment.class)); // no call meets it: changes tell
    }

    /** A region that answers in its own time, and a watcher that is told to wait that long. */
    private static HttpTrouble slowAnswersWaitedFor(Duration lasting) {
        HttpTrouble slow = of(Fault.latency(SLOW), site -> site.lambda.calls().calls().stream()
                        .anyMatch(call -> call.outcome() == Call.Outcome.ANSWERED
                                && !call.at().plus(SLOW).isAfter(call.answeredAt())))
                .outlasting(lasting, false);
        slow.callTimeout = SLOW.plusSeconds(10);
        slow.isWaitedFor = true;
        slow.limit = slow.limit.plus(SLOW);
        return slow;
    }

    /** Whether a rollout may give up before it is over. */
    boolean mayFailRollouts() {
        return shows != Shows.NOTHING || outlastsRollouts;
    }

    private HttpTrouble showing(Shows seen) {
        shows = seen;
        return this;
    }

    private HttpTrouble sparing(Set<Moment> moments) {
        spares = moments;
        return this;
    }

    private HttpTrouble outlasting(Duration duration, boolean wearsOutRollouts) {
        lasting = duration;
        limit = duration.plus(RECOVERY);
        callTimeout = Duration.ofSeconds(10);
        // A rollout waits two minutes for trouble other than throttling to pass.
        outlastsRollouts = wearsOutRollouts && duration.compareTo(Duration.ofMinutes(2)) >= 0;
        return this;
    }

    @Override
    public String toString() {
        return name + " for " + lasting;
    }
}
