// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.Quoted;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which functions a client wants to hear of: by name and by state. Immutable. */
public final class ChangeFilter {
    private static final ChangeFilter ALL = new ChangeFilter(function -> true, Set.of());
    private static final int MOST_STATES = 20;

    private final Predicate<FunctionName> names;
    private final Set<String> states;

    private ChangeFilter(Predicate<FunctionName> names, Set<String> states) {
        this.names = names;
        this.states = states;
    }

    /** Every function. */
    public static ChangeFilter all() {
        return ALL;
    }

    /**
     * Functions whose name matches and that are in one of the states.
     *
     * @param pattern as {@link FunctionName#matching} takes it, null for any name
     * @param states {@linkplain FunctionSnapshot#label() labels} such as {@code Active} or {@code UpdateFailed}; none for
     *     any state
     * @throws IllegalArgumentException if the pattern is none, there are more than 20 states, or one is not 1 to 64 letters
     */
    public static ChangeFilter of(@Nullable String pattern, Collection<String> states) {
        Objects.requireNonNull(states, "states");
        if (states.size() > MOST_STATES) {
            throw new IllegalArgumentException("states must be at most " + MOST_STATES + ": " + states.size());
        }
        for (String state : states) {
            if (!Objects.requireNonNull(state, "states").matches("[a-zA-Z]{1,64}")) {
                throw new IllegalArgumentException("a state must be 1 to 64 letters: " + Quoted.of(state));
            }
        }
        if (pattern == null && states.isEmpty()) {
            return ALL;
        }
        return new ChangeFilter(
                pattern == null ? function -> true : FunctionName.matching(pattern), Set.copyOf(states));
    }

    /** Whether the client wants to hear of a function that is so. */
    public boolean accepts(FunctionSnapshot seen) {
        Objects.requireNonNull(seen, "seen");
        return inState(seen) && names.test(seen.function());
    }

    /** Also a change that leads out of the wanted states: the client is to know that the function left them. */
    boolean accepts(FunctionStateChange change) {
        FunctionSnapshot before = change.before();
        return (inState(change.after()) || (before != null && inState(before))) && names.test(change.function());
    }

    private boolean inState(FunctionSnapshot seen) {
        return states.isEmpty() || states.contains(seen.label());
    }
}
