// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** Pure arithmetic: which key is worth the next poll, and from when. */
@NullMarked
package io.github.reactorwaiters.pace;

import org.jspecify.annotations.NullMarked;
