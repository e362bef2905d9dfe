// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import static io.github.reactorwaiters.poll.Lesson.second;
import static io.github.reactorwaiters.poll.Reading.running;
import static io.github.reactorwaiters.poll.Reading.settled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LearningTest {
    private final Lesson lesson = new Lesson();

    @Test
    void firstReadingOfASettledKeyTellsTheAgeOfItsChange() {
        lesson.read(1_010, settled("a", second(910)));

        assertThat(lesson.told()).containsExactly("added");
        assertThat(lesson.key.ageAtFirst).isEqualTo(100f, within(1e-4f));
        assertThat(lesson.key.watchedSince).isEqualTo(lesson.key.lastReading);
    }

    @Test
    void ageThatIsUnknownOrInTheFutureIsNotANumber() {
        lesson.read(1_010, settled("a", second(1_050)));
        assertThat(lesson.key.ageAtFirst).isNaN();
    }

    @Test
    void keyThatAListingShowedToBeAbsentIsAddedByItsFirstReading() {
        lesson.key.last = Reading.ABSENT;
        lesson.read(1_010, settled("a", second(1_005)));
        lesson.read(1_020, settled("a", second(1_005)));

        assertThat(lesson.told()).containsOnlyOnce("added");
        assertThat(lesson.key.watchedSince / 1e9).isEqualTo(1_010, within(1e-6));
        lesson.learning.forgotten(lesson.key);
        lesson.learning.forgotten(lesson.key);
        assertThat(lesson.told()).containsOnlyOnce("removed");
    }

    @Test
    void transitionUnderWayAtTheFirstReadingBeganWhenTheServiceSays() {
        lesson.read(1_010, running("a", second(1_004)));
        assertThat(lesson.start()).isEqualTo(1_004, within(1e-6));

        lesson.read(1_012, running("a", second(1_004)));
        lesson.read(1_013, settled("a", second(1_004)));

        assertThat(lesson.told()).containsExactly("added", "create survived 6.0-8.0", "create ended 8.0-9.0");
    }

    @Test
    void transitionThatIsSaidToHaveBegunAgesAgoCountsFromItsFirstReading() {
        lesson.read(5_000, running("a", second(3_900)));
        assertThat(lesson.start()).isEqualTo(5_000, within(1e-6));
    }

    @Test
    void transitionOfAKeyThatAnotherKnewButNobodyReadCountsFromItsFirstReading() {
        lesson.key.last = settled("a", second(900));
        lesson.read(15_000_000, running("b", second(1_000)));

        assertThat(lesson.start()).isEqualTo(15_000_000, within(1e-6));
        assertThat(lesson.told()).containsExactly("changed", "update survived 0.0-0.0", "added");
    }

    @Test
    void transitionSeenToBeginWasWatchedFromItsStart() {
        lesson.read(1_010, settled("a", second(900)));
        lesson.read(1_020, running("b", second(1_016)));
        lesson.read(1_021, settled("c", second(1_016)));

        assertThat(lesson.told())
                .containsExactly("added", "changed", "update survived 0.0-4.0", "update ended 4.0-5.0");
    }

    @Test
    void transitionDidNotBeginBeforeTheReadingThatDidNotShowIt() {
        lesson.read(1_010, settled("a", second(900)));
        lesson.read(1_020, running("b", second(1_003))); // a service's clock that is 7 s behind, or more

        assertThat(lesson.start()).isEqualTo(1_010, within(1e-6));
    }

    @Test
    void transitionDidNotBeginAfterTheReadingThatShowsIt() {
        lesson.read(1_010, settled("a", second(900)));
        lesson.read(1_020, running("b", second(1_500))); // a service's clock that is ahead

        assertThat(lesson.start()).isEqualTo(1_020, within(1e-6));
    }

    @Test
    void transitionOfUnknownStartBeganAtTheReading() {
        lesson.read(1_010, settled("a", null));
        lesson.read(1_020, running("b", null));

        assertThat(lesson.start()).isEqualTo(1_020, within(1e-6));
    }

    @Test
    void anotherTransitionEndsTheOneBefore() {
        lesson.read(1_010, running("a", second(1_006)));
        lesson.read(1_012, running("b", second(1_011)));

        assertThat(lesson.told())
                .containsExactly("added", "create ended 4.0-6.0", "changed", "update survived 0.0-1.0");
    }

    @Test
    void transitionThatPassedUnseenIsAnEndBetweenItsStartAndTheReading() {
        lesson.read(1_010, settled("a", second(900)));
        lesson.read(1_020, settled("b", second(1_017)));

        assertThat(lesson.told()).containsExactly("added", "changed", "update ended 0.0-3.0");
        assertThat(lesson.key.changes).isOne();
        assertThat(lesson.later).as("medians are new").hasSize(1);
    }

    @Test
    void updateWhoseTimeCannotBeIsAChangeAndNoDuration() {
        lesson.read(1_010, settled("a", second(900)));
        lesson.read(1_020, settled("b", second(1_009)));
        lesson.read(1_030, settled("c", second(1_031)));

        assertThat(lesson.told()).containsExactly("added", "changed", "changed");
    }

    @Test
    void readingThatShowsNothingNewTellsThatNothingHasChanged() {
        lesson.read(1_010, settled("a", second(900)));
        lesson.read(1_020, settled("a", second(900)));
        lesson.learning.unchanged(lesson.key, lesson.at(1_025));
        lesson.read(1_040, settled("b", second(1_030)));

        assertThat(lesson.told())
                .startsWith("added", "unchanged for 10.0", "unchanged for 5.0", "changed")
                .filteredOn(line -> line.startsWith("unchanged"))
                .hasSize(2);
    }

    @Test
    void keyThatIsNotThereOrCannotBeReadDoesNotStayAsItWas() {
        lesson.read(1_010, settled("a", second(900)));
        lesson.read(1_020, Reading.ABSENT);
        lesson.read(1_030, Reading.ABSENT);
        lesson.read(1_040, settled("a", second(900)));
        lesson.read(1_050, Reading.unreadable());
        lesson.read(1_060, settled("a", second(900)));

        assertThat(lesson.told()).noneMatch(line -> line.startsWith("unchanged"));
    }

    @Test
    void keyThatVanishesOrCannotBeReadInTransitionDidNotEndIt() {
        lesson.read(1_010, running("a", second(1_006)));
        lesson.read(1_012, Reading.unreadable());
        lesson.read(1_013, running("b", second(1_012.5)));
        lesson.read(1_014, Reading.ABSENT);

        assertThat(lesson.told()).noneMatch(line -> line.contains("ended"));
    }

    @Test
    void mediansAreThereFromTheStartAndFollowWithinASecondWhateverEnds() {
        assertThat(lesson.counters.medians).containsEntry("code", Duration.ZERO);
        lesson.read(1_010, running("a", second(1_006)));
        assertThat(lesson.later).isEmpty();
        lesson.read(1_012, running("a", second(1_006)));
        lesson.read(1_013, settled("a", second(1_006)));
        assertThat(lesson.later)
                .as("one for all that is learned within a second")
                .hasSize(1);
        lesson.later.remove(0).run();
        assertThat(lesson.counters.medians).containsEntry("code", Duration.ofMillis(3));

        lesson.read(1_020, running("b", second(1_016)));
        assertThat(lesson.later).hasSize(1);
    }

    @Test
    void forgottenKeyThatWasNeverReadWasNeverAdded() {
        lesson.learning.forgotten(lesson.key);

        assertThat(lesson.told()).isEmpty();
    }
}
