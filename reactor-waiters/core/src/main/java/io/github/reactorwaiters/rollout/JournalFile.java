// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A journal in a file of JSON lines. Thread-safe: one write at a time. */
final class JournalFile implements RolloutJournal {
    private final Path path;
    private final Object writing = new Object();
    private @Nullable FileChannel channel;

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
                            open.close();
                        }
                    }
                    return null;
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    private List<JournalEntry> lockAndRead() throws IOException {
        synchronized (writing) {
            if (channel != null) {
                throw inUse(null);
            }
            boolean isNew = !Files.exists(path);
            FileChannel opened = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
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
    }

    private void lock(FileChannel opened) throws IOException {
        try {
            FileLock lock = opened.tryLock();
            if (lock == null) {
                throw inUse(null);
            }
        } catch (OverlappingFileLockException sameProcess) {
            throw inUse(sameProcess);
        }
    }

    /** The entries; leaves the position behind the last whole one and cuts off what a crash left of another. */
    private List<JournalEntry> read(FileChannel opened) throws IOException {
        String text =
                Files.readString(path, StandardCharsets.ISO_8859_1); // one character a byte: a tear may split a letter
        List<JournalEntry> entries = new ArrayList<>();
        int good = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', good)) {
            String line =
                    new String(text.substring(good, end).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            try {
                entries.add(JournalLine.parse(line));
            } catch (IllegalArgumentException unreadable) {
                if (text.indexOf('\n', end + 1) >= 0) {
                    throw new IllegalStateException(
                            "line " + (entries.size() + 1) + " of journal " + path + " is unreadable", unreadable);
                }
                break;
            }
            good = end + 1;
        }
        opened.truncate(good);
        opened.position(good);
        return entries;
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

    private IllegalStateException inUse(@Nullable Throwable cause) {
        return new IllegalStateException("journal " + path + " is in use by another rollout", cause);
    }
}
