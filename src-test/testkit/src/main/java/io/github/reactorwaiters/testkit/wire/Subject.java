// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import org.jspecify.annotations.Nullable;

/** What a call is about: enough to pick faults by, and to word a refusal with. */
record Subject(String operation, @Nullable String function, String account, String region) {
    String resource() {
        return function == null ? "*" : "arn:aws:lambda:" + region + ":" + account + ":function:" + function;
    }
}
