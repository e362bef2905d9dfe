// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.util.function.Function;
import java.util.function.Supplier;

/** What a front delivers to the caller. */
sealed interface Answer {
    <R> R fold(
            Function<? super ApiResponse, ? extends R> whole,
            Function<? super ApiResponse, ? extends R> half,
            Supplier<? extends R> reset,
            Supplier<? extends R> closed);

    /** The HTTP status the caller sees, 0 if none. */
    default int status() {
        return fold(ApiResponse::status, ApiResponse::status, () -> 0, () -> 0);
    }

    /** All of it. */
    record Whole(ApiResponse response) implements Answer {
        @Override
        public <R> R fold(
                Function<? super ApiResponse, ? extends R> whole,
                Function<? super ApiResponse, ? extends R> half,
                Supplier<? extends R> reset,
                Supplier<? extends R> closed) {
            return whole.apply(response);
        }
    }

    /** Its head, the first half of its body, then the connection closes. */
    record Half(ApiResponse response) implements Answer {
        @Override
        public <R> R fold(
                Function<? super ApiResponse, ? extends R> whole,
                Function<? super ApiResponse, ? extends R> half,
                Supplier<? extends R> reset,
                Supplier<? extends R> closed) {
            return half.apply(response);
        }
    }

    /** No byte, and the connection is reset. */
    record Reset() implements Answer {
        @Override
        public <R> R fold(
                Function<? super ApiResponse, ? extends R> whole,
                Function<? super ApiResponse, ? extends R> half,
                Supplier<? extends R> reset,
                Supplier<? extends R> closed) {
            return reset.get();
        }
    }

    /** No byte, and the connection closes in order. */
    record Closed() implements Answer {
        @Override
        public <R> R fold(
                Function<? super ApiResponse, ? extends R> whole,
                Function<? super ApiResponse, ? extends R> half,
                Supplier<? extends R> reset,
                Supplier<? extends R> closed) {
            return closed.get();
        }
    }
}
