// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.wire.Quoted;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names and ARNs within one account and region. */
record Names(String partition, String account, String region) {
    static final String LATEST = "$LATEST";

    private static final int LONGEST_REGION = 32;
    private static final Pattern SIMPLE = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Pattern FORMS = Pattern.compile("(?:arn:aws[a-zA-Z-]*:lambda:)?"
            + "(?:((?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\\d):)?"
            + "(?:(\\d{12}):)?(?:function:)?([a-zA-Z0-9_-]+)(?::(\\$LATEST(?:\\.PUBLISHED)?|[a-zA-Z0-9_-]+))?");
    private static final String CREATE_PATTERN = "(arn:(aws[a-zA-Z-]*)?:lambda:)?"
            + "((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?"
            + "([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?";
    private static final String PATTERN = "(arn:(aws[a-zA-Z-]*)?:lambda:)?"
            + "((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?"
            + "([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";

    /** A function as a request names it; {@code qualifier} is a version, an alias, {@code $LATEST} or null. */
    record Ref(String name, @Nullable String qualifier) {}

    static Names of(String account, String region) {
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(region, "region");
        if (!account.matches("\\d{12}")) {
            throw new IllegalArgumentException("account " + Quoted.of(account) + " is not twelve digits");
        }
        if (region.length() > LONGEST_REGION || !region.matches("[a-z]{2,}(-[a-z]+)+-\\d{1,2}")) {
            throw new IllegalArgumentException("region " + Quoted.of(region) + " does not read as eu-west-1 does");
        }
        String partition = region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
        return new Names(partition, account, region);
    }

    /** Refuses what can be no function's name. */
    static void requireName(String name) {
        Objects.requireNonNull(name, "name");
        if (!SIMPLE.matcher(name).matches()) {
            throw new IllegalArgumentException("name " + Quoted.of(name) + " is not 1 to 64 letters, digits, - or _");
        }
    }

    String arn(String name) {
        return "arn:" + partition + ":lambda:" + region + ":" + account + ":function:" + name;
    }

    /** The ARN with {@code qualifier}, if there is one. */
    String arn(String name, @Nullable String qualifier) {
        return qualifier == null ? arn(name) : arn(name) + ":" + qualifier;
    }

    String arn(Ref ref) {
        return arn(ref.name(), ref.qualifier());
    }

    /** Reads a FunctionName of any form, with the separate Qualifier of the request, if it has one. */
    Ref parse(String raw, @Nullable String qualifier) {
        return parse(raw, qualifier, 170, PATTERN);
    }

    /** Reads the FunctionName of a CreateFunction request. */
    Ref parseNew(String raw) {
        Ref ref = parse(raw, null, 140, CREATE_PATTERN);
        if (ref.name().length() > 64) {
            throw ApiError.invalid("1 validation error detected: Value '" + ref.name() + "' at 'functionName' "
                    + "failed to satisfy constraint: Member must have length less than or equal to 64");
        }
        return ref;
    }

    private Ref parse(String raw, @Nullable String qualifier, int maxLength, String pattern) {
        if (SIMPLE.matcher(raw).matches()) {
            return new Ref(raw, qualifier);
        }
        Matcher matcher = FORMS.matcher(raw);
        if (!matcher.matches()) {
            throw ApiError.validation(
                    raw, "functionName", "Member must satisfy regular expression pattern: " + pattern);
        }
        if (raw.length() > maxLength) {
            throw ApiError.validation(
                    raw, "functionName", "Member must have length less than or equal to " + maxLength);
        }
        String derived = matcher.group(4);
        if (derived != null && qualifier != null && !derived.equals(qualifier)) {
            throw ApiError.invalid(
                    "The derived qualifier from the function name does not match the specified qualifier.");
        }
        String itsRegion = matcher.group(1);
        if (itsRegion != null && !itsRegion.equals(region)) {
            throw ApiError.notFound(
                    "Functions from '" + itsRegion + "' are not reachable in this region ('" + region + "')");
        }
        String itsAccount = matcher.group(2);
        if (itsAccount != null && !itsAccount.equals(account)) {
            throw new ApiError(403, "AccessDeniedException", null);
        }
        return new Ref(matcher.group(3), derived == null ? qualifier : derived);
    }
}
