// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import static io.github.reactorwaiters.poll.Reading.settled;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.pace.Load;
import io.github.reactorwaiters.pace.Observed;
import io.github.reactorwaiters.pace.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * What the rows of a listing do to a settled key that is polled only if something says that it may have changed. It is
 * listed each 10 s; pages and polls are answered by hand.
 */
class PassTest {
    private static final Reading FIRST = settled("first", Instant.EPOCH);
    private static final Reading SECOND = settled("second", Instant.ofEpochSecond(10));

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final OneKey service = new OneKey(new SchedulerClock(() -> time));
    private final List<String> changes = new ArrayList<>();
    private final PollEngine<String, Reading, Reading, String> engine = service.engine();

    private static final class OneKey implements Probe<String, Reading>, Listing<String, Reading>, Pace {
        private final SchedulerClock clock;
        private final PermitPool pool;
        final Queue<MonoSink<Outcome<Page<Reading>>>> pages = new ArrayDeque<>();
        final Queue<MonoSink<Outcome<Reading>>> polls = new ArrayDeque<>();
        boolean broken;
        long askedAt;

        /** How often it was asked when the key is worth a poll. */
        int placed;

        @Nullable
        Observed key;

        OneKey(SchedulerClock clock) {
            this.clock = clock;
            this.pool = new PermitPool("test", 100, 0.8, clock);
        }

        PollEngine<String, Reading, Reading, String> engine() {
            EngineSettings settings = new EngineSettings(10, 1, false, Duration.ofSeconds(10));
            return new PollEngine<>(
                    new ReadingModel(), new PollEngine.Service<>(this, this, this, settings), clock, clock::worker);
        }

        @Override
        public PermitPool pool(String key) {
            return pool;
        }

        @Override
        public Mono<Outcome<Reading>> read(String key) {
            return Mono.create(polls::add);
        }

        @Override
        public PermitPool pool() {
            return pool;
        }

        @Override
        public Mono<Outcome<Page<Reading>>> page(@Nullable String marker) {
            askedAt = clock.nanos();
            return Mono.create(pages::add);
        }

        @Override
        public String key(Reading row) {
            if (broken) {
                throw new IllegalStateException("a row without a name");
            }
            return "key";
        }

        @Override
        public double value(Observed key, Load load, long now) {
            return 0;
        }

        @Override
        public long worthwhileAt(Observed key, double least, Load load, long now) {
            placed++;
            return Long.MAX_VALUE;
        }

        @Override
        public void added(Observed observed) {
            key = observed;
        }
    }

    @BeforeEach
    void listedAndRead() {
        engine.watchListed(key -> true, false).subscribe(changes::add);
        advance(0);
        list(FIRST);
        poll(FIRST);
        advance(1);
        assertThat(key().lastListed())
                .as("by the row that showed that it is there")
                .isEqualTo(Observed.NEVER);
    }

    @AfterEach
    void closed() {
        engine.dispose();
    }

    private Observed key() {
        return Objects.requireNonNull(service.key);
    }

    private void advance(double seconds) {
        time.advanceTimeBy(Duration.ofMillis(Math.round(seconds * 1_000)));
    }

    private void untilListed() {
        for (int i = 0; i < 100 && service.pages.isEmpty(); i++) {
            advance(0.5);
        }
    }

    private void untilASecondLater() {
        time.advanceTimeBy(Duration.ofNanos(service.askedAt + 1_000_000_000 - service.clock.nanos()));
    }

    private void list(Reading... rows) {
        service.pages.remove().success(new Outcome.Seen<>(new Listing.Page<>(List.of(rows), null)));
        advance(0);
    }

    private void poll(Reading reading) {
        service.polls.remove().success(new Outcome.Seen<>(reading));
        advance(0);
    }

    /** Of a page that was answered a second after it was asked for. */
    private long halfway() {
        return service.askedAt + 500_000_000;
    }

    @Test
    void rowThatShowsNothingNewIsAReadingOfHalfwayThroughTheCall() {
        untilListed();
        untilASecondLater();
        list(FIRST);

        assertThat(key().lastReading()).isEqualTo(halfway());
        assertThat(key().lastListed()).isEqualTo(halfway());
        assertThat(service.polls).isEmpty();
    }

    @Test
    void settledKeyThatWasListedIsPlacedAnewByWhatItIsWorthNow() {
        untilListed();
        service.placed = 0;
        list(FIRST);

        assertThat(service.placed).isPositive();
    }

    @Test
    void rowThatContradictsMakesItPolledAndIsNoReadingButTellsWhenTheNextIsDue() {
        long read = key().lastReading();
        untilListed();
        untilASecondLater();
        list(SECOND);

        assertThat(key().lastReading()).isEqualTo(read);
        assertThat(key().lastListed()).isEqualTo(halfway());
        poll(SECOND);
        assertThat(changes).hasSize(2);
    }

    @Test
    void rowAskedForBeforeTheLastPollIsNoReadingButTellsWhenTheNextIsDue() {
        untilListed();
        advance(0.6);
        engine.hint(List.of("key"));
        advance(0);
        poll(FIRST);
        long read = key().lastReading();
        untilASecondLater();
        list(SECOND);

        assertThat(key().lastReading()).isEqualTo(read).isGreaterThan(halfway());
        assertThat(key().lastListed()).isEqualTo(halfway());
        assertThat(service.polls).as("the poll is newer than the row").isEmpty();
    }

    @Test
    void rowOfARevisionThatIsKnownToBeSupersededIsNoReadingAndMakesNoPoll() {
        engine.hint(List.of("key"));
        advance(0);
        poll(SECOND);
        long read = key().lastReading();
        untilListed();
        untilASecondLater();
        list(FIRST);

        assertThat(key().lastReading()).isEqualTo(read);
        assertThat(key().lastListed()).isEqualTo(halfway());
        assertThat(service.polls).isEmpty();
    }

    @Test
    void rowWithoutARevisionTellsNothing() {
        long read = key().lastReading();
        untilListed();
        list(settled("", null));

        assertThat(key().lastReading()).isEqualTo(read);
        assertThat(key().lastListed()).isEqualTo(Observed.NEVER);
        assertThat(service.polls).isEmpty();
    }

    @Test
    void rowOfAnUnreadableKeyTellsNothing() {
        engine.hint(List.of("key"));
        advance(0);
        poll(Reading.unreadable());
        long read = key().lastReading();
        untilListed();
        list(FIRST);

        assertThat(key().lastReading()).isEqualTo(read);
        assertThat(key().lastListed()).isEqualTo(Observed.NEVER);
    }

    @Test
    void keyThatAWholeListingDoesNotShowIsPolled() {
        engine.watch(List.of("key"), false).subscribe(change -> {}); // who is named is not forgotten when gone
        untilListed();
        list(FIRST);
        assertThat(service.polls).isEmpty();
        untilListed();
        list();

        poll(Reading.ABSENT);
        assertThat(changes).hasSize(2);
        untilListed();
        list();
        assertThat(service.polls).as("it is known to be gone").isEmpty();
    }

    @Test
    void pageWithABrokenRowIsReadAgainAndKeepsNoPassFromItsEnd() {
        untilListed();
        service.broken = true;
        list(FIRST);
        assertThat(service.pages).isEmpty();
        assertThat(engine.status().listingFailure()).hasMessage("a row without a name");

        service.broken = false;
        untilListed();
        untilASecondLater();
        list(FIRST);
        assertThat(key().lastListed()).isEqualTo(halfway());
        assertThat(engine.status().listingFailure()).isNull();
    }
}
