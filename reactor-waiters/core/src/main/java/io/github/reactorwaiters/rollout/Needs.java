// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;

/**
 * What a function needs to be as wanted. Immutable.
 *
 * @param code UpdateFunctionCode
 * @param configuration UpdateFunctionConfiguration
 * @param publish PublishVersion
 * @param shift the alias must go to the version
 */
record Needs(boolean code, boolean configuration, boolean publish, boolean shift) {
    static Needs of(FunctionChange change, Release release, Recorded recorded, Reading reading) {
        FunctionConfiguration latest = reading.latest();
        CodeSource source = change.code();
        boolean code = source != null && !isAt(source, recorded, latest);
        boolean configuration =
                change.configuration() != null && !ConfigurationMatch.of(change.configuration(), latest);
        boolean settled = !code && !configuration;
        boolean released = settled && isReleased(change, reading);
        boolean published = settled && recorded.version() != null;
        return new Needs(
                code,
                configuration,
                release.publishes() && !released && !published,
                release.shift() != null && !released);
    }

    boolean none() {
        return !code && !configuration && !publish && !shift;
    }

    /** Whether a function that reads as {@code latest} has the code. */
    private static boolean isAt(CodeSource source, Recorded recorded, FunctionConfiguration latest) {
        String expected = source.codeSha256() != null ? source.codeSha256() : recorded.codeAfter();
        return expected != null && expected.equals(latest.codeSha256());
    }

    /** Whether the alias points to a version that is as {@code $LATEST} is and should be. */
    private static boolean isReleased(FunctionChange change, Reading reading) {
        FunctionConfiguration alias = reading.alias();
        return alias != null
                && sameCode(alias.codeSha256(), reading.codeSha256())
                && (change.configuration() == null || ConfigurationMatch.of(change.configuration(), alias));
    }

    private static boolean sameCode(@Nullable String one, @Nullable String other) {
        return one != null && Objects.equals(one, other);
    }
}
