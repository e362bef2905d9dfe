// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** PACE.md's rollout tables with the real classes, in virtual time. */
@NullMarked
package io.github.reactorwaiters.benchmarks.policy;

import org.jspecify.annotations.NullMarked;
