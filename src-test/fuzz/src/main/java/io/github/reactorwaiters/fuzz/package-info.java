// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** What the fuzz targets have in common. */
@NullMarked
package io.github.reactorwaiters.fuzz;

import org.jspecify.annotations.NullMarked;
