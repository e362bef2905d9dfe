// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.util.Objects;
import java.util.regex.Pattern;

/** Refused text as messages show it: in quotes, cut after 80 characters, with the number of what is not visible. */
public final class Quoted {
    private static final int LONGEST = 80;
    private static final Pattern HIDDEN = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private Quoted() {}

    /** The text so. */
    public static String of(String text) {
        Objects.requireNonNull(text, "text");
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        String line = HIDDEN.matcher(shown)
                .replaceAll(each -> String.format("\\\\u%04x", each.group().codePointAt(0)));
        return '"' + line + '"';
    }
}
