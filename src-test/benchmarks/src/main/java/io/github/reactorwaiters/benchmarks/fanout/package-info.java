// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** How late many WebSocket clients get the changes of one hub. */
@NullMarked
package io.github.reactorwaiters.benchmarks.fanout;

import org.jspecify.annotations.NullMarked;
