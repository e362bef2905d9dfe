// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** Simple pollers to compare with, on the library's own budget, and bounds that no poller can beat. */
@NullMarked
package io.github.reactorwaiters.benchmarks.baseline;

import org.jspecify.annotations.NullMarked;
