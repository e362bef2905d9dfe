// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/** Functions of several accounts and regions, told apart by their ARN. */
final class QualifiedNames {
    private QualifiedNames() {}

    static FunctionStateChange of(Shard shard, FunctionStateChange change) {
        FunctionName name = of(shard, change.function());
        FunctionSnapshot before = change.before();
        return new FunctionStateChange(
                change.sequence(),
                name,
                change.at(),
                change.notBefore(),
                change.kinds(),
                change.skipped(),
                before == null ? null : renamed(before, name),
                renamed(change.after(), name));
    }

    /** Whose function that of an ARN is. */
    static Shard shard(FunctionName arn) {
        return new Shard(
                Objects.requireNonNull(arn.account(), "account"), Objects.requireNonNull(arn.region(), "region"));
    }

    static FunctionName of(Shard shard, FunctionName name) {
        String partition = PartitionMetadata.of(Region.of(shard.region())).id();
        @Nullable String qualifier = name.qualifier();
        return FunctionName.of("arn:" + partition + ":lambda:" + shard.region() + ':' + shard.account() + ":function:"
                + name.name() + (qualifier == null ? "" : ':' + qualifier));
    }

    private static FunctionSnapshot renamed(FunctionSnapshot seen, FunctionName name) {
        return copy(seen, name, seen.arn());
    }

    static FunctionSnapshot withArn(FunctionSnapshot seen, @Nullable String arn) {
        return copy(seen, seen.function(), arn);
    }

    private static FunctionSnapshot copy(FunctionSnapshot seen, FunctionName name, @Nullable String arn) {
        return new FunctionSnapshot(
                name,
                seen.presence(),
                seen.reason(),
                arn,
                seen.stateText(),
                seen.stateReason(),
                seen.stateReasonCode(),
                seen.lastUpdateStatusText(),
                seen.lastUpdateStatusReason(),
                seen.lastUpdateStatusReasonCode(),
                seen.version(),
                seen.revisionId(),
                seen.codeSha256(),
                seen.lastModified(),
                null); // the log has it for the next owner only
    }
}
