// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import io.github.reactorwaiters.budget.ApiBudget;
import java.util.concurrent.CancellationException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Sends no call of a budget that has ended since it gave the permit: a process may be stopped between the two for longer than
 * its lease.
 */
record PermitGuard(ApiBudget budget) implements ExecutionInterceptor {
    /** Fails the call if it may not be made any more. */
    void check() {
        if (!budget.isOpen()) {
            throw new CancellationException("the permit is void: the right to make calls has ended");
        }
    }

    /** When it is signed, and about to be handed to the HTTP client. */
    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        check();
    }
}
