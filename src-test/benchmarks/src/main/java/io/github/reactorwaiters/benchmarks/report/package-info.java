// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** Statistics, tables, goals, charts. */
@NullMarked
package io.github.reactorwaiters.benchmarks.report;

import org.jspecify.annotations.NullMarked;
