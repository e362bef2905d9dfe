// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import io.github.reactorwaiters.testkit.wire.Call.Outcome;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What a fault does to the calls it hits. */
@FunctionalInterface
interface Effect {
    void on(Verdict verdict);

    static Effect throttled(Supplier<ApiResponse> answer) {
        return verdict -> verdict.answerInstead(Outcome.THROTTLED, subject -> new Answer.Whole(answer.get()));
    }

    static Effect answered(Function<Subject, ApiResponse> answer) {
        return cutOrAnswered(subject -> new Answer.Whole(answer.apply(subject)));
    }

    static Effect cut(Answer cut) {
        return cutOrAnswered(subject -> cut);
    }

    static Effect body(UnaryOperator<ApiResponse> change) {
        return rewritten((request, response, backend) -> change.apply(response));
    }

    static Effect rewritten(Rewrite rewrite) {
        return verdict -> verdict.rewrite(rewrite);
    }

    private static Effect cutOrAnswered(Function<Subject, Answer> answer) {
        return verdict -> verdict.answerInstead(Outcome.FAULTED, answer);
    }
}
