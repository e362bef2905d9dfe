// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import org.jspecify.annotations.Nullable;

/** A State or a LastUpdateStatus with its reason. Immutable. */
record Status(@Nullable String value, @Nullable String reason, @Nullable String reasonCode) {
    static final Status ABSENT = new Status(null, null, null);
    static final Status ACTIVE = new Status("Active", null, null);
    static final Status SUCCESSFUL = new Status("Successful", null, null);
    static final Status PENDING = creating("Pending");
    static final Status IN_PROGRESS = creating("InProgress");
    static final Status IDLE = new Status("Inactive", "The function is idle.", "Idle");
    static final Status RESTORING = new Status("Pending", "The function is being restored.", "Restoring");

    private static Status creating(String value) {
        return new Status(value, "The function is being created.", "Creating");
    }

    boolean is(String other) {
        return other.equals(value);
    }
}
