// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** Watching the state of AWS Lambda functions. */
@NullMarked
package io.github.reactorwaiters.lambda;

import org.jspecify.annotations.NullMarked;
