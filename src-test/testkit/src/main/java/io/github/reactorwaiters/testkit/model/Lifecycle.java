// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.model.FunctionVersion.Due;
import io.github.reactorwaiters.testkit.model.LifecycleScript.Outcome;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/*
 * Nothing here is ever scheduled: a step knows when it is due, and SimulatedFunction.settle carries it out, with its
 * true time, when someone looks. A day of 10,000 idle functions thus costs nothing.
 */
/** Starts the steps of a function's life: creation, update, publishing, idling, restore. Guarded by the fleet's lock. */
final class Lifecycle {
    private final Scheduler scheduler;
    private final Durations durations;
    private final Names names;

    Lifecycle(Scheduler scheduler, Durations durations, Names names) {
        this.scheduler = scheduler;
        this.durations = durations;
        this.names = names;
    }

    long now() {
        return scheduler.now(TimeUnit.MILLISECONDS);
    }

    Durations durations() {
        return durations;
    }

    /** Begins the creation of {@code function}; returns version 1 if it is to be published. */
    @Nullable
    FunctionVersion create(SimulatedFunction function, boolean publish) {
        FunctionVersion latest = function.latest;
        Outcome outcome = outcome(function, latest.settings.kind(Durations.Kind.CREATION));
        begin(latest, outcome);
        if (!publish) {
            return null;
        }
        FunctionVersion version = function.addVersion(null);
        begin(version, outcome);
        return version;
    }

    /** Makes {@code function} Active at once, as if created long ago. */
    void createSettled(SimulatedFunction function) {
        function.latest.state = Status.ACTIVE;
        function.latest.lastUpdate = Status.SUCCESSFUL;
        function.latest.modified(now());
        function.latest.record(now(), Transition.Kind.CREATED);
    }

    /** Begins an update to {@code next}; returns the version made of it if it is to be published. */
    @Nullable
    FunctionVersion update(SimulatedFunction function, Settings next, Durations.Kind plain, boolean publish) {
        requireUpdatable(function);
        FunctionVersion latest = function.latest;
        Settings previous = latest.settings;
        Status previousState = latest.state;
        Outcome outcome = outcome(function, next.kind(plain));
        latest.settings = next;
        latest.lastUpdate = Status.IN_PROGRESS;
        latest.modified(now());
        latest.changed(now(), Transition.Kind.UPDATE_STARTED);
        function.schedule(
                latest,
                outcome.fails()
                        ? new Due(due(outcome), previousState, failed(outcome), previous, Transition.Kind.UPDATE_FAILED)
                        : settled(outcome, next, Transition.Kind.UPDATE_COMPLETED));
        if (!publish) {
            return null;
        }
        FunctionVersion unchanged = function.unchangedVersion();
        if (unchanged != null) {
            return unchanged;
        }
        FunctionVersion version = function.addVersion(null);
        begin(version, outcome);
        return version;
    }

    /** Begins an update that fails for a reason that such a function can have, unless a script says otherwise. */
    SimulatedFunction failingUpdate(SimulatedFunction function, Settings next) {
        requireUpdatable(function);
        Outcome failure = next.inVpc()
                ? new Outcome(Outcome.DRAWN, "EniLimitExceeded", "The network interface limit of the VPC is reached.")
                : next.isImage()
                        ? new Outcome(Outcome.DRAWN, "ImageAccessDenied", "Lambda may not read the image.")
                        : new Outcome(Outcome.DRAWN, "InvalidZipFileException", "The package cannot be unzipped.");
        function.chronicle.script.add(failure);
        update(function, next, Durations.Kind.CODE_UPDATE, false);
        return function;
    }

    /** Publishes {@code $LATEST}, or returns the last version if nothing changed since. */
    FunctionVersion publish(SimulatedFunction function, @Nullable String description) {
        requireUpdatable(function);
        FunctionVersion unchanged = function.unchangedVersion();
        if (unchanged != null) {
            return unchanged;
        }
        FunctionVersion version = function.addVersion(description);
        if (version.settings.snapStarts()) {
            begin(version, outcome(function, Durations.Kind.SNAPSTART_VERSION));
        } else {
            version.state = Status.ACTIVE;
            version.lastUpdate = Status.SUCCESSFUL;
            version.modified(now());
            version.record(now(), Transition.Kind.CREATED);
        }
        function.latest.changed(now(), Transition.Kind.REVISED);
        return version;
    }

    /** Makes a settled function Inactive. */
    SimulatedFunction idle(SimulatedFunction function) {
        requireUpdatable(function);
        function.latest.state = Status.IDLE;
        function.latest.changed(now(), Transition.Kind.IDLED);
        return function;
    }

    /** Begins to bring an Inactive function back. */
    void restore(SimulatedFunction function) {
        FunctionVersion latest = function.latest;
        Status before = latest.lastUpdate;
        Outcome outcome = outcome(function, Durations.Kind.RESTORE);
        latest.state = Status.RESTORING;
        latest.changed(now(), Transition.Kind.RESTORING);
        Status after = outcome.fails() ? new Status("Inactive", outcome.reason(), outcome.reasonCode()) : Status.ACTIVE;
        Transition.Kind kind = outcome.fails() ? Transition.Kind.RESTORE_FAILED : Transition.Kind.RESTORED;
        latest.owner.schedule(latest, new Due(due(outcome), after, before, latest.settings, kind));
    }

    /** Forgets what was to come and sets the status as it is given. */
    void force(FunctionVersion version, Status state, Status lastUpdate) {
        version.due = null;
        version.state = state;
        version.lastUpdate = lastUpdate;
        version.changed(now(), Transition.Kind.FORCED);
    }

    /** Refuses unless the function is Active or Inactive and no update is in progress. */
    void requireUpdatable(SimulatedFunction function) {
        FunctionVersion latest = function.latest;
        if (latest.lastUpdate.is("InProgress")) {
            throw ApiError.conflict("The operation cannot be performed at this time. An update is in progress for "
                    + "resource: " + names.arn(function.name));
        }
        if (!latest.state.is("Active") && !latest.state.is("Inactive")) {
            throw notNow(latest);
        }
    }

    static ApiError notNow(FunctionVersion version) {
        return ApiError.conflict("The operation cannot be performed at this time. The function is currently in the "
                + "following state: " + version.state.value());
    }

    /** Pending, until {@code outcome}. */
    private void begin(FunctionVersion version, Outcome outcome) {
        version.state = Status.PENDING;
        version.lastUpdate = Status.ABSENT;
        version.modified(now());
        version.record(now(), Transition.Kind.CREATED);
        version.owner.schedule(
                version,
                outcome.fails()
                        ? new Due(
                                due(outcome),
                                failed(outcome),
                                Status.ABSENT,
                                version.settings,
                                Transition.Kind.CREATION_FAILED)
                        : settled(outcome, version.settings, Transition.Kind.ACTIVATED));
    }

    private Outcome outcome(SimulatedFunction function, Durations.Kind kind) {
        long drawnMillis = durations.drawMillis(kind, function.chronicle.nextEntropy());
        Outcome scripted = function.chronicle.script.poll();
        return scripted != null ? scripted.lasting(drawnMillis) : new Outcome(drawnMillis, null, null);
    }

    private Due settled(Outcome outcome, Settings settings, Transition.Kind kind) {
        return new Due(due(outcome), Status.ACTIVE, Status.SUCCESSFUL, settings, kind);
    }

    private static Status failed(Outcome outcome) {
        return new Status("Failed", outcome.reason(), outcome.reasonCode());
    }

    private long due(Outcome outcome) {
        return now() + outcome.millis();
    }
}
