// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** A simulated account on virtual time: hours pass in seconds, and always in the same way. */
@NullMarked
package io.github.reactorwaiters.benchmarks.virtual;

import org.jspecify.annotations.NullMarked;
