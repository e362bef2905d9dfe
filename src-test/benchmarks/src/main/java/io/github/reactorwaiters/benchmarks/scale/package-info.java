// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** How the cost of watching grows with the number of functions. */
@NullMarked
package io.github.reactorwaiters.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
