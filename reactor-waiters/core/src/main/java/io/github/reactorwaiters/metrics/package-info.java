// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** A watcher's figures for Micrometer, which is needed here only. */
@NullMarked
package io.github.reactorwaiters.metrics;

import org.jspecify.annotations.NullMarked;
