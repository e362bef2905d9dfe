// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** What a measured watcher may spend, set while it runs. */
@NullMarked
package io.github.reactorwaiters.benchmarks.permits;

import org.jspecify.annotations.NullMarked;
