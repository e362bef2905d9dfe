// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.model.SimulatedFunctions;
import io.github.reactorwaiters.testkit.model.Transition;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * Three replicas in processes of their own watch accounts in which functions are updated all the time, while replicas are
 * killed and stopped, and Redis is restarted and paused. A WebSocket client that reconnects must get each function's history,
 * without gap or repeat. Larger: {@code -Dscale-out.shards=20 -Dscale-out.functions=500 -Dscale-out.kills=10
 * -Dscale-out.ttl=10} as {@code test.jvm.args}.
 */
class ScaleOutTest {
    private static final int SHARDS = Integer.getInteger("scale-out.shards", 4);
    private static final int FUNCTIONS = Integer.getInteger("scale-out.functions", 200);
    private static final int KILLS = Integer.getInteger("scale-out.kills", 2);
    private static final int SLEEPS = Integer.getInteger("scale-out.sleeps", 1);
    private static final Duration TTL = Duration.ofSeconds(Integer.getInteger("scale-out.ttl", 3));
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RedisServer redis = RedisServer.start();
    private final RedisCommands<String, String> look = redis.commands();
    private final Keys keys = new Keys(RedisStore.DEFAULT_PREFIX);
    private final Map<Shard, SimulatedLambda> accounts = new LinkedHashMap<>();
    private final List<String> arguments = new ArrayList<>();
    private final List<Replica> replicas = new CopyOnWriteArrayList<>();
    private final List<Replica> started = new CopyOnWriteArrayList<>();
    private final Random random = new Random(42);
    private @Nullable StreamClient client;
    private @Nullable Disposable deployer;

    @AfterEach
    void end() {
        if (deployer != null) {
            deployer.dispose();
        }
        if (client != null) {
            client.close();
        }
        started.forEach(Replica::close);
        accounts.values().forEach(SimulatedLambda::close);
        redis.close();
    }

    @Test
    void noChangeIsLostOrToldTwiceWhateverDies() throws Exception {
        LeaseHistory leases = new LeaseHistory(redis.port());
        for (int i = 1; i <= SHARDS; i++) {
            account(new Shard(String.format("%012d", i), "eu-west-1"));
        }
        for (int i = 0; i < 3; i++) {
            startOne();
        }
        StreamClient told = new StreamClient(() -> replicas.stream()
                .filter(Replica::isAlive)
                .map(replica -> replica.port)
                .toList());
        client = told;
        // Three processes start, and read every function once, on however busy a machine.
        Eventually.within(
                PATIENCE.multipliedBy(3),
                () -> assertThat(told.revisions().size()).isEqualTo(SHARDS * FUNCTIONS));
        Eventually.within(PATIENCE, this::shardsAreSpread);
        deployer = Flux.interval(Duration.ofMillis(100)).subscribe(tick -> deploy());
        Eventually.within(PATIENCE, () -> assertThat(told.changes()).isGreaterThan(20));

        List<Duration> takeovers = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            takeovers.add(killOne(told));
            startOne();
            Eventually.within(PATIENCE, this::shardsAreSpread);
        }
        System.out.println("takeovers: " + takeovers);
        assertThat(takeovers).allMatch(time -> time.compareTo(TTL.plusSeconds(2)) < 0);

        for (int i = 0; i < SLEEPS; i++) {
            stopAndWakeOne(replicaOf(told));
        }
        everyCallHadALease(leases);
        leases.close(); // what it knows ends with this Redis

        redis.kill();
        Eventually.pause(Duration.ofSeconds(1));
        redis.restart();
        goesOn(told);
        redis.pause();
        Eventually.pause(TTL.multipliedBy(2));
        redis.goOn();
        goesOn(told);

        Objects.requireNonNull(deployer).dispose();
        tellSize();
        Map<String, String> truth = new HashMap<>();
        Eventually.within(PATIENCE, () -> {
            truth.clear();
            accounts.forEach((shard, account) -> account.functions()
                    .names()
                    .forEach(name -> truth.put(arn(shard, name), latest(account.functions(), name))));
            assertThat(told.revisions()).isEqualTo(truth);
        });
        assertThat(told.wrong).isEmpty();
        assertThat(told.resumes()).as("the client had to go on elsewhere").isGreaterThan(KILLS);
        assertThat(told.snapshots())
                .as("the client always went on where it was")
                .isEqualTo(1);
        told.seen().forEach(this::isHistory);
        System.out.println("changes: " + told.changes() + ", resumed: " + told.resumes());
        quotasHold();
    }

    /** In no second more calls than the quota, as the replicas sent them and as the accounts took them in. */
    private void quotasHold() throws IOException {
        List<SentCall> sent = new ArrayList<>();
        for (Replica replica : started) {
            sent.addAll(replica.calls());
        }
        accounts.forEach((shard, account) -> {
            List<SentCall> ours =
                    sent.stream().filter(call -> call.shard().equals(shard)).toList();
            CallRates getFunction = CallRates.of(true, ours, account);
            CallRates others = CallRates.of(false, ours, account);
            System.out.println(shard + ": " + account.calls().total() + " calls, most in any second: GetFunction "
                    + getFunction + ", others " + others);
            assertThat(account.calls().throttled())
                    .as("calls refused in " + shard)
                    .isZero();
            assertThat(Math.max(getFunction.sent(), getFunction.arrived()))
                    .as("GetFunction in any second in " + shard + ": " + getFunction)
                    .isLessThanOrEqualTo(100);
            assertThat(Math.max(others.sent(), others.arrived()))
                    .as("others in any second in " + shard + ": " + others)
                    .isLessThanOrEqualTo(15);
        });
    }

    /** What it costs Redis. */
    private void tellSize() {
        Shard shard = accounts.keySet().iterator().next();
        long commands = redis.commandsProcessed();
        Eventually.pause(Duration.ofSeconds(5));
        System.out.println("commands a second, settled: " + (redis.commandsProcessed() - commands) / 5.0);
        System.out.println("bytes a function: " + look.memoryUsage(keys.functions(shard)) / FUNCTIONS);
        System.out.println("bytes a change: " + look.memoryUsage(keys.changes(shard)) / look.xlen(keys.changes(shard)));
    }

    private void account(Shard shard) {
        SimulatedLambda account = SimulatedLambda.builder()
                .account(shard.account())
                .region(shard.region())
                .seed(Long.parseLong(shard.account()))
                .durations(Durations.fixed(Duration.ofSeconds(2)))
                .build();
        account.functions().add(FUNCTIONS);
        accounts.put(shard, account);
        arguments.add(shard + "=" + account.serve(0).endpoint());
    }

    /** Updates a function that is not being updated. */
    private void deploy() {
        List<SimulatedLambda> all = List.copyOf(accounts.values());
        SimulatedFunctions functions = all.get(random.nextInt(all.size())).functions();
        List<String> names = functions.names();
        String name = names.get(random.nextInt(names.size()));
        List<Transition> history = functions.history(name);
        if (history.get(history.size() - 1).kind() != Transition.Kind.UPDATE_STARTED) {
            functions.startUpdate(name);
        }
    }

    private void startOne() throws IOException {
        Replica replica = Replica.start(redis.uri(), TTL.toString(), arguments);
        started.add(replica);
        replicas.add(replica);
    }

    /** Kills the client's replica, and tells how long its shards were nobody's. */
    private Duration killOne(StreamClient told) throws InterruptedException {
        Replica victim = replicaOf(told);
        replicas.remove(victim);
        List<Shard> orphans = ownedBy(victim);
        assertThat(orphans).isNotEmpty();
        victim.kill();
        Duration takeover = Eventually.within(PATIENCE, () -> assertThat(orphans)
                .allSatisfy(shard -> assertThat(holder(shard)).isNotEqualTo(victim.name)));
        return takeover;
    }

    /** An owner sleeps over the end of its leases, and wakes: see {@link #everyCallHadALease}. */
    private void stopAndWakeOne(Replica sleeper) throws IOException, InterruptedException {
        List<Shard> lost = ownedBy(sleeper);
        sleeper.signal("STOP");
        Eventually.pause(TTL.multipliedBy(3));
        assertThat(lost).allSatisfy(shard -> assertThat(holder(shard)).isNotEqualTo(sleeper.name));
        int callsBefore = sleeper.calls().size();
        sleeper.signal("CONT");
        Eventually.within(PATIENCE, this::shardsAreSpread);
        Eventually.within(PATIENCE, () -> assertThat(sleeper.calls().size()).isGreaterThan(callsBefore));
    }

    /** No replica has sent a call for a shard at a time at which Redis had not given it that shard. */
    private void everyCallHadALease(LeaseHistory leases) throws IOException {
        List<String> wrong = new ArrayList<>();
        int calls = 0;
        for (Replica replica : started) {
            List<SentCall> made = replica.calls();
            calls += made.size();
            wrong.addAll(leases.withoutLease(replica.name, made));
        }
        System.out.println("calls judged by the leases: " + calls);
        assertThat(calls).isGreaterThan(SHARDS * FUNCTIONS);
        assertThat(wrong).isEmpty();
    }

    private Replica replicaOf(StreamClient told) {
        return replicas.stream()
                .filter(replica -> replica.port == told.port)
                .findFirst()
                .orElseThrow();
    }

    private void goesOn(StreamClient told) {
        Eventually.within(PATIENCE, this::shardsAreSpread);
        int before = told.changes();
        Eventually.within(PATIENCE, () -> assertThat(told.changes()).isGreaterThan(before + 20));
    }

    private void shardsAreSpread() {
        Map<String, Long> shares = accounts.keySet().stream()
                .filter(shard -> Long.parseLong(Objects.requireNonNullElse(look.hget(keys.owner(shard), "until"), "0"))
                        > System.currentTimeMillis())
                .collect(Collectors.groupingBy(this::holder, Collectors.counting()));
        assertThat(shares.keySet())
                .isEqualTo(replicas.stream().map(replica -> replica.name).collect(Collectors.toSet()));
        assertThat(shares.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(SHARDS);
    }

    private List<Shard> ownedBy(Replica replica) {
        return accounts.keySet().stream()
                .filter(shard -> holder(shard).equals(replica.name))
                .toList();
    }

    private String holder(Shard shard) {
        String fence = look.hget(keys.owner(shard), "fence");
        return fence == null ? "" : fence.substring(fence.indexOf(':') + 1);
    }

    /** Each revision that was told is a true one, and they are in the order in which they were true. */
    private void isHistory(String arn, List<String> told) {
        String[] parts = arn.split(":", -1);
        SimulatedLambda account = Objects.requireNonNull(accounts.get(new Shard(parts[4], parts[3])));
        List<String> truth = account.functions().history(parts[6]).stream()
                .map(Transition::revisionId)
                .toList();
        List<Integer> places = told.stream().map(truth::lastIndexOf).toList();
        assertThat(places).as("history of " + arn).doesNotContain(-1).isSorted().doesNotHaveDuplicates();
    }

    private static String latest(SimulatedFunctions functions, String name) {
        List<Transition> history = functions.history(name);
        return history.get(history.size() - 1).revisionId();
    }

    private static String arn(Shard shard, String name) {
        return "arn:aws:lambda:" + shard.region() + ':' + shard.account() + ":function:" + name;
    }
}
