// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.model.Names.Ref;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All functions of the account and region. Whoever touches it holds its lock. */
final class Fleet {
    /** Deleted names whose history is kept. */
    private static final int DELETED_LIMIT = 10_000;

    final Names names;
    final Lifecycle lifecycle;
    final Surroundings surroundings = new Surroundings();
    private final long seed;
    private final TreeMap<String, SimulatedFunction> functions = new TreeMap<>();
    private final Map<String, Chronicle> chronicles = new HashMap<>();
    private final Set<String> deleted = new LinkedHashSet<>();

    Fleet(Names names, Lifecycle lifecycle, long seed) {
        this.names = names;
        this.lifecycle = lifecycle;
        this.seed = seed;
    }

    /** The function, settled; null if there is none. */
    @Nullable
    SimulatedFunction find(String name) {
        SimulatedFunction function = functions.get(name);
        if (function != null) {
            function.settle(lifecycle.now());
        }
        return function;
    }

    /** The function that {@code ref} names; the error quotes its qualifier. */
    SimulatedFunction require(Ref ref) {
        SimulatedFunction function = find(ref.name());
        if (function == null) {
            throw ApiError.functionNotFound(names.arn(ref));
        }
        return function;
    }

    /** The version that {@code ref} names, by number or alias. */
    FunctionVersion requireVersion(Ref ref) {
        FunctionVersion version = require(ref).find(ref.qualifier());
        if (version == null) {
            throw ApiError.functionNotFound(names.arn(ref));
        }
        return version;
    }

    /** Adds a function that does not exist; the caller gives it its first state. */
    SimulatedFunction add(String name, Settings settings) {
        SimulatedFunction function = new SimulatedFunction(names, name, chronicle(name), settings);
        functions.put(name, function);
        deleted.remove(name);
        return function;
    }

    void remove(SimulatedFunction function) {
        functions.remove(function.name);
        function.latest.record(lifecycle.now(), Transition.Kind.DELETED);
        deleted.add(function.name);
        if (deleted.size() > DELETED_LIMIT) {
            String eldest = deleted.iterator().next();
            deleted.remove(eldest);
            chronicles.remove(eldest);
        }
    }

    /** Functions by name from {@code name} on, not settled. */
    Collection<SimulatedFunction> from(String name) {
        return functions.tailMap(name, true).values();
    }

    Collection<SimulatedFunction> all() {
        return functions.values();
    }

    List<String> allNames() {
        return List.copyOf(functions.keySet());
    }

    /** The chronicle of {@code name}, whether or not such a function exists. */
    Chronicle chronicle(String name) {
        return chronicles.computeIfAbsent(name, n -> new Chronicle(seed, n));
    }
}
