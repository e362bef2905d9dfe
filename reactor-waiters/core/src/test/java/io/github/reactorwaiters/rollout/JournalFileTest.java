// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reactorwaiters.lambda.FunctionName;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

class JournalFileTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Path directory;

    JournalFileTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private static JournalEntry entry(String function, JournalEntry.Kind kind) {
        return new JournalEntry(
                Instant.parse("2026-11-23T10:00:00Z"),
                FunctionName.of(function),
                "code \"of\" 12 b\u00fctes\n",
                kind,
                "sha",
                kind == JournalEntry.Kind.PUBLISHED ? "7" : null,
                null,
                kind == JournalEntry.Kind.SHIFTED ? 10 : null,
                kind == JournalEntry.Kind.ENDED ? FunctionOutcome.UPDATED : null);
    }

    private List<JournalEntry> write(Path file) {
        List<JournalEntry> entries = new ArrayList<>();
        for (JournalEntry.Kind kind : JournalEntry.Kind.values()) {
            entries.add(entry("orders", kind));
        }
        RolloutJournal journal = RolloutJournal.file(file);
        assertThat(journal.open().block(SOON)).isEmpty();
        entries.forEach(entry -> journal.append(entry).block(SOON));
        journal.close().block(SOON);
        return entries;
    }

    private static List<JournalEntry> read(Path file) {
        RolloutJournal journal = RolloutJournal.file(file);
        List<JournalEntry> entries = journal.open().block(SOON);
        journal.close().block(SOON);
        return Objects.requireNonNull(entries);
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        Path file = directory.resolve("journal");
        assertThat(read(file)).isEmpty();
        List<JournalEntry> written = write(file);
        assertThat(read(file)).isEqualTo(written);
        assertThat(Files.readAllLines(file)).hasSize(written.size());
    }

    @Test
    void aTearAtAnyByteLosesTheLastEntryOnly() throws IOException {
        Path file = directory.resolve("journal");
        List<JournalEntry> written = write(file);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length <= whole.length; length++) {
            byte[] torn = Arrays.copyOf(whole, length);
            int lines = (int) new String(torn, StandardCharsets.ISO_8859_1)
                    .chars()
                    .filter(letter -> letter == '\n')
                    .count();
            Files.write(file, torn);
            RolloutJournal journal = RolloutJournal.file(file);
            assertThat(journal.open().block(SOON))
                    .as("torn after %d bytes", length)
                    .isEqualTo(written.subList(0, lines));
            journal.append(written.get(0)).block(SOON);
            journal.close().block(SOON);
            assertThat(read(file)).hasSize(lines + 1).endsWith(written.get(0));
        }
    }

    @Test
    void zerosThatAPowerFailureLeftAreDropped() throws IOException {
        Path file = directory.resolve("journal");
        List<JournalEntry> written = write(file);
        Files.write(file, new byte[500], StandardOpenOption.APPEND);
        assertThat(read(file)).isEqualTo(written);
        Files.write(file, "\0\0\n".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        assertThat(read(file)).isEqualTo(written);
    }

    @Test
    void anUnreadableLineInTheMiddleIsNoTear() throws IOException {
        Path file = directory.resolve("journal");
        write(file);
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.set(1, "{\"at\":\"yesterday\"}");
        Files.write(file, lines);
        assertThatThrownBy(() -> read(file)).hasMessageContaining("line 2").hasMessageContaining("journal");
    }

    @Test
    void oneRunAtATimeUsesIt() {
        Path file = directory.resolve("journal");
        RolloutJournal journal = RolloutJournal.file(file);
        journal.open().block(SOON);
        assertThatThrownBy(() -> journal.open().block(SOON)).hasMessageContaining("in use");
        assertThatThrownBy(() -> RolloutJournal.file(file).open().block(SOON)).hasMessageContaining("in use");
        journal.close().block(SOON);
        assertThat(read(file)).isEmpty();
        assertThatThrownBy(() ->
                        journal.append(entry("orders", JournalEntry.Kind.CODE)).block(SOON))
                .hasMessageContaining("not open");
    }

    @Test
    void oneProcessAtATimeUsesIt() throws IOException, InterruptedException {
        Path file = directory.resolve("journal");
        List<JournalEntry> written = write(file);
        RolloutJournal journal = RolloutJournal.file(file);
        assertThat(journal.open().block(SOON)).isEqualTo(written);
        assertThat(openedByAnotherProcess(file)).contains("in use");

        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        for (Path other : List.of(file, directory.resolve("../" + directory.getFileName() + "/journal"), link)) {
            assertThatThrownBy(() -> RolloutJournal.file(other).open().block(SOON))
                    .hasMessageContaining("in use");
        }
        assertThat(openedByAnotherProcess(file))
                .as("after others in this one were refused")
                .contains("in use");

        journal.close().block(SOON);
        assertThat(openedByAnotherProcess(file)).isEqualTo("opened " + written.size());
    }

    private static String openedByAnotherProcess(Path file) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opener.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return told.strip();
    }

    /** Another process. */
    static final class Opener {
        private Opener() {}

        public static void main(String... arguments) {
            try {
                List<JournalEntry> entries =
                        RolloutJournal.file(Path.of(arguments[0])).open().block(SOON);
                System.out.println("opened " + Objects.requireNonNull(entries).size());
            } catch (RuntimeException refused) {
                System.out.println(refused.getMessage());
            }
            System.exit(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders",
                "orders\n",
                "{\"targets\":[\"orders\"]}",
                "{\"targets\":[\"orders\"]}\n",
                "{\"at\":\"2030-01-01T00:00:00Z\",\"function\":\"orders\",\"change\":\"code\",\"kind\":\"OF_LATER\"}\n"
            })
    void whatIsNoEntryThatACrashToreIsNotCutOff(String text) throws IOException {
        Path file = directory.resolve("journal");
        for (boolean behindEntries : new boolean[] {false, true}) {
            Files.deleteIfExists(file);
            if (behindEntries) {
                write(file);
            }
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            String before = Files.readString(file);

            String line = "line " + (behindEntries ? JournalEntry.Kind.values().length + 1 : 1) + " of journal";
            assertThatThrownBy(() -> read(file)).hasMessageContaining(line).hasMessageContaining("unreadable");

            assertThat(Files.readString(file)).isEqualTo(before);
        }
    }

    @Test
    void concurrentEntriesAreWholeLines() {
        Path file = directory.resolve("journal");
        RolloutJournal journal = RolloutJournal.file(file);
        journal.open().block(SOON);
        Flux.range(0, 200)
                .flatMap(i -> journal.append(entry("f" + i, JournalEntry.Kind.CODE)), 50)
                .blockLast(SOON);
        journal.close().block(SOON);
        assertThat(read(file)).hasSize(200);
    }

    @Test
    void aLineThatADiskHasNoRoomForLeavesTheFileReadable() throws IOException {
        Path file = directory.resolve("full");
        List<JournalEntry> entries = write(file);
        byte[] line = JournalLine.of(entry("orders", JournalEntry.Kind.STARTED));
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.APPEND)) {
            FullDisk disk = new FullDisk(open, true, line.length / 2);
            assertThatThrownBy(() -> JournalFile.append(disk, line)).hasMessage("No space left on device");
            assertThat(read(file)).isEqualTo(entries);
            disk.room = 1_000;
            JournalFile.append(disk, line);
        }

        assertThat(read(file)).hasSize(entries.size() + 1);
    }

    @Test
    void nothingFollowsHalfALineThatCannotBeCutOff() throws IOException {
        Path file = directory.resolve("broken");
        List<JournalEntry> entries = write(file);
        byte[] line = JournalLine.of(entry("orders", JournalEntry.Kind.STARTED));
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.APPEND)) {
            FullDisk disk = new FullDisk(open, false, line.length / 2);
            assertThatThrownBy(() -> JournalFile.append(disk, line)).hasMessage("No space left on device");
            disk.room = 1_000;
            assertThatThrownBy(() -> JournalFile.append(disk, line)).isInstanceOf(ClosedChannelException.class);
        }

        assertThat(read(file)).isEqualTo(entries);
    }
}
