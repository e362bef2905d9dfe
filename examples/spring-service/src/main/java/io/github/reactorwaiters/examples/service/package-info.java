// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** A service that deploys functions. */
@NullMarked
package io.github.reactorwaiters.examples.service;

import org.jspecify.annotations.NullMarked;
