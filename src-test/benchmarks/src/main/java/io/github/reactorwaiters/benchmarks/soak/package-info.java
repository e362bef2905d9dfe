// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** What remains after a long time of trouble: heap, threads, connections, subscriptions. */
@NullMarked
package io.github.reactorwaiters.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
