// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** Processes that are measured alone, and what one of them uses. */
@NullMarked
package io.github.reactorwaiters.benchmarks.process;

import org.jspecify.annotations.NullMarked;
