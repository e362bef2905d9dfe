// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** The generic polling engine: keys, probes, listings, hints, one shared loop. */
@NullMarked
package io.github.reactorwaiters.poll;

import org.jspecify.annotations.NullMarked;
