// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.metrics.WatcherMetrics;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A watcher's meters: what they count, and that the guide and the Grafana dashboard name them as they are. */
class MetricsTest {
    private static final Path GUIDE = Path.of("../../docs/guide/metrics.md");
    private static final Path GRAFANA = Path.of("../../docs/grafana/reactor-waiters.json");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(reactor\\.waiters\\.[a-z.]+)` \\|[^|]*\\|([^|]*)\\|");
    private static final Pattern TAG = Pattern.compile("`(\\w+)`");
    private static final Pattern SERIES = Pattern.compile("reactor_waiters_[a-z_]+");
    private static final Pattern SELECTOR = Pattern.compile("(reactor_waiters_[a-z_]+)\\{([^}]*)}");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\\\\\"(\\w+)\\\\\"");

    private final SimulatedLambda lambda = SimulatedLambda.builder().build();
    private final FunctionWatcher watcher = FunctionWatcher.create(lambda.client());
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @BeforeEach
    void watch() {
        WatcherMetrics metrics = WatcherMetrics.of(watcher);
        metrics.bindTo(registry);
        lambda.functions().add("orders");
        lambda.faults().add(Fault.accessDenied().on("GetFunction"));
        FunctionStateChange first = metrics.observe(watcher.watchAll()).blockFirst(Duration.ofSeconds(20));
        assertThat(first).isNotNull();
        assertThat(first.is(ChangeKind.FIRST_SEEN)).isTrue();
    }

    @AfterEach
    void close() {
        watcher.close();
        lambda.close();
    }

    @Test
    void pollsAreCountedByOperationAndOutcome() {
        assertThat(calls("ListFunctions", "ok")).isPositive();
        assertThat(calls("GetFunction", "failed")).isPositive();
        assertThat(calls("GetFunction", "ok")).isZero();
        assertThat(calls("GetFunctionConfiguration", "ok")).isPositive();
        assertThat(calls("GetFunctionConfiguration", "throttled")).isZero();
    }

    private double calls(String operation, String outcome) {
        return registry.get("reactor.waiters.calls")
                .tag("operation", operation)
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }

    @Test
    void theGuideListsEachMeterWithItsTags() throws IOException {
        Set<String> listed = ROW.matcher(Files.readString(GUIDE))
                .results()
                .map(row -> row.group(1) + tags(row))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> published = registry.getMeters().stream()
                .map(meter -> meter.getId().getName()
                        + meter.getId().getTags().stream()
                                .map(Tag::getKey)
                                .filter(tag -> !tag.equals("le"))
                                .collect(Collectors.toCollection(TreeSet::new)))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed).isEqualTo(published);
    }

    @Test
    void theDashboardAsksForWhatIsPublished() throws IOException {
        String dashboard = Files.readString(GRAFANA);
        String scrape = registry.scrape();
        Set<String> published = names(scrape);

        assertThat(names(dashboard)).isNotEmpty().isSubsetOf(published);
        assertThat(SELECTOR.matcher(dashboard).results()).hasSizeGreaterThan(10).allSatisfy(selector -> assertThat(
                        LABEL.matcher(selector.group(2)).results())
                .allSatisfy(label -> assertThat(scrape.lines())
                        .anyMatch(line -> line.startsWith(selector.group(1))
                                && line.contains(label.group(1) + "=\"" + label.group(2) + '"'))));
    }

    private static Set<String> tags(MatchResult row) {
        return TAG.matcher(row.group(2))
                .results()
                .map(tag -> tag.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(String text) {
        return SERIES.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }
}
