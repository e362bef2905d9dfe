// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the model to every sequence of recordings.json, recorded on AWS. Each script makes the requests of the recorded
 * test and notes the answers under the labels of its steps.
 */
class RecordingsTest {
    private static final Map<String, Consumer<Replay>> SCRIPTS = new HashMap<>();

    static {
        SCRIPTS.putAll(FunctionScripts.scripts());
        SCRIPTS.putAll(RefusalScripts.scripts());
        SCRIPTS.putAll(ImageScripts.scripts());
        SCRIPTS.putAll(VersionScripts.scripts());
        SCRIPTS.putAll(AliasScripts.scripts());
        SCRIPTS.putAll(TagScripts.scripts());
        SCRIPTS.putAll(ConcurrencyScripts.scripts());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("recordings")
    void theModelAnswersAsAwsDid(Recording recording) {
        Replay replay = new Replay(recording.parameter());
        requireNonNull(SCRIPTS.get(recording.script()), recording.script()).accept(replay);

        recording.verify(replay.answers);
    }

    @Test
    void allRecordingsAreReplayedAndNoneIsSkipped() {
        assertThat(recordings()).hasSize(66);
        assertThat(recordings()).extracting(Recording::script).allMatch(SCRIPTS::containsKey);
        assertThat(SCRIPTS.keySet())
                .isSubsetOf(recordings().stream().map(Recording::script).toList());
    }

    static List<Recording> recordings() {
        try (InputStream json = requireNonNull(RecordingsTest.class.getResourceAsStream("/recordings.json"))) {
            return StreamSupport.stream(
                            Json.parse(json.readAllBytes()).path("recordings").spliterator(), false)
                    .map(test -> new Recording(test.path("test").asString(), test.path("steps")))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
