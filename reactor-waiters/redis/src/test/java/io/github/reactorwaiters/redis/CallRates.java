// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The most calls of an account in any second, wherever that begins.
 *
 * @param made as the replicas made them, just after their permits were given
 * @param sent as the replicas handed them to their HTTP clients
 * @param arrived as the account took them in
 */
record CallRates(int made, int sent, int arrived) {
    /** Those of GetFunction, or of all others, whichever replica made them. */
    static CallRates of(boolean getFunction, List<SentCall> sent, SimulatedLambda account) {
        List<SentCall> ours = sent.stream()
                .filter(call -> call.isGetFunction() == getFunction)
                .toList();
        return new CallRates(
                mostInASecond(ours.stream().mapToLong(SentCall::made)),
                mostInASecond(ours.stream().mapToLong(SentCall::sent)),
                mostInASecond(account.calls().calls().stream()
                        .filter(call -> call.operation().equals("GetFunction") == getFunction)
                        .mapToLong(call -> call.at().toEpochMilli())));
    }

    /** How many of {@code millis} lie in one second at most. */
    static int mostInASecond(LongStream millis) {
        Deque<Long> second = new ArrayDeque<>();
        int most = 0;
        for (long at : millis.sorted().toArray()) {
            while (!second.isEmpty() && at - second.getFirst() >= 1_000) {
                second.removeFirst();
            }
            second.addLast(at);
            most = Math.max(most, second.size());
        }
        return most;
    }
}
