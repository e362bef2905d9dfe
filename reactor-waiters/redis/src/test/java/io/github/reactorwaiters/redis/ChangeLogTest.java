// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reactorwaiters.lambda.EarlierWatch;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The log on a real Redis: what the owner of a shard writes. */
class ChangeLogTest {
    private static final Duration SOON = WrittenLog.SOON;
    private static final Shard DUBLIN = new Shard("000000000001", "eu-west-1");

    private final WrittenLog written = new WrittenLog();
    private final RedisServer redis = written.redis;
    private final RedisStore store = written.store;
    private final ChangeLog log = written.log;
    private final Changes changes = new Changes();

    @AfterEach
    void end() {
        written.close();
    }

    @Test
    void aChangeIsReadAsItWasWritten() {
        ShardLease lease = written.lease(DUBLIN);
        List<FunctionStateChange> told = written.read();
        FunctionStateChange first = changes.update("orders");
        FunctionStateChange second = changes.update("orders");
        FunctionStateChange third = changes.delete("orders");
        written.append(lease, first, second, third);

        Eventually.within(SOON, () -> assertThat(told).hasSize(3));
        String arn = "arn:aws:lambda:eu-west-1:000000000001:function:orders";
        assertThat(told).allSatisfy(change -> assertThat(change.function()).isEqualTo(FunctionName.of(arn)));
        assertThat(told.get(1).before()).isEqualTo(told.get(0).after());
        assertThat(told.get(2).before()).isEqualTo(told.get(1).after());
        for (int i = 0; i < 3; i++) {
            FunctionStateChange written = List.of(first, second, third).get(i);
            assertThat(told.get(i))
                    .usingRecursiveComparison()
                    .ignoringFields("sequence", "function", "before.function", "after.function")
                    .isEqualTo(written);
        }
    }

    @Test
    void theStatesAreWrittenWithTheChanges() {
        ShardLease lease = written.lease(DUBLIN);
        written.append(lease, changes.update("orders"), changes.update("invoices"), changes.update("orders"));
        written.append(lease, changes.delete("invoices"));

        EarlierWatch earlier = Objects.requireNonNull(log.earlier(DUBLIN).block(SOON));
        assertThat(earlier.complete()).isNull();
        assertThat(earlier.latest()).hasSize(1);
        assertThat(earlier.latest().get(0).after().revisionId()).isEqualTo("r3");
        assertThat(earlier.latest().get(0).function()).isEqualTo(FunctionName.of("orders"));

        log.append(lease, written.batch(DUBLIN), List.of(), 1_000_000).block(SOON);
        assertThat(Objects.requireNonNull(log.earlier(DUBLIN).block(SOON)).complete())
                .isNotNull();
    }

    @Test
    void whoeverLostTheShardWritesNothingMore() {
        ShardLease old = written.lease(DUBLIN);
        written.append(old, changes.update("orders"));
        ShardLease owner = written.lease(DUBLIN);

        assertThatThrownBy(() -> written.append(old, changes.update("orders")))
                .isInstanceOf(ChangeLog.FencedException.class);
        written.batches.put(DUBLIN, 0L); // what was refused does not count
        written.append(owner, changes.update("orders"));
        assertThat(redis.commands().xlen(store.keys().changes(DUBLIN))).isEqualTo(2);
        assertThat(Objects.requireNonNull(log.earlier(DUBLIN).block(SOON))
                        .latest()
                        .get(0)
                        .after()
                        .revisionId())
                .isEqualTo("r3");
    }

    @Test
    void aBatchWhoseAnswerWasLostIsNotWrittenTwice() {
        ShardLease lease = written.lease(DUBLIN);
        List<FunctionStateChange> batch = List.of(changes.update("orders"), changes.update("invoices"));
        log.append(lease, 1, batch, 0).block(SOON);
        log.append(lease, 1, batch, 0).block(SOON);

        assertThat(redis.commands().xlen(store.keys().changes(DUBLIN))).isEqualTo(2);
    }

    @Test
    void whereRedisLostABatchTheShardIsTakenAnew() {
        ShardLease lease = written.lease(DUBLIN);
        written.append(lease, changes.update("orders"));
        written.append(lease, changes.update("orders"));
        redis.commands().hset(store.keys().owner(DUBLIN), "batch", "1"); // as an append-only file that ends too early

        assertThatThrownBy(() -> written.append(lease, changes.update("orders")))
                .isInstanceOf(ChangeLog.FencedException.class)
                .hasMessage("the lease on 000000000001/eu-west-1 is over");
    }
}
