// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** Permits per API quota pool: slows on throttling, recovers. */
@NullMarked
package io.github.reactorwaiters.budget;

import org.jspecify.annotations.NullMarked;
