// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A function with its versions, aliases and all that hangs on it. Guarded by the fleet's lock. */
final class SimulatedFunction {
    /** An alias; {@code weights} of at most one other version, by its number. */
    record Alias(String name, String version, String description, Map<String, Double> weights, String revisionId) {}

    /** A provisioned concurrency configuration, READY from {@code readyMillis} on. */
    record Provisioned(int requested, long sinceMillis, long readyMillis) {}

    final Names names;
    final String name;
    final Chronicle chronicle;
    final FunctionVersion latest;
    final TreeMap<Integer, FunctionVersion> versions = new TreeMap<>();
    final TreeMap<String, Alias> aliases = new TreeMap<>();
    final TreeMap<String, String> tags = new TreeMap<>();
    /** By version number or alias name. */
    final TreeMap<String, Provisioned> provisioned = new TreeMap<>();
    /** Statements of the resource policy by id. */
    final TreeMap<String, ObjectNode> policy = new TreeMap<>();

    @Nullable
    Integer reservedConcurrency;

    private int lastVersion;
    /** What $LATEST ran when it was last published; null if it never was. */
    private @Nullable Settings publishedSettings;

    private long nextDueMillis = Long.MAX_VALUE;

    SimulatedFunction(Names names, String name, Chronicle chronicle, Settings settings) {
        this.names = names;
        this.name = name;
        this.chronicle = chronicle;
        this.latest = new FunctionVersion(this, Names.LATEST, settings);
    }

    /** $LATEST, then the published versions by rising number. */
    List<FunctionVersion> allVersions() {
        List<FunctionVersion> all = new ArrayList<>(versions.size() + 1);
        all.add(latest);
        all.addAll(versions.values());
        return all;
    }

    /** The version of that number or {@code $LATEST}, or the one that an alias of that name points to. */
    @Nullable
    FunctionVersion find(@Nullable String qualifier) {
        if (qualifier == null || qualifier.equals(Names.LATEST)) {
            return latest;
        }
        Alias alias = aliases.get(qualifier);
        return published(alias == null ? qualifier : alias.version());
    }

    /** The published version of that number; {@code $LATEST} for that name. */
    @Nullable
    FunctionVersion published(String number) {
        if (number.equals(Names.LATEST)) {
            return latest;
        }
        boolean isNumber = number.length() < 10 && number.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber && !number.isEmpty() ? versions.get(Integer.parseInt(number)) : null;
    }

    /** The version that publishing would return without making a new one; null if it would make one. */
    @Nullable
    FunctionVersion unchangedVersion() {
        return latest.settings.equals(publishedSettings) ? versions.get(lastVersion) : null;
    }

    /** Makes the next version from $LATEST. */
    FunctionVersion addVersion(@Nullable String description) {
        publishedSettings = latest.settings;
        Settings settings = description == null ? latest.settings : latest.settings.withDescription(description);
        FunctionVersion version = new FunctionVersion(this, Integer.toString(++lastVersion), settings);
        versions.put(lastVersion, version);
        return version;
    }

    void schedule(FunctionVersion version, FunctionVersion.Due due) {
        version.due = due;
        nextDueMillis = Math.min(nextDueMillis, due.dueMillis());
    }

    /** Carries out what is due by now, in the order of true times. */
    void settle(long nowMillis) {
        while (nextDueMillis <= nowMillis) {
            long nextAfter = Long.MAX_VALUE;
            for (FunctionVersion version : allVersions()) {
                FunctionVersion.Due due = version.due;
                if (due == null) {
                    continue;
                }
                if (due.dueMillis() == nextDueMillis) {
                    carryOut(version, due);
                } else {
                    nextAfter = Math.min(nextAfter, due.dueMillis());
                }
            }
            nextDueMillis = nextAfter;
        }
    }

    void forgetAnswers() {
        allVersions().forEach(FunctionVersion::forgetAnswers);
    }

    private static void carryOut(FunctionVersion version, FunctionVersion.Due due) {
        version.due = null;
        version.state = due.state();
        version.lastUpdate = due.lastUpdate();
        version.settings = due.settings();
        version.changed(due.dueMillis(), due.kind());
    }
}
