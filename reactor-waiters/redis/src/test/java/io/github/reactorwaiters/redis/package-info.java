// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** Tests against a real Redis. */
@NullMarked
package io.github.reactorwaiters.redis;

import org.jspecify.annotations.NullMarked;
