// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.Presence;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangeJsonTest {
    private static final FunctionName ORDERS = FunctionName.of("orders:live");
    private static final String ARN = "arn:aws:lambda:eu-west-1:123456789012:function:orders:live";

    @Test
    void updateHasAllFieldsInOrder() {
        FunctionSnapshot before = present("Active", "InProgress", "The function is being created.", "Creating", "r1");
        FunctionSnapshot after = present("Active", "Successful", null, null, "r2");

        assertThat(line(ChangeKind.UPDATE_COMPLETED, before, after))
                .isEqualTo(
                        """
                {"seq":17,"function":"orders:live","arn":"arn:aws:lambda:eu-west-1:123456789012:function:orders:live",\
                "at":"2026-11-23T04:46:25.120Z","notBefore":"2026-11-23T04:46:24.870Z","kinds":["UPDATE_COMPLETED"],"skipped":0,\
                "before":{"presence":"PRESENT","state":"Active","lastUpdateStatus":"InProgress",\
                "lastUpdateStatusReason":"The function is being created.","lastUpdateStatusReasonCode":"Creating",\
                "version":"$LATEST","revisionId":"r1","codeSha256":"c","lastModified":"m"},\
                "after":{"presence":"PRESENT","state":"Active","lastUpdateStatus":"Successful",\
                "version":"$LATEST","revisionId":"r2","codeSha256":"c","lastModified":"m"}}""");
    }

    @Test
    void firstObservationHasNullBefore() {
        assertThat(line(ChangeKind.FIRST_SEEN, null, present("Pending", null, null, null, "r1")))
                .contains(
                        "\"kinds\":[\"FIRST_SEEN\"],\"skipped\":0,\"before\":null,\"after\":{\"presence\":\"PRESENT\",")
                .doesNotContain("lastUpdateStatus");
    }

    @Test
    void absentFunctionHasNoArnOfItsOwn() {
        assertThat(line(ChangeKind.FIRST_SEEN, null, unseen(Presence.ABSENT, null)))
                .doesNotContain("arn")
                .endsWith("\"before\":null,\"after\":{\"presence\":\"ABSENT\"}}");
    }

    @Test
    void unreadableFunctionSaysWhy() {
        assertThat(line(ChangeKind.FIRST_SEEN, null, unseen(Presence.UNREADABLE, "AccessDenied: \"no\"")))
                .endsWith("\"after\":{\"presence\":\"UNREADABLE\",\"reason\":\"AccessDenied: \\\"no\\\"\"}}");
    }

    private static String line(ChangeKind kind, @Nullable FunctionSnapshot before, FunctionSnapshot after) {
        return ChangeJson.of(new FunctionStateChange(
                17,
                ORDERS,
                Instant.parse("2026-11-23T04:46:25.120900Z"),
                Instant.parse("2026-11-23T04:46:24.870Z"),
                Set.of(kind),
                0,
                before,
                after));
    }

    private static FunctionSnapshot present(
            String state, @Nullable String update, @Nullable String reason, @Nullable String code, String revision) {
        return new FunctionSnapshot(
                ORDERS,
                Presence.PRESENT,
                null,
                ARN,
                state,
                null,
                null,
                update,
                reason,
                code,
                "$LATEST",
                revision,
                "c",
                "m",
                "zip");
    }

    private static FunctionSnapshot unseen(Presence presence, @Nullable String reason) {
        return new FunctionSnapshot(
                ORDERS, presence, reason, null, null, null, null, null, null, null, null, null, null, null, null);
    }
}
