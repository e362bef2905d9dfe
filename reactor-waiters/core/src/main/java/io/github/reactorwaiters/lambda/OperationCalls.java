// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

/**
 * How a watcher's polls by one operation ended so far; those under way, and aborted ones, are in none. Immutable.
 *
 * @param operation {@code GetFunction}, {@code GetFunctionConfiguration} or {@code ListFunctions}
 * @param ok answered; that a function does not exist is an answer
 * @param throttled refused by throttling
 * @param failed failed otherwise
 */
public record OperationCalls(String operation, long ok, long throttled, long failed) {}
