// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

/** Where a watched key stands, as far as its pace is concerned. */
public enum Phase {
    /** Never read. */
    UNREAD,
    /** In a transition that will end by itself, soon. */
    RUNNING,
    /** Nothing is under way. */
    SETTLED,
    /** Cannot be read at present, for want of permission; asked again slowly. */
    UNREADABLE
}
