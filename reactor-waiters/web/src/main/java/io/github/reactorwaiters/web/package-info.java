// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/**
 * Streaming function states to browsers: one protocol, whatever server carries it. {@code server} carries it over Reactor
 * Netty.
 */
@NullMarked
package io.github.reactorwaiters.web;

import org.jspecify.annotations.NullMarked;
