// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.lambda.ChangeKind.APPEARED;
import static io.github.reactorwaiters.lambda.ChangeKind.BECAME_ACTIVE;
import static io.github.reactorwaiters.lambda.ChangeKind.DELETED;
import static io.github.reactorwaiters.lambda.ChangeKind.FIRST_SEEN;
import static io.github.reactorwaiters.lambda.ChangeKind.UPDATE_COMPLETED;
import static io.github.reactorwaiters.system.VirtualFleet.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.WatcherHealth.Status;
import io.github.reactorwaiters.rollout.FunctionOutcome;
import io.github.reactorwaiters.rollout.FunctionResult;
import io.github.reactorwaiters.system.RolloutFleet.Running;
import io.github.reactorwaiters.system.Trouble.Shows;
import io.github.reactorwaiters.system.Trouble.Site;
import io.github.reactorwaiters.system.VirtualFleet.Awaited;
import io.github.reactorwaiters.system.VirtualFleet.Watched;
import io.github.reactorwaiters.testkit.model.Transition;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;

/**
 * Each trouble at each moment of a poller's life: no stream ends, nothing is lost, nothing is invented, and within a
 * bounded time of its end all is well.
 */
class FaultMatrixTest {
    /** The longest back-off with its spread, and a call under way. */
    private static final Duration RECOVERY = Duration.ofSeconds(51);

    /** The pause after a reading that shows a settled or an unreadable function. */
    private static final Duration LONG_PAUSE = Duration.ofSeconds(75);

    private final Site site = new Site();
    private final VirtualFleet fleet = site.fleet;

    static List<Trouble> troubles() {
        return Trouble.all();
    }

    @AfterEach
    void close() {
        site.close();
    }

    private void end(Trouble trouble) {
        trouble.end().accept(site);
        fleet.pass(trouble.shows() == Shows.NOTHING ? RECOVERY : LONG_PAUSE);
    }

    private void assertThatAllIsWell() {
        assertThat(fleet.watcher.health().engine().failingKeys()).isZero();
        assertThat(fleet.watcher.health().status()).isIn(Status.HEALTHY, Status.THROTTLED);
    }

    /** The last state of {@code watched} is the service's, in chain from the first. */
    private void assertThatTheLastIsTrue(Watched watched) {
        List<Transition> history = fleet.functions().history("orders");
        Transition truth = history.get(history.size() - 1);
        FunctionSnapshot last = watched.isSound().last().after();
        assertThat(last.revisionId()).isEqualTo(truth.revisionId());
        assertThat(last.stateText()).isEqualTo(truth.state());
        assertThat(last.lastUpdateStatusText()).isEqualTo(truth.lastUpdateStatus());
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void atTheFirstPoll(Trouble trouble) {
        fleet.functions().add("orders");
        trouble.begin().accept(site);
        Watched watched = fleet.watchOrders();
        fleet.pass(trouble.lasting());
        end(trouble);

        if (trouble.shows() == Shows.NOTHING) {
            assertThat(watched.kinds()).containsExactly(Set.of(FIRST_SEEN));
        }
        assertThatTheLastIsTrue(watched);
        assertThatAllIsWell();
        assertThat(fleet.lambda.calls().total())
                .as("calls")
                .isLessThan(200 + trouble.lasting().toSeconds());
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void inTransition(Trouble trouble) {
        fleet.functions().create("orders");
        Watched watched = fleet.watchOrders();
        fleet.seconds(1);
        trouble.begin().accept(site);
        fleet.pass(trouble.lasting());
        end(trouble);

        if (trouble.shows() == Shows.NOTHING) {
            assertThat(watched.kinds()).containsExactly(Set.of(FIRST_SEEN), Set.of(BECAME_ACTIVE));
        } else if (trouble.shows() == Shows.UNREADABLE) {
            assertThat(watched.kinds()).startsWith(Set.of(FIRST_SEEN), Set.of(ChangeKind.UNREADABLE));
        }
        assertThatTheLastIsTrue(watched);
        assertThatAllIsWell();
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void settledWhileAnUpdateBeginsAndEndsUnseen(Trouble trouble) {
        fleet.functions().add("orders");
        Watched watched = fleet.watchOrders();
        fleet.seconds(60);
        trouble.begin().accept(site);
        fleet.seconds(10);
        fleet.functions().startUpdate("orders");
        fleet.watcher.hint(List.of(ORDERS)); // as an event or a listing would
        fleet.pass(trouble.lasting().minusSeconds(10));
        end(trouble);

        assertThatTheLastIsTrue(watched);
        assertThatAllIsWell();
        if (trouble.shows() == Shows.NOTHING || trouble.shows() == Shows.UNREADABLE) {
            assertThat(watched.changes)
                    .filteredOn(change -> change.kinds().contains(UPDATE_COMPLETED))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void duringAnAwait(Trouble trouble) {
        fleet.functions().add("orders");
        UpdateFunctionCodeResponse started = fleet.lambda
                .client()
                .updateFunctionCode(
                        update -> update.functionName("orders").zipFile(SdkBytes.fromUtf8String("PK.new.code...")))
                .join();
        Awaited awaited =
                fleet.await(fleet.watcher.withAwaitTimeout(Duration.ofHours(2)).awaitUpdated(ORDERS, started));
        trouble.begin().accept(site);
        fleet.pass(trouble.lasting());
        assertThat(awaited.errors).isEmpty();
        end(trouble);

        assertThat(awaited.errors).isEmpty();
        assertThat(awaited.reached).hasSize(1).allSatisfy(seen -> {
            assertThat(seen.codeSha256()).isIn(null, started.codeSha256());
            assertThat(seen.isUpdating()).isFalse();
        });
        assertThatAllIsWell();
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void duringARolloutStep(Trouble trouble) {
        List<String> names = site.rollouts.add(3);
        Running running = site.rollouts.start(site.rollouts.rollout(names, RolloutFleet.NEW));
        fleet.pass(Duration.ofMillis(500));
        trouble.begin().accept(site);
        fleet.pass(trouble.lasting());
        end(trouble);
        List<FunctionResult> results = running.summary().results();
        assertThat(results).hasSize(3);
        if (trouble.lasting().compareTo(Duration.ofMinutes(5)) < 0 && trouble.shows() != Shows.UNREADABLE) {
            assertThat(results)
                    .allSatisfy(result ->
                            assertThat(result.outcome()).as(result.reason()).isEqualTo(FunctionOutcome.UPDATED));
        } else {
            assertThat(results).allSatisfy(result -> assertThat(
                            result.outcome() == FunctionOutcome.FAILED ? result.reason() : "is well")
                    .isNotBlank());
            running = site.rollouts.start(site.rollouts.rollout(names, RolloutFleet.NEW)); // run again, it goes on
            fleet.seconds(60);
            assertThat(running.summary().count(FunctionOutcome.FAILED)).isZero();
        }
        assertThat(names).allSatisfy(name -> assertThat(
                        site.rollouts.read(name).configuration().codeSha256())
                .isEqualTo(RolloutFleet.NEW_CODE.codeSha256()));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void atAPageOfASweep(Trouble trouble) {
        List<String> names = fleet.functions().add(60);
        Watched watched = fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(60);
        assertThat(watched.changes).hasSize(60);
        site.operation = "ListFunctions";
        trouble.begin().accept(site);
        fleet.seconds(3);
        fleet.functions().create("zz-new");
        fleet.functions().delete(names.get(30));
        fleet.pass(trouble.lasting());
        end(trouble);

        List<FunctionStateChange> later = watched.isSound().changes.subList(60, watched.changes.size());
        assertThat(later)
                .filteredOn(change -> change.kinds().contains(DELETED))
                .extracting(change -> change.function().name())
                .containsExactly(names.get(30));
        assertThat(later)
                .filteredOn(change -> change.kinds().contains(APPEARED))
                .extracting(change -> change.function().name())
                .containsExactly("zz-new");
        assertThat(later)
                .filteredOn(change -> change.function().name().equals("zz-new"))
                .last()
                .satisfies(change -> assertThat(change.after().stateText()).isEqualTo("Active"));
        assertThatAllIsWell();
    }
}
