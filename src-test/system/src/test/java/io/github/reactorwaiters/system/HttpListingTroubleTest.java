// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.lambda.ChangeKind.APPEARED;
import static io.github.reactorwaiters.lambda.ChangeKind.DELETED;
import static io.github.reactorwaiters.lambda.ChangeKind.FIRST_SEEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.system.VirtualFleet.Watched;
import io.github.reactorwaiters.testkit.model.SimulatedFunctions;
import io.github.reactorwaiters.testkit.wire.Call;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.github.reactorwaiters.testkit.wire.Faults;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

/** The troubles of {@link ListingTroubleTest} on real sockets and in real time, all at once. */
@Timeout(200)
class HttpListingTroubleTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Longer than two listings lie apart, so that a function which is made anew is seen before it has settled. */
    private static final Duration CREATION = Duration.ofSeconds(10);

    @Test
    void troubleWithListingsIsSurvivedOnRealSockets() {
        List<Mono<String>> scenarios = List.of(
                scenario("pages change while they are read", Fleet::pagesChange),
                scenario("a page fails midway", fleet -> fleet.pageFails("error500@ListFunctions:0.5")),
                scenario("a page ends midway", fleet -> fleet.pageFails("half@ListFunctions:0.5")),
                scenario("a page is refused", fleet -> fleet.pageFails("throttle@ListFunctions:0.7")),
                scenario("markers expire", Fleet::markersExpire),
                scenario("the same page for ever", Fleet::samePageForEver),
                scenario("functions come back under their names", Fleet::functionsComeBack));
        StepVerifier.create(Flux.fromIterable(scenarios)
                        .flatMapDelayError(one -> one, scenarios.size(), 1)
                        .count())
                .expectNext(7L)
                .expectComplete()
                .verify(Duration.ofMinutes(3));
    }

    private static Mono<String> scenario(String name, Function<Fleet, Mono<?>> script) {
        return Mono.usingWhen(
                        Mono.fromCallable(Fleet::new).subscribeOn(Schedulers.boundedElastic()),
                        script,
                        fleet -> Mono.fromRunnable(fleet::close).subscribeOn(Schedulers.boundedElastic()))
                .timeout(LIMIT)
                .onErrorMap(error -> new AssertionError(name, error))
                .thenReturn(name);
    }

    private static Mono<?> pass(Duration duration) {
        return Mono.delay(duration);
    }

    private static Mono<?> until(BooleanSupplier holds) {
        return Flux.interval(Duration.ofMillis(50))
                .filter(tick -> holds.getAsBoolean())
                .next();
    }

    /** A service, and what is seen of all its functions. */
    private static final class Fleet implements AutoCloseable {
        private final TroubledNetwork network = new TroubledNetwork(NettyNioAsyncHttpClient.create());
        private final HttpSite site =
                new HttpSite(CREATION, Duration.ofSeconds(10), LIMIT, client -> client.httpClient(network));
        private final SimulatedFunctions functions = site.lambda.functions();
        private final List<FunctionStateChange> seen = new CopyOnWriteArrayList<>();

        @Override
        public void close() {
            site.close();
            network.close();
        }

        /** Watches all functions until {@code script} is through, and then until those are known that exist. */
        private Mono<Watched> watchDuring(Mono<?> script) {
            return site.watcher
                    .watchAll()
                    .doOnNext(seen::add)
                    .takeUntilOther(script.then(until(this::isFleetKnown)))
                    .then(Mono.fromSupplier(() -> {
                        Watched watched = new Watched();
                        watched.changes.addAll(seen);
                        return watched.isSound();
                    }));
        }

        /** Who exists by the changes is who exists, and has settled. */
        private boolean isFleetKnown() {
            Map<String, FunctionStateChange> last = new HashMap<>();
            seen.forEach(change -> last.put(change.function().name(), change));
            last.values().removeIf(change -> !change.after().isPresent());
            return last.keySet().equals(Set.copyOf(functions.names()))
                    && last.values().stream().allMatch(change -> change.after().isSettled());
        }

        private long seen(ChangeKind kind) {
            return seen.stream().filter(change -> change.kinds().contains(kind)).count();
        }

        private boolean isSeen(String function) {
            return seen.stream().anyMatch(change -> change.function().name().equals(function));
        }

        private long listings() {
            return site.lambda.calls().count("ListFunctions");
        }

        private boolean healthTells(String cause) {
            Throwable told = site.watcher.health().cause();
            return told != null && String.valueOf(told.getMessage()).contains(cause);
        }

        Mono<?> pagesChange() {
            List<String> names = functions.add(230);
            // A page takes so long that functions come and go between any two of them.
            site.lambda.faults().add(Fault.latency(Duration.ofMillis(700)).on("ListFunctions"));
            return watchDuring(Flux.interval(Duration.ofMillis(250))
                            .take(100)
                            .doOnNext(tick -> {
                                int i = tick.intValue();
                                functions.delete(names.get(i % 2 == 0 ? i : names.size() - i));
                                functions.create("new-" + i * 7_919 % 100);
                            })
                            .then())
                    .doOnNext(watched -> assertThat(names)
                            .filteredOn(functions.names()::contains)
                            .as("told once, of those that were there throughout")
                            .hasSize(130)
                            .allSatisfy(name -> assertThat(watched.changes)
                                    .filteredOn(
                                            change -> change.function().name().equals(name))
                                    .hasSize(1)));
        }

        Mono<?> pageFails(String faults) {
            List<String> names = functions.add(110);
            return watchDuring(until(() -> seen(FIRST_SEEN) == 110).doOnNext(all -> {
                        site.lambda.faults().add(Faults.parse(faults));
                        for (int i = 0; i < 20; i++) {
                            functions.delete(names.get(i * 5));
                            functions.create("new-" + i);
                        }
                    }))
                    .doOnNext(watched -> {
                        assertThat(site.lambda.calls().calls().stream()
                                        .filter(call -> call.outcome() != Call.Outcome.ANSWERED))
                                .as("pages that failed")
                                .isNotEmpty();
                        assertThat(seen(APPEARED)).isEqualTo(20);
                        assertThat(seen(DELETED)).isEqualTo(20);
                        assertThat(watched.changes.stream()
                                        .filter(change ->
                                                !change.function().name().startsWith("new-")))
                                .as("changes of functions that were there, 20 of which went")
                                .hasSize(110 + 20);
                    });
        }

        Mono<?> markersExpire() {
            functions.add(120);
            return watchDuring(until(() -> seen(FIRST_SEEN) == 120)
                            .doOnNext(all -> network.markersExpire = true)
                            .then(pass(Duration.ofSeconds(1))) // for pages under way
                            .doOnNext(later -> {
                                functions.create("aa-first");
                                functions.create("zz-last");
                            })
                            .then(until(() -> isSeen("aa-first") && healthTells("Invalid Marker")))
                            .then(pass(Duration.ofSeconds(8)))
                            .then(until(() -> healthTells("Invalid Marker"))) // not while a first page is good
                            .doOnNext(later -> {
                                assertThat(isSeen("zz-last")).isFalse();
                                network.markersExpire = false;
                            })
                            .then(until(() -> site.watcher.health().cause() == null)))
                    .doOnNext(watched -> {
                        assertThat(watched.changes)
                                .noneMatch(change -> change.kinds().contains(DELETED));
                        assertThat(listings()).isLessThan(200);
                    });
        }

        Mono<?> samePageForEver() {
            functions.add(120);
            network.samePageForEver = true;
            return watchDuring(until(() -> seen.size() == 50)
                            .then(pass(Duration.ofSeconds(10)))
                            .doOnNext(later -> {
                                assertThat(seen).hasSize(50);
                                assertThat(listings()).isBetween(2L, 100L);
                                network.samePageForEver = false;
                            }))
                    .doOnNext(watched -> assertThat(watched.changes)
                            .hasSize(120)
                            .allMatch(change -> change.kinds().equals(Set.of(FIRST_SEEN))
                                    || change.kinds().contains(APPEARED)));
        }

        Mono<?> functionsComeBack() {
            List<String> comingBack = functions.add(60).subList(0, 10);
            Mono<?> round = Mono.fromRunnable(() -> comingBack.forEach(name -> {
                        functions.delete(name);
                        functions.create(name);
                    }))
                    .then(pass(CREATION))
                    .then(until(this::isFleetKnown));
            return watchDuring(until(() -> seen(FIRST_SEEN) == 60)
                            .thenMany(Flux.range(0, 3))
                            .concatMap(number -> round)
                            .then())
                    .doOnNext(watched -> assertThat(comingBack).allSatisfy(name -> assertThat(watched.changes)
                            .filteredOn(change -> change.function().name().equals(name))
                            .filteredOn(change -> change.kinds().contains(DELETED))
                            .hasSize(3)));
        }
    }
}
