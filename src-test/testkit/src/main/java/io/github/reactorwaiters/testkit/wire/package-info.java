// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/**
 * Requests and answers, and what happens to them on the way: fronts, quotas, faults, the call log. One package, though
 * large: splitting it would make its inner parts public.
 */
@NullMarked
package io.github.reactorwaiters.testkit.wire;

import org.jspecify.annotations.NullMarked;
