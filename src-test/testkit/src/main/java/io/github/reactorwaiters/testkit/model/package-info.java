// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** Functions, versions and aliases, their lifecycle, and Lambda's operations on them. */
@NullMarked
package io.github.reactorwaiters.testkit.model;

import org.jspecify.annotations.NullMarked;
