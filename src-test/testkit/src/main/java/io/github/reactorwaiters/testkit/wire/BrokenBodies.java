// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.util.Arrays;

/** Answers whose bodies are no JSON at all. */
final class BrokenBodies {
    private static final byte[] NOTHING = {};
    private static final byte[] OPEN_BRACE = {'{'};

    private BrokenBodies() {}

    /** The first half of the body, sent as if it were all. */
    static ApiResponse malformed(ApiResponse response) {
        byte[] body = response.body();
        byte[] half = body.length < 2 ? OPEN_BRACE : Arrays.copyOf(body, body.length / 2);
        return new ApiResponse(response.status(), response.headers(), half);
    }

    static ApiResponse empty(ApiResponse response) {
        return new ApiResponse(response.status(), response.headers(), NOTHING);
    }
}
