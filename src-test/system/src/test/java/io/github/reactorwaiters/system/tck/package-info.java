// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** Everything that needs more than one module. */
package io.github.reactorwaiters.system.tck;
