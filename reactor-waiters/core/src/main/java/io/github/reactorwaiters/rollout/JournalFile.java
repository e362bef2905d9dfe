// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.Quoted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A journal in a file of JSON lines. Thread-safe: one write at a time.
 *
 * <p>On POSIX a process loses its lock of a file as soon as it closes the file once, however often it has it open. So it is
 * read by the channel that holds the lock, and not even opened by who would find it locked by this process.
 */
final class JournalFile implements RolloutJournal {
    /** The files that this process has locked. */
    private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

    /** What each entry begins with: so does what a crash left of one. */
    private static final String ENTRY = "{\"at\":\"";

    private final Path path;
    private final Object writing = new Object();
    private @Nullable FileChannel channel;
    private @Nullable Path locked;

    JournalFile(Path path) {
        this.path = path;
    }

    @Override
    public Mono<List<JournalEntry>> open() {
        return Mono.fromCallable(this::lockAndRead).subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public Mono<Void> append(JournalEntry entry) {
        return Mono.<Void>fromCallable(() -> {
                    write(JournalLine.of(entry));
                    return null;
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public Mono<Void> close() {
        return Mono.<Void>fromCallable(() -> {
                    synchronized (writing) {
                        FileChannel open = channel;
                        channel = null;
                        if (open != null) {
                            try {
                                open.close();
                            } finally {
                                unlock();
                            }
                        }
                    }
                    return null;
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    private List<JournalEntry> lockAndRead() throws IOException {
        synchronized (writing) {
            if (channel != null) {
                throw inUse();
            }
            Path real = real();
            if (!LOCKED.add(real)) {
                throw inUse();
            }
            locked = real;
            try {
                return lockAndRead(!Files.exists(path));
            } catch (IOException | RuntimeException unusable) {
                unlock();
                throw unusable;
            }
        }
    }

    private List<JournalEntry> lockAndRead(boolean isNew) throws IOException {
        FileChannel opened =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(opened);
            List<JournalEntry> entries = read(opened);
            if (isNew) {
                syncDirectory();
            }
            channel = opened;
            return entries;
        } catch (IOException | RuntimeException unusable) {
            opened.close();
            throw unusable;
        }
    }

    private void lock(FileChannel opened) throws IOException {
        try {
            if (opened.tryLock() == null) {
                throw inUse();
            }
        } catch (OverlappingFileLockException byAnotherName) {
            throw inUse();
        }
    }

    /** Without symbolic links, so that a file has one name. */
    private Path real() throws IOException {
        if (Files.exists(path)) {
            return path.toRealPath();
        }
        Path absolute = path.toAbsolutePath();
        Path directory = absolute.getParent();
        return directory != null && Files.exists(directory)
                ? directory.toRealPath().resolve(absolute.getFileName())
                : absolute;
    }

    private void unlock() {
        if (locked != null) {
            LOCKED.remove(locked);
            locked = null;
        }
    }

    /** The entries; leaves the position behind the last whole one and cuts off what a crash left of another. */
    private List<JournalEntry> read(FileChannel opened) throws IOException {
        byte[] bytes =
                Channels.newInputStream(opened).readAllBytes(); // the stream is not closed, nor the channel with it
        String text = new String(bytes, StandardCharsets.ISO_8859_1); // one character a byte: a tear may split a letter
        List<JournalEntry> entries = new ArrayList<>();
        int good = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', good)) {
            String line =
                    new String(text.substring(good, end).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            try {
                entries.add(JournalLine.parse(line));
            } catch (IllegalArgumentException unreadable) {
                if (text.indexOf('\n', end + 1) >= 0 || JournalLine.isWhole(line) || !isTear(line)) {
                    throw new IllegalStateException(at(entries.size() + 1) + " is unreadable", unreadable);
                }
                break;
            }
            good = end + 1;
        }
        String rest = text.substring(good);
        if (!isTear(rest)) {
            throw new IllegalStateException(
                    at(entries.size() + 1) + " is unreadable, and no part of an entry: " + Quoted.of(rest));
        }
        opened.truncate(good);
        opened.position(good);
        return entries;
    }

    /** Whether a crash may have left it of an entry: what it begins with, or zeros. Nothing else is cut off: it may be no journal. */
    private static boolean isTear(String rest) {
        return rest.startsWith(ENTRY)
                || ENTRY.startsWith(rest)
                || rest.chars().allMatch(letter -> letter == 0 || letter == '\n');
    }

    private String at(int line) {
        return "line " + line + " of journal " + path;
    }

    private void write(byte[] line) throws IOException {
        synchronized (writing) {
            FileChannel open = channel;
            if (open == null) {
                throw new IllegalStateException("journal " + path + " is not open");
            }
            append(open, line);
        }
    }

    /** What followed half a line would make it one that nobody can read: it is cut off, or nothing follows. */
    static void append(FileChannel file, byte[] line) throws IOException {
        long begin = file.position();
        try {
            ByteBuffer rest = ByteBuffer.wrap(line);
            while (rest.hasRemaining()) {
                file.write(rest);
            }
            file.force(false);
        } catch (IOException | RuntimeException unwritten) {
            try {
                file.truncate(begin);
            } catch (IOException | RuntimeException stays) {
                unwritten.addSuppressed(stays);
                file.close();
            }
            throw unwritten;
        }
    }

    /** Without it, a power failure may lose the new file itself. */
    private void syncDirectory() throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null && Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            try (FileChannel open = FileChannel.open(directory, StandardOpenOption.READ)) {
                open.force(true);
            }
        }
    }

    private IllegalStateException inUse() {
        return new IllegalStateException("journal " + path + " is in use by another rollout");
    }
}
