// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import io.github.reactorwaiters.testkit.wire.Call.Outcome;

/** What becomes of a call when its answer is due. */
record Ending(Answer answer, Outcome outcome) {}
