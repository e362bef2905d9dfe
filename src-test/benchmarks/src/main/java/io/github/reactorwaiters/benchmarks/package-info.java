// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** What proves the pace: benchmarks side by side with the peers, run by {@code src-test/benchmarks/run}. */
@NullMarked
package io.github.reactorwaiters.benchmarks;

import org.jspecify.annotations.NullMarked;
