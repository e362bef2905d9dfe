// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** Scale-out on Redis: who polls which account and region, one API budget for all, and a durable change log. */
@NullMarked
package io.github.reactorwaiters.redis;

import org.jspecify.annotations.NullMarked;
