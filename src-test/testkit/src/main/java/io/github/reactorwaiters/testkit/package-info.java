// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** A simulated AWS Lambda control plane. */
@NullMarked
package io.github.reactorwaiters.testkit;

import org.jspecify.annotations.NullMarked;
