// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** The lambda-watch command line. */
@NullMarked
package io.github.reactorwaiters.examples.watch;

import org.jspecify.annotations.NullMarked;
