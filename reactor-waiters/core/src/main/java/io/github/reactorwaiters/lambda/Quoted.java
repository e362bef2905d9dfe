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

    /** In quotes, cut after 80 characters as shown: how messages of refusal name the value. */
    public static String of(String text) {
        Objects.requireNonNull(text, "text");
        StringBuilder line = new StringBuilder(LONGEST + 5).append('"');
        for (int i = 0; i < text.length(); ) {
            int each = text.codePointAt(i);
            String shown = shown(each);
            if (line.length() + shown.length() > LONGEST + 1) {
                line.append("...");
                break;
            }
            line.append(shown);
            i += Character.charCount(each);
        }
        return line.append('"').toString();
    }

    /** In one line, of whatever length. */
    public static String inLine(String text) {
        Objects.requireNonNull(text, "text");
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(each -> line.append(shown(each)));
        return line.toString();
    }

    private static String shown(int codePoint) {
        return isShown(codePoint)
                ? Character.toString(codePoint)
                : String.format(codePoint > 0xffff ? "\\u{%x}" : "\\u%04x", codePoint);
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
