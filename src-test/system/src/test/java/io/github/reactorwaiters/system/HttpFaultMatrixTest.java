// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import io.github.reactorwaiters.system.HttpCell.Moment;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/**
 * The fault matrix on real sockets and in real time: each fault of the service's, a name that does not resolve and a clock that
 * is set, at each moment of a poller's life, many at once.
 */
@Timeout(300)
class HttpFaultMatrixTest {
    private static final int AT_ONCE = 27;

    /** So that not all begin on a machine that is busy with classes. */
    private static final Duration AFTER_STARTING = Duration.ofSeconds(5);

    private static final int MOMENTS = Moment.values().length;

    /** For how long what lasts is to last: {@code -Dtrouble.lasting=PT1H}. */
    private static final Duration LASTING = Duration.parse(System.getProperty("trouble.lasting", "PT65S"));

    @Test
    void eachTroubleAtEachMomentIsSurvivedOnRealSockets() {
        List<HttpTrouble> brief = HttpTrouble.brief();
        List<HttpTrouble> lasting = HttpTrouble.lasting(LASTING);
        StepVerifier.create(Flux.mergeDelayError(
                                2,
                                cells(lasting, lasting.size() * MOMENTS),
                                cells(brief, AT_ONCE).delaySubscription(AFTER_STARTING))
                        .count())
                .expectNext((30L + 5L) * MOMENTS)
                .expectComplete()
                .verify(LASTING.plusSeconds(215));
    }

    private static Flux<String> cells(List<HttpTrouble> troubles, int atOnce) {
        return Flux.fromIterable(troubles)
                .flatMapIterable(trouble -> Stream.of(Moment.values())
                        .map(moment -> HttpCell.of(trouble, moment))
                        .toList())
                .flatMapDelayError(cell -> cell, atOnce, 1);
    }
}
