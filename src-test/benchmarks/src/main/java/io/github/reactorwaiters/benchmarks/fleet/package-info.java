// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** Waiting for a fleet over HTTP, ours beside what a user would pick instead. */
@NullMarked
package io.github.reactorwaiters.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
