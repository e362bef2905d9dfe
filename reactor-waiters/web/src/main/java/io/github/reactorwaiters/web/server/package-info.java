// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** A small web server for the streams and the dashboard, over Reactor Netty. */
@NullMarked
package io.github.reactorwaiters.web.server;

import org.jspecify.annotations.NullMarked;
