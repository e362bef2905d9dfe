// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.rollout.CodeSource;
import io.github.reactorwaiters.rollout.FunctionChange;
import io.github.reactorwaiters.rollout.Portion;
import io.github.reactorwaiters.rollout.Rollout;
import io.github.reactorwaiters.rollout.RolloutEvent;
import io.github.reactorwaiters.rollout.Target;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.server.DashboardServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** A rollout on the page, in a real Chromium. */
class RolloutPageTest {
    private static final int FUNCTIONS = 60;

    private final SimulatedLambda lambda = SimulatedLambda.builder()
            .durations(Durations.fixed(Duration.ofSeconds(2)))
            .build();
    private final FunctionWatcher watcher = FunctionWatcher.create(lambda.client());
    private final ChangeHub hub = ChangeHub.of(watcher, watcher.watchAll()).start();
    private final DashboardServer server =
            Objects.requireNonNull(DashboardServer.of(hub).port(0).start().block(Duration.ofSeconds(20)));

    @AfterEach
    void close() {
        hub.close();
        server.close();
        watcher.close();
        lambda.close();
    }

    @ParameterizedTest
    @CsvSource({"1280, 900, light", "390, 844, dark"})
    void progressIsShownWhileItRuns(int width, int height, String scheme) throws Exception {
        lambda.functions().add(FUNCTIONS);
        lambda.functions().script("function-00005").nextFails("InvalidImage", "no such image", Duration.ofSeconds(1));
        try (Chromium page = Chromium.start(width, height, scheme)) {
            page.driver.get("http://127.0.0.1:" + server.port() + "/");
            page.until("functions", () -> page.number("figure-functions") == FUNCTIONS);
            assertThat(page.byId("rollouts").isDisplayed()).isFalse();

            AtomicReference<RolloutEvent> last = new AtomicReference<>();
            Disposable running = hub.observe(rollout().run()).subscribe(last::set);
            page.until("the first wave", () -> page.text("rollouts").startsWith("Rollout, wave 1 of 2"));
            page.until("the second", () -> page.text("rollouts").contains("wave 2 of 2"));
            page.until("a failure", () -> page.text("rollouts").contains("1 failed"));
            page.until("some", () -> done(page) >= FUNCTIONS / 3);
            assertThat(page.text("rollouts")).containsPattern("\\d+ of 60 done, \\d+ running");
            page.fitsItsWidth();
            page.screenshot("rollout");

            page.until("its end", () -> page.text("rollouts").startsWith("Rollout ended, not all is done"));
            assertThat(done(page)).isEqualTo(FUNCTIONS);
            assertThat(last.get()).isInstanceOf(RolloutEvent.Ended.class);
            assertThat(running.isDisposed()).isTrue();
            page.screenshot("rollout-ended");
            page.driver.navigate().refresh();
            page.until("functions", () -> page.number("figure-functions") == FUNCTIONS);
            assertThat(page.byId("rollouts").isDisplayed())
                    .as("what ended is no news")
                    .isFalse();
            assertThat(page.complaints()).isEmpty();
        }
    }

    private Rollout rollout() {
        CodeSource code = CodeSource.zip("PK new code".getBytes(StandardCharsets.UTF_8));
        List<String> names = lambda.functions().names().stream().sorted().toList();
        return Rollout.builder(watcher)
                .targets(Flux.fromIterable(names)
                        .map(name -> new Target(FunctionName.of(name), FunctionChange.ofCode(code))))
                .waves(List.of(Portion.of(3), Portion.percent(100)))
                .maxFailures(Portion.of(2))
                .build();
    }

    private static int done(Chromium page) {
        String now = page.driver
                .findElement(By.cssSelector("#rollouts [role=progressbar]"))
                .getDomAttribute("aria-valuenow");
        return Integer.parseInt(Objects.requireNonNull(now));
    }
}
