// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.Quoted;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Files that options name. */
final class GivenFile implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException(Quoted.of(text) + " must name a file");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException none) {
            throw new TypeConversionException(Quoted.of(text) + " must name a file: " + none.getReason());
        }
    }

    static byte[] content(String option, Path file) {
        try {
            requireFile(option, file);
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw unreadable(option, file, unreadable);
        }
    }

    /** What is left of each line without its comment, which {@code #} begins, unless that is nothing. */
    static List<String> lines(String option, Path file) {
        try {
            requireFile(option, file);
            return Files.readAllLines(file).stream()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException unreadable) {
            throw unreadable(option, file, unreadable);
        }
    }

    /** How long the file is, 0 if it is yet to be made. */
    static long size(String option, Path file) {
        try {
            requireFile(option, file);
            return Files.size(file);
        } catch (NoSuchFileException absent) {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null && Files.isDirectory(directory)) {
                return 0;
            }
            throw new IllegalArgumentException(
                    option + " must lie in a directory that is there: " + Quoted.of(file.toString()), absent);
        } catch (IOException unreadable) {
            throw unreadable(option, file, unreadable);
        }
    }

    private static void requireFile(String option, Path file) throws IOException {
        if (Files.readAttributes(file, BasicFileAttributes.class).isDirectory()) {
            throw new IllegalArgumentException(
                    option + " must name a file, not a directory: " + Quoted.of(file.toString()));
        }
    }

    private static IllegalArgumentException unreadable(String option, Path file, IOException error) {
        return new IllegalArgumentException(
                option + " cannot be read, " + reason(error) + ": " + Quoted.of(file.toString()), error);
    }

    private static String reason(IOException error) {
        if (error instanceof NoSuchFileException) {
            return "there is no such file";
        }
        @Nullable String told = error instanceof FileSystemException known ? known.getReason() : null;
        return told == null ? error.getClass().getSimpleName() : told;
    }
}
