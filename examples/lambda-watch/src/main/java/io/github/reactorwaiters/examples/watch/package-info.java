// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** The command line: watches Lambda functions, waits for them, and simulates them. */
@NullMarked
package io.github.reactorwaiters.examples.watch;

import org.jspecify.annotations.NullMarked;
