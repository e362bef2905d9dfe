// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** Changing fleets of AWS Lambda functions: waves, gates, halt, alias shifts, rollback, resume. */
@NullMarked
package io.github.reactorwaiters.rollout;

import org.jspecify.annotations.NullMarked;
