// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

/**
 * What all keys compete for. Immutable.
 *
 * @param running keys in transition
 * @param rate permits a second
 * @param sweepNanos time from one listing of all keys to the next; 0 if nothing is listed
 */
public record Load(int running, double rate, long sweepNanos) {}
