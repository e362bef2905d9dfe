// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** What the library costs beside the bare client. */
@NullMarked
package io.github.reactorwaiters.benchmarks.overhead;

import org.jspecify.annotations.NullMarked;
