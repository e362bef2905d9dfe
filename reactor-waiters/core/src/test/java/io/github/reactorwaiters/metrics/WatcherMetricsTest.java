// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.Presence;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;

class WatcherMetricsTest {
    private static final Instant AT = Instant.parse("2026-11-23T00:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final FunctionWatcher watcher = FunctionWatcher.builder()
            .client(client ->
                    client.region(Region.EU_WEST_1).credentialsProvider(AnonymousCredentialsProvider.create()))
            .scheduler(VirtualTimeScheduler.create())
            .build();
    private final WatcherMetrics metrics = WatcherMetrics.of(watcher);
    private final Sinks.Many<FunctionStateChange> source =
            Sinks.many().unicast().onBackpressureBuffer();
    private final Map<FunctionName, FunctionSnapshot> latest = new HashMap<>();

    @Test
    void poolsTellRateUseAndThrottling() {
        metrics.bindTo(registry);
        watcher.budget().getFunction().tryAcquire(3);
        assertThat(pool("permits.left")).isEqualTo(17);
        watcher.budget().getFunction().throttled(null);

        assertThat(pool("permits.used")).isEqualTo(3);
        assertThat(pool("throttles")).isEqualTo(1);
        assertThat(pool("permits.rate")).isEqualTo(56);
        assertThat(pool("permits.ceiling")).isEqualTo(80);
        assertThat(pool("permits.quota")).isEqualTo(100);
        assertThat(registry.get("reactor.waiters.health")
                        .tag("status", "THROTTLED")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void withoutPollsAndListingsThereIsNoPickValueAndNoSweepPeriod() {
        metrics.bindTo(registry);

        assertThat(seconds("pick.value")).isNaN();
        assertThat(seconds("sweep.period")).isZero();
    }

    private double seconds(String name) {
        return registry.get("reactor.waiters." + name).timeGauge().value(TimeUnit.SECONDS);
    }

    @Test
    void functionsAreCountedByState() {
        metrics.bindTo(registry);
        Disposable watch = metrics.observe(source.asFlux()).subscribe();
        emit("a", "Active", null, ChangeKind.FIRST_SEEN);
        emit("b", "Active", null, ChangeKind.FIRST_SEEN);
        emit("b", "Active", "InProgress", ChangeKind.UPDATE_STARTED);
        emit("c", "Paused", null, ChangeKind.FIRST_SEEN);
        assertThat(functions())
                .containsOnly(Map.entry("Active", 1.0), Map.entry("Updating", 1.0), Map.entry("Unknown", 1.0));

        emit("a", null, null, ChangeKind.DELETED);
        assertThat(functions()).containsEntry("Active", 0.0).doesNotContainKey("Absent");

        watch.dispose();
        assertThat(functions()).allSatisfy((state, count) -> assertThat(count).isZero());
    }

    @Test
    void delayOfTheEndsOfTransitionsIsTimed() {
        metrics.bindTo(registry);
        metrics.observe(source.asFlux()).subscribe();
        emit("a", "Pending", null, ChangeKind.FIRST_SEEN);
        emit("a", "Active", null, ChangeKind.BECAME_ACTIVE);
        emit("a", "Active", "InProgress", ChangeKind.UPDATE_STARTED);

        assertThat(registry.get("reactor.waiters.detection.delay").timer().count())
                .isEqualTo(1);
        assertThat(registry.get("reactor.waiters.detection.delay").timer().max(TimeUnit.MILLISECONDS))
                .isEqualTo(400);
    }

    @Test
    void aRegistryThatComesLaterGetsAll() {
        metrics.observe(source.asFlux()).subscribe();
        emit("a", "Active", null, ChangeKind.FIRST_SEEN);
        metrics.bindTo(registry);

        assertThat(functions()).containsOnly(Map.entry("Active", 1.0));
    }

    @Test
    void noMeterNamesAFunction() {
        metrics.bindTo(registry);
        metrics.observe(source.asFlux()).subscribe();
        emit("orders", "Active", null, ChangeKind.FIRST_SEEN);

        assertThat(registry.getMeters()).hasSizeGreaterThan(20).allSatisfy(meter -> assertThat(
                        meter.getId().getTags().toString())
                .doesNotContain("orders"));
        assertThat(registry.getMeters())
                .map(Meter::getId)
                .filteredOn(id -> !id.getName().endsWith(".histogram"))
                .allSatisfy(id -> assertThat(id.getDescription()).isNotBlank());
    }

    private Map<String, Double> functions() {
        return registry.find("reactor.waiters.functions").gauges().stream()
                .collect(Collectors.toMap(
                        gauge -> String.valueOf(gauge.getId().getTag("state")), gauge -> gauge.value()));
    }

    private double pool(String name) {
        List<Meter> meters = List.copyOf(registry.get("reactor.waiters." + name)
                .tag("pool", "GetFunction")
                .meters());
        return meters.get(0).measure().iterator().next().getValue();
    }

    private void emit(String name, @Nullable String state, @Nullable String update, ChangeKind kind) {
        FunctionName function = FunctionName.of(name);
        FunctionSnapshot after = new FunctionSnapshot(
                function,
                state == null ? Presence.ABSENT : Presence.PRESENT,
                null,
                null,
                state,
                null,
                null,
                update,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        FunctionSnapshot before = latest.put(function, after);
        source.tryEmitNext(new FunctionStateChange(
                        latest.size(), function, AT, AT.minusMillis(400), Set.of(kind), 0, before, after))
                .orThrow();
    }
}
