// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.system.RolloutFleet.NEW;
import static io.github.reactorwaiters.system.RolloutFleet.NEW_CODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.rollout.AliasShift;
import io.github.reactorwaiters.rollout.CodeSource;
import io.github.reactorwaiters.rollout.Deployed;
import io.github.reactorwaiters.rollout.FunctionChange;
import io.github.reactorwaiters.rollout.FunctionOutcome;
import io.github.reactorwaiters.rollout.Portion;
import io.github.reactorwaiters.rollout.RolloutBuilder;
import io.github.reactorwaiters.rollout.RolloutSummary;
import io.github.reactorwaiters.system.RolloutFleet.Running;
import io.github.reactorwaiters.testkit.wire.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What a halt and a rollback do to functions that earlier runs with the same journal changed, and what they leave to later ones. */
class RolloutAgainTest {
    private static final List<Portion> ONE_BY_ONE = List.of(Portion.of(1), Portion.of(2), Portion.of(3));
    private static final CodeSource OLD_CODE = RolloutFleet.zip("old");
    private static final FunctionChange RETURNABLE = NEW.withPreviousCode(OLD_CODE);

    private final RolloutFleet fleet = new RolloutFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    private List<String> addWithOldCode(int count) {
        List<String> names = fleet.add(count);
        fleet.run(fleet.rollout(names, FunctionChange.ofCode(OLD_CODE)));
        return names;
    }

    private static Mono<Void> failure(Deployed deployed) {
        return Mono.error(new IllegalStateException("smoke test of " + deployed.function()));
    }

    @Test
    void aHaltReturnsTheAliasesOfWavesThatItDidNotReachAgain() {
        List<String> names = fleet.addReleased(4);
        CrashingJournal journal = new CrashingJournal(12, true);
        RolloutBuilder rollout = fleet.rollout(names, NEW)
                .waves(ONE_BY_ONE)
                .alias(AliasShift.allAtOnce("live"))
                .journal(journal);
        fleet.start(rollout);
        fleet.fleet.seconds(120);
        assertThat(journal.crashed()).isTrue();
        assertThat(fleet.alias("f-002").functionVersion()).isEqualTo("2");
        journal.revive();
        Sinks.One<String> alarm = Sinks.one();
        Running again = fleet.start(
                rollout.bake(Duration.ofHours(1)).haltOn(alarm.asMono()).rollbackOnHalt(true));
        fleet.fleet.seconds(10); // bakes after the first wave
        alarm.tryEmitValue("alarm");
        fleet.fleet.seconds(60);

        assertThat(RolloutFleet.outcomes(again.summary()))
                .containsExactly(
                        FunctionOutcome.ROLLED_BACK,
                        FunctionOutcome.ROLLED_BACK,
                        FunctionOutcome.STOPPED, // updated, and its alias not yet shifted
                        FunctionOutcome.NOT_STARTED);
        names.forEach(name -> assertThat(fleet.alias(name).functionVersion()).isEqualTo("1"));
    }

    @Test
    void withoutRollbackWhatEarlierRunsDidIsToldOfWavesThatAHaltKeepsFromTheirTurn() {
        List<String> names = fleet.addReleased(3);
        CrashingJournal journal = new CrashingJournal(Integer.MAX_VALUE, true);
        RolloutBuilder rollout = fleet.rollout(names, NEW).waves(ONE_BY_ONE).journal(journal);
        fleet.run(rollout);
        Sinks.One<String> alarm = Sinks.one();
        Running again = fleet.start(rollout.bake(Duration.ofHours(1)).haltOn(alarm.asMono()));
        fleet.fleet.seconds(10);
        alarm.tryEmitValue("alarm");
        fleet.fleet.seconds(1);

        assertThat(RolloutFleet.outcomes(again.summary())).containsOnly(FunctionOutcome.UPDATED);
    }

    @Test
    void aFunctionThatFailedTwiceGetsTheCodeThatItHadBeforeTheFirstTime() {
        List<String> names = addWithOldCode(1);
        RolloutBuilder rollout = fleet.rollout(names, RETURNABLE)
                .verify(RolloutAgainTest::failure)
                .journal(new CrashingJournal(Integer.MAX_VALUE, true));
        assertThat(RolloutFleet.outcomes(fleet.run(rollout))).containsExactly(FunctionOutcome.FAILED);
        RolloutSummary again = fleet.run(rollout.rollbackOnHalt(true));

        assertThat(RolloutFleet.outcomes(again)).containsExactly(FunctionOutcome.ROLLED_BACK);
        assertThat(fleet.read("f-001").configuration().codeSha256()).isEqualTo(OLD_CODE.codeSha256());
    }

    @Test
    void whatSomebodyElseHasPutThereSinceIsNotRolledBack() {
        List<String> names = addWithOldCode(2);
        CrashingJournal journal = new CrashingJournal(3, true);
        RolloutBuilder rollout =
                fleet.rollout(names, RETURNABLE).waves(ONE_BY_ONE).journal(journal);
        fleet.start(rollout);
        fleet.fleet.seconds(60);
        fleet.lambda().functions().startUpdate("f-001");
        fleet.fleet.seconds(30);
        String theirs = fleet.read("f-001").configuration().codeSha256();
        journal.revive();
        RolloutSummary again =
                fleet.run(rollout.verify(RolloutAgainTest::failure).rollbackOnHalt(true));

        assertThat(RolloutFleet.outcomes(again)).containsExactly(FunctionOutcome.FAILED, FunctionOutcome.ROLLED_BACK);
        assertThat(again.results().get(0).reasonCode()).isEqualTo("CONCURRENT_CHANGE");
        assertThat(fleet.read("f-001").configuration().codeSha256()).isEqualTo(theirs);
    }

    private void doneAfterACrashInTheRollbackOf(RolloutBuilder rollout, CrashingJournal journal) {
        fleet.start(rollout.verify(
                        deployed -> deployed.function().value().equals("f-002") ? failure(deployed) : Mono.empty())
                .rollbackOnHalt(true));
        fleet.fleet.seconds(120);
        assertThat(journal.crashed()).isTrue();
        journal.revive();
        RolloutSummary again = fleet.run(rollout.verify(deployed -> Mono.empty()));
        assertThat(RolloutFleet.outcomes(again)).containsOnly(FunctionOutcome.UPDATED);
    }

    /** Entries: three of f-001, three of f-002, which fails; then two of each that is rolled back. */
    @ParameterizedTest
    @CsvSource({"6, true", "6, false", "7, true", "7, false", "8, true", "8, false", "9, true", "9, false"})
    void aRollbackThatACrashCutOffIsFoundByReading(int position, boolean written) {
        List<String> names = addWithOldCode(2);
        CrashingJournal journal = new CrashingJournal(position, written);
        RolloutBuilder rollout =
                fleet.rollout(names, RETURNABLE).waves(ONE_BY_ONE).journal(journal);
        doneAfterACrashInTheRollbackOf(rollout, journal);

        names.forEach(name ->
                assertThat(fleet.read(name).configuration().codeSha256()).isEqualTo(NEW_CODE.codeSha256()));
    }

    @ParameterizedTest
    @CsvSource({"10, true", "10, false", "11, true", "11, false"})
    void aRollbackOfAnAliasThatACrashCutOffIsFoundByReading(int position, boolean written) {
        List<String> names = fleet.addReleased(2);
        CrashingJournal journal = new CrashingJournal(position, written);
        RolloutBuilder rollout = fleet.rollout(names, NEW)
                .waves(ONE_BY_ONE)
                .alias(AliasShift.allAtOnce("live"))
                .journal(journal);
        doneAfterACrashInTheRollbackOf(rollout, journal);

        names.forEach(name -> assertThat(fleet.alias(name).functionVersion()).isEqualTo("2"));
    }

    @Test
    void whatSomebodyElseHasPutThereSinceAFailureStaysAlsoIfNothingCouldBePutThereAgain() {
        List<String> names = addWithOldCode(1);
        RolloutBuilder rollout = fleet.rollout(names, RETURNABLE).journal(new CrashingJournal(Integer.MAX_VALUE, true));
        fleet.run(rollout.verify(RolloutAgainTest::failure));
        fleet.lambda().functions().startUpdate("f-001");
        fleet.fleet.seconds(30);
        String theirs = fleet.read("f-001").configuration().codeSha256();
        fleet.lambda()
                .faults()
                .add(Fault.accessDenied().on("UpdateFunctionCode").times(1));
        RolloutSummary again = fleet.run(rollout.rollbackOnHalt(true));

        assertThat(RolloutFleet.outcomes(again)).containsExactly(FunctionOutcome.FAILED);
        assertThat(fleet.read("f-001").configuration().codeSha256()).isEqualTo(theirs);
    }

    @Test
    void whatSomebodyElseHasPutThereStaysAlsoOfAFunctionThatWaitsForItsPermit() {
        List<String> names = addWithOldCode(40);
        RolloutBuilder rollout = fleet.rollout(names, RETURNABLE.withConfiguration(c -> c.memorySize(512)))
                .maxFailures(Portion.percent(100))
                .journal(new CrashingJournal(Integer.MAX_VALUE, true));
        fleet.lambda()
                .faults()
                .add(Fault.accessDenied().on("UpdateFunctionConfiguration").times(40));
        assertThat(RolloutFleet.outcomes(fleet.run(rollout))).containsOnly(FunctionOutcome.FAILED);
        fleet.lambda().functions().startUpdate("f-040");
        fleet.fleet.seconds(30);
        String theirs = fleet.read("f-040").configuration().codeSha256();
        Sinks.One<String> alarm = Sinks.one();
        Running again = fleet.start(rollout.haltOn(alarm.asMono()).rollbackOnHalt(true));
        fleet.fleet.seconds(1); // all are read, and a third has its permit
        alarm.tryEmitValue("alarm");
        fleet.fleet.seconds(120);

        assertThat(again.summary().results().get(39).reasonCode()).isEqualTo("CONCURRENT_CHANGE");
        assertThat(fleet.read("f-040").configuration().codeSha256()).isEqualTo(theirs);
    }

    @Test
    void aPartOfAnAliasThatTheJournalLacksIsReturned() {
        List<String> names = fleet.addReleased(2);
        CrashingJournal journal = new CrashingJournal(3, false); // SHIFTED of f-001 is lost
        RolloutBuilder rollout = fleet.rollout(names, NEW)
                .waves(ONE_BY_ONE)
                .alias(AliasShift.canary("live", 10, Duration.ofHours(1)))
                .journal(journal);
        fleet.start(rollout);
        fleet.fleet.seconds(60);
        assertThat(fleet.alias("f-001").routingConfig().additionalVersionWeights())
                .containsKey("2");
        journal.revive();
        Sinks.One<String> alarm = Sinks.one();
        Running again = fleet.start(rollout.haltOn(alarm.asMono()).rollbackOnHalt(true));
        fleet.fleet.seconds(60); // bakes
        alarm.tryEmitValue("alarm");
        fleet.fleet.seconds(60);

        assertThat(RolloutFleet.outcomes(again.summary()))
                .containsExactly(FunctionOutcome.ROLLED_BACK, FunctionOutcome.NOT_STARTED);
        assertThat(fleet.alias("f-001").routingConfig()).isNull();
    }

    @Test
    void aRollbackToCodeThatWasNotThereBeforeIsFoundByReading() {
        List<String> names = fleet.add(2); // other code than OLD_CODE
        CrashingJournal journal = new CrashingJournal(8, false);
        RolloutBuilder rollout =
                fleet.rollout(names, RETURNABLE).waves(ONE_BY_ONE).journal(journal);
        doneAfterACrashInTheRollbackOf(rollout, journal);
    }

    @Test
    void aFunctionThatWasNotChangedIsNotToldAsRolledBack() {
        List<String> names = addWithOldCode(1);
        fleet.lambda().faults().add(Fault.accessDenied().on("UpdateFunctionCode"));
        CrashingJournal journal = new CrashingJournal(Integer.MAX_VALUE, true);
        RolloutBuilder rollout =
                fleet.rollout(names, RETURNABLE).rollbackOnHalt(true).journal(journal);
        for (int run = 0; run < 2; run++) {
            RolloutSummary summary = fleet.run(rollout);

            assertThat(summary.halt()).isNotNull();
            assertThat(RolloutFleet.outcomes(summary)).containsExactly(FunctionOutcome.FAILED);
            assertThat(summary.results().get(0).reasonCode()).isEqualTo("AccessDeniedException");
        }
    }

    @Test
    void aJournalOfAnotherRegionIsRefused() {
        CrashingJournal journal = new CrashingJournal(Integer.MAX_VALUE, true);
        fleet.run(fleet.rollout(fleet.add(1), NEW).journal(journal));
        try (RolloutFleet other = new RolloutFleet(lambda -> lambda.region("us-east-1"), watcher -> watcher)) {
            Running running = other.start(other.rollout(other.add(1), NEW).journal(journal));

            assertThat(running.errors).hasSize(1);
            assertThat(running.errors.get(0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another rollout")
                    .hasMessageContaining("in us-east-1")
                    .hasMessageContaining("in eu-west-1");
        }
    }
}
