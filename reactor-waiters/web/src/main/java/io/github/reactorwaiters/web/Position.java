// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a client is in a stream: it has all changes up to {@code all}; of those up to {@code batchEnd}, which were merged
 * per function and sent in the order of their newest number, it has the ones up to {@code sent}. Mostly the three are
 * equal. As text, {@code stream-17}, or {@code stream-9.12.15} in the middle of merged changes.
 */
record Position(long all, long sent, long batchEnd) {
    private static final Pattern FORM = Pattern.compile(
            "(?:(?<stream>[0-9a-z]{1,16})-)?(?<all>\\d{1,18})(?:\\.(?<sent>\\d{1,18})\\.(?<end>\\d{1,18}))?");

    /** A name for a stream, which tells its numbers from those of another run of the server. */
    static String newStream() {
        return Long.toString(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 41), 36);
    }

    static Position at(long sequence) {
        return new Position(sequence, sequence, sequence);
    }

    /** What {@code text} says, null if it is no position, or one of another stream. */
    static @Nullable Position parse(@Nullable String text, String stream) {
        Matcher form = FORM.matcher(text == null ? "" : text);
        if (!form.matches() || (form.group("stream") != null && !stream.equals(form.group("stream")))) {
            return null;
        }
        long all = Long.parseLong(form.group("all"));
        if (form.group("sent") == null) {
            return at(all);
        }
        Position position = new Position(all, Long.parseLong(form.group("sent")), Long.parseLong(form.group("end")));
        return position.all <= position.sent && position.sent <= position.batchEnd ? position : null;
    }

    String in(String stream) {
        return sent == batchEnd ? stream + "-" + batchEnd : stream + "-" + all + "." + sent + "." + batchEnd;
    }
}
