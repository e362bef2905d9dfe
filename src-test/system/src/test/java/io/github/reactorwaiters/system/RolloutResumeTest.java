// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.system.RolloutFleet.NEW;
import static io.github.reactorwaiters.system.RolloutFleet.NEW_CODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.rollout.AliasShift;
import io.github.reactorwaiters.rollout.CodeSource;
import io.github.reactorwaiters.rollout.FunctionChange;
import io.github.reactorwaiters.rollout.FunctionOutcome;
import io.github.reactorwaiters.rollout.JournalEntry;
import io.github.reactorwaiters.rollout.JournalException;
import io.github.reactorwaiters.rollout.RolloutBuilder;
import io.github.reactorwaiters.rollout.RolloutJournal;
import io.github.reactorwaiters.rollout.RolloutSummary;
import io.github.reactorwaiters.system.RolloutFleet.Running;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A crash at every position of the journal, before and after the entry is written, and the run that follows. */
class RolloutResumeTest {
    private static final FunctionChange BOTH = NEW.withConfiguration(c -> c.memorySize(512));
    private final RolloutFleet fleet = new RolloutFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    private void resumedAtEveryPosition(RolloutBuilder rollout, boolean written, int entriesOfAll, Runnable check) {
        for (int position = 0; position < entriesOfAll; position++) {
            fleet.lambda().functions().names().forEach(fleet.lambda().functions()::delete);
            fleet.addReleased(2);
            CrashingJournal journal = new CrashingJournal(position, written);
            Running crashed = fleet.start(rollout.journal(journal));
            fleet.fleet.pass(Duration.ofMinutes(30));
            assertThat(journal.crashed()).as("crash at %d", position).isTrue();
            assertThat(crashed.completed).isFalse();
            journal.revive();
            RolloutSummary summary = fleet.run(rollout.journal(journal));

            assertThat(RolloutFleet.outcomes(summary))
                    .as("crash at %d", position)
                    .containsOnly(FunctionOutcome.UPDATED);
            assertThat(summary.results()).allSatisfy(result -> {
                assertThat(result.newVersion()).isEqualTo("2");
                assertThat(result.codeSha256()).isEqualTo(NEW_CODE.codeSha256());
            });
            for (String name : List.of("f-001", "f-002")) {
                assertThat(fleet.alias(name).functionVersion())
                        .as("crash at %d", position)
                        .isEqualTo("2");
                assertThat(fleet.alias(name).routingConfig()).isNull();
                assertThat(fleet.read(name).configuration().memorySize()).isEqualTo(512);
                assertThat(fleet.lambda()
                                .client()
                                .listVersionsByFunction(l -> l.functionName(name))
                                .join()
                                .versions())
                        .as("versions after a crash at %d", position)
                        .hasSize(3);
            }
            check.run();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsDoneTwice(boolean written) {
        RolloutBuilder rollout = fleet.rollout(List.of("f-001", "f-002"), BOTH).alias(AliasShift.allAtOnce("live"));
        resumedAtEveryPosition(rollout, written, 12, () -> {
            assertThat(fleet.answered("UpdateFunctionCode")).isEqualTo(2);
            assertThat(fleet.answered("UpdateFunctionConfiguration")).isEqualTo(2);
            assertThat(fleet.answered("UpdateAlias")).isEqualTo(2);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLinearShiftGoesOnWhereItWas(boolean written) {
        RolloutBuilder rollout = fleet.rollout(List.of("f-001", "f-002"), BOTH)
                .alias(AliasShift.linear("live", 25, Duration.ofMinutes(1)));
        resumedAtEveryPosition(rollout, written, 18, () -> assertThat(fleet.answered("UpdateAlias"))
                .isEqualTo(8));
    }

    @Test
    void aFinishedRolloutIsNotRepeated() {
        List<String> names = fleet.addReleased(3);
        CrashingJournal journal = new CrashingJournal(Integer.MAX_VALUE, true);
        RolloutBuilder rollout =
                fleet.rollout(names, BOTH).alias(AliasShift.allAtOnce("live")).journal(journal);
        fleet.run(rollout);
        fleet.lambda().calls().clear();
        RolloutSummary again = fleet.run(rollout);

        assertThat(RolloutFleet.outcomes(again)).containsOnly(FunctionOutcome.UPDATED);
        assertThat(again.results().get(0).newVersion()).isEqualTo("2");
        assertThat(again.results().get(0).oldVersion()).isEqualTo("1");
        assertThat(fleet.lambda().calls().total()).isZero();
    }

    @Test
    void aResumedRolloutKnowsWhereToReturnTo() {
        fleet.addReleased(2);
        CrashingJournal journal = new CrashingJournal(8, false);
        RolloutBuilder rollout = fleet.rollout(List.of("f-001", "f-002"), NEW).alias(AliasShift.allAtOnce("live"));
        fleet.start(rollout.journal(journal));
        fleet.fleet.seconds(60);
        assertThat(fleet.alias("f-001").functionVersion()).isEqualTo("2");
        journal.revive();
        RolloutSummary summary = fleet.run(rollout.journal(journal)
                .verify(deployed -> Mono.error(new IllegalStateException("smoke test")))
                .rollbackOnHalt(true));

        assertThat(summary.count(FunctionOutcome.ROLLED_BACK)).isPositive();
        assertThat(fleet.alias("f-001").functionVersion()).isEqualTo("1");
        assertThat(fleet.alias("f-002").functionVersion()).isEqualTo("1");
    }

    @Test
    void aFunctionThatFailedIsTriedAgainAndOneThatSomebodyChangedMeanwhileIsReported() {
        List<String> names = fleet.add(2);
        CrashingJournal journal = new CrashingJournal(Integer.MAX_VALUE, true);
        fleet.lambda().functions().script("f-001").nextFails("ImageDeleted", "gone", Duration.ofSeconds(2));
        RolloutSummary failed = fleet.run(fleet.rollout(names, NEW).journal(journal));
        assertThat(failed.count(FunctionOutcome.FAILED)).isEqualTo(1);
        assertThat(RolloutFleet.outcomes(fleet.run(fleet.rollout(names, NEW).journal(journal))))
                .containsOnly(FunctionOutcome.UPDATED);

        CrashingJournal crashed = new CrashingJournal(0, true);
        FunctionChange other = FunctionChange.ofCode(RolloutFleet.zip("other"));
        fleet.start(fleet.rollout(List.of("f-001"), other).journal(crashed));
        fleet.fleet.seconds(30);
        fleet.lambda().functions().startUpdate("f-001");
        fleet.fleet.seconds(30);
        crashed.revive();
        RolloutSummary reported =
                fleet.run(fleet.rollout(List.of("f-001"), other).journal(crashed));
        assertThat(reported.results().get(0).reasonCode()).isEqualTo("CONCURRENT_CHANGE");
    }

    @Test
    void codeWhoseHashIsNotKnownBeforehandIsNotUpdatedTwice() {
        fleet.add(1);
        CrashingJournal journal = new CrashingJournal(2, true);
        RolloutBuilder rollout = fleet.rollout(List.of("f-001"), FunctionChange.ofCode(CodeSource.s3("bucket", "key")))
                .publish();
        fleet.start(rollout.journal(journal));
        fleet.fleet.seconds(60);
        journal.revive();

        assertThat(fleet.run(rollout.journal(journal)).isComplete()).isTrue();
        assertThat(fleet.answered("UpdateFunctionCode")).isEqualTo(1);
        assertThat(fleet.answered("PublishVersion")).isEqualTo(1);
    }

    @Test
    void aJournalOfOtherChangesIsRefused() {
        List<String> names = fleet.add(1);
        CrashingJournal journal = new CrashingJournal(Integer.MAX_VALUE, true);
        fleet.run(fleet.rollout(names, NEW).journal(journal));
        Running other = fleet.start(fleet.rollout(names, BOTH).journal(journal));

        assertThat(other.errors.get(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("f-001")
                .hasMessageContaining("another rollout");
    }

    @ParameterizedTest
    @CsvSource({"open", "append"})
    void aJournalThatFailsEndsTheRolloutBeforeTheCallThatItWouldNotKeep(String where) {
        List<String> names = fleet.add(5);
        RolloutJournal broken = new RolloutJournal() {
            @Override
            public Mono<List<JournalEntry>> open() {
                return where.equals("open") ? Mono.error(new IllegalStateException("locked")) : Mono.just(List.of());
            }

            @Override
            public Mono<Void> append(JournalEntry entry) {
                return Mono.error(new IllegalStateException("disk full"));
            }

            @Override
            public Mono<Void> close() {
                return Mono.empty();
            }
        };
        Running running = fleet.start(fleet.rollout(names, NEW).journal(broken));
        fleet.fleet.seconds(60);

        assertThat(running.errors).hasSize(1);
        assertThat(running.errors.get(0)).isInstanceOf(JournalException.class);
        assertThat(fleet.lambda().calls().count("UpdateFunctionCode")).isZero();
    }

    @Test
    void aCancelledRolloutIsResumed() {
        List<String> names = fleet.addReleased(30);
        CrashingJournal journal = new CrashingJournal(Integer.MAX_VALUE, true);
        Sinks.One<String> never = Sinks.one();
        RolloutBuilder rollout = fleet.rollout(names, BOTH)
                .alias(AliasShift.allAtOnce("live"))
                .haltOn(never.asMono())
                .journal(journal);
        for (int attempt = 0; attempt < 5; attempt++) {
            Running running = fleet.start(rollout);
            fleet.fleet.pass(Duration.ofMillis(1_700));
            running.subscription.dispose();
            fleet.fleet.seconds(1);
        }
        RolloutSummary summary = fleet.run(rollout);

        assertThat(RolloutFleet.outcomes(summary)).containsOnly(FunctionOutcome.UPDATED);
        assertThat(summary.results().get(0).function()).isEqualTo(FunctionName.of("f-001"));
        assertThat(fleet.answered("UpdateFunctionCode")).isEqualTo(30);
        assertThat(fleet.answered("UpdateAlias")).isEqualTo(30);
    }
}
