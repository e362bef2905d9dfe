// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.wire.ApiRequest;
import io.github.reactorwaiters.testkit.wire.ApiResponse;
import io.github.reactorwaiters.testkit.wire.Backend;
import io.github.reactorwaiters.testkit.wire.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * The functions, versions and aliases of one simulated account and region: answers Lambda's API, and lets tests bypass
 * it to arrange what happens. Lifecycles progress by the scheduler's clock alone, in milliseconds. The same seed and
 * names give the same durations and revisions.
 *
 * <p>Methods that name a function act on its {@code $LATEST}, as if somebody else had called the API. They throw {@link
 * NoSuchElementException} if there is no such function, and {@link IllegalStateException} where the API would refuse.
 * A name must be 1 to 64 letters, digits, - or _. Thread-safe.
 */
public final class SimulatedFunctions implements Backend {
    private static final int MOST_ADDED = 1_000_000;

    private final Object lock = new Object();
    private final Fleet fleet;
    private final Operations operations;
    private final ScriptedSettings scripted;

    /**
     * An empty account.
     *
     * @param scheduler the clock; resolved now, so build it inside {@code StepVerifier.withVirtualTime}
     * @param account twelve digits
     * @param region such as {@code eu-west-1}; also decides the partition in ARNs
     * @param seed of revisions, durations and drawn code
     * @param durations how long lifecycle steps take
     */
    public SimulatedFunctions(Scheduler scheduler, String account, String region, long seed, Durations durations) {
        Objects.requireNonNull(scheduler, "scheduler");
        Objects.requireNonNull(durations, "durations");
        Names names = Names.of(account, region);
        fleet = new Fleet(names, new Lifecycle(scheduler, durations, names), seed);
        operations = new Operations(fleet);
        scripted = new ScriptedSettings(fleet);
    }

    @Override
    public @Nullable String operation(ApiRequest request) {
        Objects.requireNonNull(request, "request");
        Operation operation = Operation.of(request);
        return operation == null ? null : operation.wireName();
    }

    @Override
    public ApiResponse answer(ApiRequest request) {
        Objects.requireNonNull(request, "request");
        Operation operation = Operation.of(request);
        try {
            if (operation == null) {
                throw new ApiError(404, "UnknownOperationException", "Unknown operation");
            }
            synchronized (lock) {
                return operations.answer(operation, new Call(request, fleet.names));
            }
        } catch (ApiError error) {
            return error.toResponse();
        }
    }

    /**
     * Adds settled functions {@code function-00001} and so on, skipping names that exist. With
     * {@link Durations#aws()} and {@link Durations#fast()} 70% are zip, 20% image and 10% VPC functions.
     *
     * @param count at most 1,000,000
     * @return their names
     */
    public List<String> add(int count) {
        if (count < 0 || count > MOST_ADDED) {
            throw new IllegalArgumentException("count " + count + " is not between 0 and " + MOST_ADDED);
        }
        synchronized (lock) {
            List<String> added = new ArrayList<>(count);
            for (int number = 1; added.size() < count; number++) {
                String name = String.format("function-%05d", number);
                if (fleet.find(name) == null) {
                    add(name);
                    added.add(name);
                }
            }
            return added;
        }
    }

    /** Adds a settled function: Active, Successful. */
    public void add(String name) {
        synchronized (lock) {
            requireAbsent(name);
            fleet.lifecycle.createSettled(fleet.add(name, scripted.draw(name)));
        }
    }

    /** Begins to create a function: Pending, then what is scripted, by default Active. */
    public void create(String name) {
        synchronized (lock) {
            requireAbsent(name);
            fleet.lifecycle.create(fleet.add(name, scripted.draw(name)), false);
        }
    }

    /**
     * Begins an update of the code.
     *
     * @return the RevisionId that an UpdateFunctionCode response would carry
     */
    public String startUpdate(String name) {
        return change(name, function -> {
            fleet.lifecycle.update(function, scripted.newCode(function), Durations.Kind.CODE_UPDATE, false);
            return function.latest.revisionId;
        });
    }

    /**
     * Begins an update of the configuration; it changes the description.
     *
     * @return the RevisionId that an UpdateFunctionConfiguration response would carry
     */
    public String startConfigurationUpdate(String name) {
        return change(name, function -> {
            fleet.lifecycle.update(
                    function, scripted.newDescription(function), Durations.Kind.CONFIGURATION_UPDATE, false);
            return function.latest.revisionId;
        });
    }

    void startFailingUpdate(String name) {
        change(name, function -> fleet.lifecycle.failingUpdate(function, scripted.newCode(function)));
    }

    /** Makes a settled function Inactive, as weeks without invocations do. */
    public void idle(String name) {
        change(name, fleet.lifecycle::idle);
    }

    /**
     * Invokes the function. An Inactive one fails and becomes Pending, then what is scripted, by default Active.
     *
     * @return whether the invocation succeeded
     */
    public boolean invoke(String name) {
        synchronized (lock) {
            try {
                operations.invocation.requireInvocable(require(name).latest);
                return true;
            } catch (ApiError refused) {
                return false;
            }
        }
    }

    /**
     * Publishes a version, as PublishVersion does: the last one again if nothing changed since.
     *
     * @return its number
     */
    public String publish(String name) {
        return change(name, function -> fleet.lifecycle.publish(function, null).number);
    }

    /**
     * Sets State and its reasons to any text, null to leave them out of responses, with a new RevisionId. Ends what was in
     * progress; the function stays so until something else changes it.
     */
    public void force(String name, @Nullable String state, @Nullable String reason, @Nullable String reasonCode) {
        synchronized (lock) {
            FunctionVersion latest = require(name).latest;
            fleet.lifecycle.force(latest, new Status(state, reason, reasonCode), latest.lastUpdate);
        }
    }

    /** The same for LastUpdateStatus and its reasons. */
    public void forceLastUpdate(
            String name, @Nullable String status, @Nullable String reason, @Nullable String reasonCode) {
        synchronized (lock) {
            FunctionVersion latest = require(name).latest;
            fleet.lifecycle.force(latest, latest.state, new Status(status, reason, reasonCode));
        }
    }

    /** Deletes the function with its versions and aliases. */
    public void delete(String name) {
        synchronized (lock) {
            fleet.remove(require(name));
        }
    }

    /** Names of the functions that exist, sorted. */
    public List<String> names() {
        synchronized (lock) {
            return fleet.allNames();
        }
    }

    /**
     * True transitions of {@code $LATEST} so far, oldest first, the last 1,000; of all functions that ever had the name,
     * deletions included. Empty for a name never used.
     */
    public List<Transition> history(String name) {
        return history(name, Names.LATEST);
    }

    /** The same for a published version, by its number. */
    public List<Transition> history(String name, String version) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        synchronized (lock) {
            fleet.find(name);
            return fleet.chronicle(name).history(version);
        }
    }

    /** Scripts the next lifecycle steps of a function, whether or not it exists yet. */
    public LifecycleScript script(String name) {
        Names.requireName(name);
        synchronized (lock) {
            return new LifecycleScript(lock, fleet.chronicle(name));
        }
    }

    /** What functions refer to outside Lambda. */
    public Surroundings surroundings() {
        return fleet.surroundings;
    }

    private SimulatedFunction require(String name) {
        Objects.requireNonNull(name, "name");
        SimulatedFunction function = fleet.find(name);
        if (function == null) {
            throw new NoSuchElementException("no function " + Quoted.of(name));
        }
        return function;
    }

    private void requireAbsent(String name) {
        Names.requireName(name);
        if (fleet.find(name) != null) {
            throw new IllegalStateException("function " + name + " exists");
        }
    }

    private <T> T change(String name, Function<SimulatedFunction, T> change) {
        synchronized (lock) {
            try {
                return change.apply(require(name));
            } catch (ApiError refused) {
                throw new IllegalStateException(refused.getMessage(), refused);
            }
        }
    }
}
