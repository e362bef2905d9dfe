// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import static io.github.reactorwaiters.poll.Reading.settled;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.budget.SchedulerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What a key that is polled ten times a second, and mostly shows nothing new, teaches the pace. */
class AnswersTest {
    private static final Reading THERE = settled("there", Instant.EPOCH);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SchedulerClock clock = new SchedulerClock(() -> time);
    private final ToldPace pace = new ToldPace();
    private final List<String> changes = new ArrayList<>();
    private final OneKey service = new OneKey();
    private final PollEngine<String, Reading, Reading, String> engine = new PollEngine<>(
            new ReadingModel(),
            new PollEngine.Service<>(service, service, pace, new EngineSettings(10, 1, false, Duration.ofSeconds(10))),
            clock,
            clock::worker);

    private final class OneKey implements Probe<String, Reading>, Listing<String, Reading> {
        private final PermitPool pool = new PermitPool("test", 10, 1, clock);
        Reading shown = THERE;
        int polls;

        @Override
        public PermitPool pool(String key) {
            return pool;
        }

        @Override
        public Mono<Outcome<Reading>> read(String key) {
            polls++;
            return Mono.just(new Outcome.Seen<>(shown));
        }

        @Override
        public PermitPool pool() {
            return pool;
        }

        @Override
        public Mono<Outcome<Page<Reading>>> page(@Nullable String marker) {
            return Mono.error(new IllegalStateException("nothing is listed"));
        }

        @Override
        public String key(Reading row) {
            return "key";
        }
    }

    @BeforeEach
    void watched() {
        engine.watch(Set.of("key"), false).subscribe(changes::add);
        pass();
    }

    @AfterEach
    void closed() {
        engine.dispose();
    }

    private void pass() {
        time.advanceTimeBy(Duration.ofSeconds(3));
    }

    @Test
    void keyThatIsThereTellsThatItHasNotChanged() {
        pace.lines.clear();
        int before = service.polls;
        pass();

        assertThat(service.polls - before).isGreaterThan(20);
        assertThat(pace.lines).hasSizeGreaterThan(20).allMatch(line -> line.startsWith("unchanged"));
        assertThat(changes).hasSize(1);
    }

    static Stream<Reading> notThere() {
        return Stream.of(Reading.ABSENT, Reading.unreadable());
    }

    @ParameterizedTest
    @MethodSource("notThere")
    void keyThatIsNotThereOrCannotBeReadTellsNothing(Reading reading) {
        service.shown = reading;
        pass();
        pace.lines.clear();
        int before = service.polls;
        pass();

        assertThat(service.polls - before).isGreaterThan(20);
        assertThat(pace.lines).isEmpty();
        assertThat(changes).hasSize(2);
    }
}
