// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.server.DashboardServer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What the page knows of the functions: its {@code model.js}, fed by hand in a real Chromium. */
class PageModelTest {
    private static final SimulatedLambda LAMBDA = SimulatedLambda.builder().build();
    private static final FunctionWatcher WATCHER = FunctionWatcher.create(LAMBDA.client());
    private static final ChangeHub HUB = ChangeHub.of(WATCHER, Flux.never()).start();
    private static final DashboardServer SERVER =
            Objects.requireNonNull(DashboardServer.of(HUB).port(0).start().block(Duration.ofSeconds(20)));

    private static Chromium page;

    @BeforeAll
    static void open() {
        page = Chromium.start(1280, 900, "light");
        page.driver.get("http://127.0.0.1:" + SERVER.port() + "/");
    }

    @AfterAll
    static void close() {
        if (page != null) {
            page.close();
        }
        HUB.close();
        SERVER.close();
        WATCHER.close();
        LAMBDA.close();
    }

    @Test
    void aChangeThatKeepsTheStateIsShown() {
        assertThat(
                        told(
                                """
                change(3, active("7"), "REVISION_CHANGED");
                return shown();"""))
                .containsExactly("billing 1", "orders 7");
    }

    @Test
    void aChangeOfTheStateIsShown() {
        assertThat(
                        told(
                                """
                change(3, {...active("7"), state: "Failed"}, "FAILED");
                model.toggle("Failed");
                return [...shown(), ...model.counts.keys()];"""))
                .containsExactly("orders 7", "Active", "Failed");
    }

    @Test
    void anOldChangeIsNot() {
        assertThat(
                        told(
                                """
                change(2, active("7"), "REVISION_CHANGED");
                return shown();"""))
                .containsExactly("billing 1", "orders 1");
    }

    @Test
    void aDeletedFunctionGoesAfterItsFarewell() {
        assertThat(
                        told(
                                """
                change(3, {presence: "ABSENT"}, "DELETED");
                timers.splice(0).forEach(due => due());
                return [...shown(), ...model.counts.values()];"""))
                .containsExactly("billing 1", 1L);
    }

    @Test
    void aFunctionThatCameBackStays() {
        assertThat(
                        told(
                                """
                change(3, {presence: "ABSENT"}, "DELETED");
                change(4, active("1"), "APPEARED");
                timers.splice(0).forEach(due => due());
                return shown();"""))
                .containsExactly("billing 1", "orders 1");
    }

    /** What {@code script} returns, of a model that has shown two functions, the latest seen as number 2. */
    private static List<Object> told(String script) {
        return List.copyOf((List<?>) Objects.requireNonNull(page.driver.executeAsyncScript(
                """
                const done = arguments[arguments.length - 1];
                const timers = [];
                window.setTimeout = due => timers.push(due);
                const at = "2026-11-27T00:00:00Z";
                const active = version => ({presence: "PRESENT", state: "Active", version});
                import("/model.js").then(({Model}) => {
                  const model = new Model();
                  const change = (seq, after, kind) =>
                    model.change({function: "orders", seq, at, before: active("1"), after, kinds: [kind]});
                  const shown = () => model.shown().map(row => `${row.function} ${row.after.version}`);
                  model.snapshot({first: true, last: true, functions: [
                    {function: "orders", seq: 2, at, after: active("1")},
                    {function: "billing", seq: 1, at, after: active("1")}]});
                  shown();
                  done((() => {%s})());
                });"""
                        .formatted(script))));
    }
}
