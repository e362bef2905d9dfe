// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import java.util.List;

/** Counts how polls end, by operation. Thread-safe. */
final class PollTally {
    final OperationTally getFunction = new OperationTally("GetFunction");
    final OperationTally getFunctionConfiguration = new OperationTally("GetFunctionConfiguration");
    final OperationTally listFunctions = new OperationTally("ListFunctions");

    List<OperationCalls> calls() {
        return List.of(getFunction.calls(), getFunctionConfiguration.calls(), listFunctions.calls());
    }
}
