// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import java.util.Objects;

/**
 * Text from outside, fit for one line of a log or terminal: what is not shown, or changes how the rest is shown, such as
 * line feeds, escape sequences and marks that turn the direction of writing, stands there by its number, as
 * {@code \}{@code u202e}.
 */
public final class Quoted {
    private static final int LONGEST = 80;

    private Quoted() {}

    /** In quotes, cut after 80 characters: how messages of refusal name the value. */
    public static String of(String text) {
        Objects.requireNonNull(text, "text");
        return '"' + (text.length() > LONGEST ? inLine(cut(text)) + "..." : inLine(text)) + '"';
    }

    /** In one line, of whatever length. */
    public static String inLine(String text) {
        Objects.requireNonNull(text, "text");
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(each -> {
            if (isShown(each)) {
                line.appendCodePoint(each);
            } else {
                line.append(String.format(each > 0xffff ? "\\u{%x}" : "\\u%04x", each));
            }
        });
        return line.toString();
    }

    /** Not in the middle of a pair. */
    private static String cut(String text) {
        return text.substring(0, Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST);
    }

    private static boolean isShown(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
