// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
/** Auto-configuration for Spring Boot. */
@NullMarked
package io.github.reactorwaiters.spring;

import org.jspecify.annotations.NullMarked;
