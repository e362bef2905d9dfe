// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import static io.github.reactorwaiters.poll.Lesson.second;
import static io.github.reactorwaiters.poll.Reading.running;
import static io.github.reactorwaiters.poll.Reading.settled;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Transitions that callers announce, rows of listings, and the count of starts. */
class LearningStartsTest {
    private final Lesson lesson = new Lesson();

    @Test
    void announcedTransitionAgesFromItsAnnouncement() {
        lesson.read(1_010, settled("a", second(900)));
        lesson.announce(1_020);
        lesson.read(1_021, running("b", second(1_019.9)));
        lesson.read(1_023, settled("b", second(1_019.9)));

        assertThat(lesson.told()).containsExactly("added", "changed", "code survived 0.0-1.0", "code ended 1.0-3.0");
    }

    @Test
    void announcedTransitionAlreadyOverAtTheFirstReadingEndedInBetween() {
        lesson.read(1_010, settled("a", second(900)));
        lesson.announce(1_020);
        lesson.read(1_021, settled("b", second(1_020)));

        assertThat(lesson.told()).containsExactly("added", "changed", "code ended 0.0-1.0");
    }

    @Test
    void announcedTransitionOfAKeyNeverReadIsLearnedFromItsFirstReadings() {
        lesson.announce(1_020);
        lesson.read(1_022, running("b", second(1_020)));
        lesson.read(1_024, settled("b", second(1_020)));

        assertThat(lesson.told()).containsExactly("code survived 0.0-2.0", "added", "code ended 2.0-4.0");
    }

    @Test
    void announcedTransitionOfAKeyNeverReadThatIsOverAtOnceEnded() {
        lesson.announce(1_020);
        lesson.read(1_022, settled("b", second(1_020)));

        assertThat(lesson.told()).containsExactly("code ended 0.0-2.0", "added");
    }

    @Test
    void announcementThatNoReadingConfirmsTeachesNothing() {
        lesson.read(1_010, settled("a", second(900)));
        lesson.announce(1_020);
        lesson.read(1_021, settled("a", second(900)));

        assertThat(lesson.told()).containsExactly("added");
    }

    @Test
    void announcedKeyThatIsNotThereTeachesNothing() {
        lesson.announce(1_020);
        lesson.read(1_021, Reading.ABSENT);

        assertThat(lesson.told()).containsExactly("added");
    }

    @Test
    void rowThatShowsNothingNewIsAReading() {
        lesson.read(1_010, running("a", second(1_006)));
        long row = lesson.at(1_012);
        lesson.learning.unchanged(lesson.key, row);

        assertThat(lesson.told()).containsExactly("added", "create survived 4.0-6.0");
        assertThat(lesson.key.lastReading).isEqualTo(row);
    }

    @Test
    void rowOlderThanTheLastReadingTeachesNothing() {
        long row = lesson.at(1_008);
        lesson.read(1_010, running("a", second(1_006)));
        long read = lesson.key.lastReading;
        lesson.learning.unchanged(lesson.key, row);

        assertThat(lesson.told()).containsExactly("added");
        assertThat(lesson.key.lastReading).isEqualTo(read);
    }

    @Test
    void startsAreCountedPerSecondThisOneOrTheLast() {
        for (int i = 0; i < 7; i++) {
            lesson.announce(1_000.1 + i * 0.1);
        }
        assertThat(lesson.learning.startsPerSecond(lesson.at(1_000.9))).isEqualTo(7);
        lesson.announce(1_001.2);
        assertThat(lesson.learning.startsPerSecond(lesson.at(1_001.5))).isEqualTo(7);
        assertThat(lesson.learning.startsPerSecond(lesson.at(1_002.5))).isEqualTo(1);
        assertThat(lesson.learning.startsPerSecond(lesson.at(1_003.5))).isZero();
    }

    @Test
    void startsOfAgesAgoAreNotCounted() {
        lesson.read(1_010.5, running("a", second(1_002)));
        assertThat(lesson.learning.startsPerSecond(lesson.at(1_010.6))).isZero();

        lesson.read(1_020.5, running("b", second(1_020.2)));
        assertThat(lesson.learning.startsPerSecond(lesson.at(1_020.6))).isEqualTo(1);
    }

    @Test
    void startsStopCountingAfterALongSilence() {
        lesson.announce(1_000.5);

        assertThat(lesson.learning.startsPerSecond(lesson.at(2_000))).isZero();
    }
}
