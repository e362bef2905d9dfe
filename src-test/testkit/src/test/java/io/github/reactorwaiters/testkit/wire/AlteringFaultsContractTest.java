// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.wire.Call.Outcome;
import io.github.reactorwaiters.testkit.wire.Reach.Front;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;
import software.amazon.awssdk.services.lambda.model.State;

/** Faults that change a true answer, or only its time, by either front. */
class AlteringFaultsContractTest {
    @ParameterizedTest
    @EnumSource
    void unknownValuesKeepTheirText(Front front) {
        try (Reach reach = Reach.by(front)) {
            reach.lambda.faults().add(Fault.unknownValues());
            FunctionConfiguration seen = Reach.valueOf(reach.getFunction()).configuration();
            assertThat(seen.state()).isEqualTo(State.UNKNOWN_TO_SDK_VERSION);
            assertThat(seen.stateAsString()).isEqualTo("Hibernating");
            assertThat(seen.lastUpdateStatus()).isEqualTo(LastUpdateStatus.UNKNOWN_TO_SDK_VERSION);
            assertThat(seen.lastUpdateStatusAsString()).isEqualTo("UnheardLastUpdateStatus");
            assertThat(reach.lastCall().outcome()).isEqualTo(Outcome.FAULTED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void missingMembersAreAbsent(Front front) {
        try (Reach reach = Reach.by(front)) {
            reach.lambda.faults().add(Fault.missing("RevisionId", "LastModified", "LastUpdateStatus"));
            FunctionConfiguration seen = Reach.valueOf(reach.getFunction()).configuration();
            assertThat(seen.functionName()).isEqualTo("orders");
            assertThat(seen.revisionId()).isNull();
            assertThat(seen.lastModified()).isNull();
            assertThat(seen.lastUpdateStatus()).isNull();
            assertThat(seen.state()).isEqualTo(State.ACTIVE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void listTellsStateOnlyUnderItsFault(Front front) {
        try (Reach reach = Reach.by(front)) {
            assertThat(Reach.valueOf(reach.client.listFunctions()).functions())
                    .extracting(FunctionConfiguration::stateAsString)
                    .containsOnlyNulls();
            reach.lambda.faults().add(Fault.listedState());
            ListFunctionsResponse list = Reach.valueOf(reach.client.listFunctions());
            assertThat(list.functions())
                    .extracting(FunctionConfiguration::state, FunctionConfiguration::lastUpdateStatus)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(State.ACTIVE, LastUpdateStatus.SUCCESSFUL));
        }
    }

    @ParameterizedTest
    @EnumSource
    void listIgnoresPagingUnderItsFault(Front front) {
        try (Reach reach = Reach.by(front)) {
            reach.lambda.functions().add(119);
            ListFunctionsResponse first = Reach.valueOf(reach.client.listFunctions());
            assertThat(first.functions()).hasSize(50);
            assertThat(first.nextMarker()).isNotNull();
            reach.lambda.faults().add(Fault.noPaging());
            ListFunctionsResponse all = Reach.valueOf(reach.client.listFunctions(r -> r.maxItems(7)));
            assertThat(all.functions())
                    .extracting(FunctionConfiguration::functionName)
                    .hasSize(120)
                    .doesNotHaveDuplicates();
            assertThat(all.nextMarker()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void extraLatencyIsNoFault(Front front) {
        try (Reach reach = Reach.by(front)) {
            reach.lambda.faults().add(Fault.latency(Duration.ofMillis(50)));
            assertThat(Reach.valueOf(reach.getFunction()).configuration().state())
                    .isEqualTo(State.ACTIVE);
            Call call = reach.lastCall();
            assertThat(call.outcome()).isEqualTo(Outcome.ANSWERED);
            assertThat(Duration.between(call.at(), call.answeredAt())).isGreaterThanOrEqualTo(Duration.ofMillis(49));
        }
    }
}
