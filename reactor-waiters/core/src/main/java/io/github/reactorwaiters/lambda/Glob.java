// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

/** Patterns of {@code *} and {@code ?}. No regular expression: patterns come from outside, and those can take for ever. */
final class Glob {
    private Glob() {}

    /** Takes at most pattern times text steps: only the latest star is ever tried again. */
    static boolean matches(String pattern, String text) {
        int at = 0;
        int star = -1;
        int starTook = 0;
        int i = 0;
        while (i < text.length()) {
            char wanted = at < pattern.length() ? pattern.charAt(at) : 0;
            if (wanted == '*') {
                star = at++;
                starTook = i;
            } else if (wanted == '?' || wanted == text.charAt(i)) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++starTook;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }
}
