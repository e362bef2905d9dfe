// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** What the stress tests have in common. */
@NullMarked
package io.github.reactorwaiters.jcstress;

import org.jspecify.annotations.NullMarked;
