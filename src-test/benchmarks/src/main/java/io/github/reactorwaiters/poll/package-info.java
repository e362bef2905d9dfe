// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** Measurements of what is not public in the core's package of this name. */
@NullMarked
package io.github.reactorwaiters.poll;

import org.jspecify.annotations.NullMarked;
