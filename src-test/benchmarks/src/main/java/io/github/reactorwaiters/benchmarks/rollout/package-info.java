// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** How fast a fleet is rolled out. */
@NullMarked
package io.github.reactorwaiters.benchmarks.rollout;

import org.jspecify.annotations.NullMarked;
