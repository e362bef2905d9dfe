// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a function, or of one of its versions or aliases, in any form that Lambda's API takes as FunctionName:
 * {@code orders}, {@code orders:live}, {@code 123456789012:function:orders}, or a full ARN. Immutable; equal if the text
 * is.
 *
 * @param value the text as given
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html">GetFunction, FunctionName</a>
 */
public record FunctionName(String value) {
    private static final int MAX_NAME = 140;
    private static final int MAX_ARN = 170;
    private static final Pattern FORM = Pattern.compile(
            "(?:(?:arn:(?<partition>aws[a-zA-Z-]*):lambda:(?<region>[a-z]{2,}(?:-[a-z]+)+-\\d):)?(?<account>\\d{12}):function:)?"
                    + "(?<name>[a-zA-Z0-9-_]{1,64})"
                    + "(?::(?<qualifier>\\$LATEST(?:\\.PUBLISHED)?|[a-zA-Z0-9-_]{1,128}))?");

    /** Checks the text against Lambda's rules. */
    public FunctionName {
        Objects.requireNonNull(value, "value");
        if (value.length() > (value.startsWith("arn:") ? MAX_ARN : MAX_NAME)) {
            throw new IllegalArgumentException("function name must have at most " + MAX_NAME + " characters (" + MAX_ARN
                    + " as an ARN): " + value.length() + " in " + Quoted.of(value));
        }
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "function name must be name[:qualifier], account:function:name[:qualifier]"
                            + " or a Lambda function ARN, the name 1 to 64 letters, digits, - or _: "
                            + Quoted.of(value));
        }
    }

    /**
     * The name that {@code text} spells.
     *
     * @throws IllegalArgumentException if it breaks Lambda's rules for names
     */
    public static FunctionName of(String text) {
        return new FunctionName(Objects.requireNonNull(text, "text"));
    }

    /**
     * Accepts the functions whose plain name matches {@code glob}, in which {@code *} stands for any text and {@code ?}
     * for any one character; all else stands for itself.
     *
     * @throws IllegalArgumentException if the pattern is empty, over 140 characters long or holds a character that no
     *     name can have
     */
    public static Predicate<FunctionName> matching(String glob) {
        if (!glob.matches("[a-zA-Z0-9-_*?]{1,140}")) {
            throw new IllegalArgumentException(
                    "pattern must be 1 to 140 letters, digits, -, _, * or ?: " + Quoted.of(glob));
        }
        return function -> Glob.matches(glob, function.name());
    }

    /** The plain name: {@code orders} of {@code 123456789012:function:orders:live}. */
    public String name() {
        return part("name", value);
    }

    /** The version, alias or {@code $LATEST}, null if none was given. */
    public @Nullable String qualifier() {
        return partOrNull("qualifier");
    }

    /** The account, null if the text names none. */
    public @Nullable String account() {
        return partOrNull("account");
    }

    /** The region, null if the text is not a full ARN. */
    public @Nullable String region() {
        return partOrNull("region");
    }

    /** The same function with another qualifier. */
    public FunctionName withQualifier(String qualifier) {
        Objects.requireNonNull(qualifier, "qualifier");
        String own = qualifier();
        String bare = own == null ? value : value.substring(0, value.length() - own.length() - 1);
        return new FunctionName(bare + ":" + qualifier);
    }

    @Override
    public String toString() {
        return value;
    }

    private String part(String group, String otherwise) {
        String part = partOrNull(group);
        return part == null ? otherwise : part;
    }

    private @Nullable String partOrNull(String group) {
        if (value.indexOf(':') < 0) {
            return group.equals("name") ? value : null;
        }
        Matcher form = FORM.matcher(value);
        return form.matches() ? form.group(group) : null;
    }
}
