// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** Watching a settled account. */
@NullMarked
package io.github.reactorwaiters.benchmarks.steady;

import org.jspecify.annotations.NullMarked;
