// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The page of a running {@code demo} in a real Chromium. */
class DashboardTest {
    private static final Duration FIRST_READINGS = Duration.ofSeconds(90);

    private static DemoProcess demo;

    @BeforeAll
    static void startDemo() throws Exception {
        demo = DemoProcess.start(0);
    }

    @AfterAll
    static void stopDemo() {
        demo.close();
    }

    @ParameterizedTest
    @CsvSource({"1280, 900, light", "1280, 900, dark", "390, 844, light", "390, 844, dark"})
    void fleetIsSeenFilteredAndSearched(int width, int height, String scheme) throws Exception {
        try (Chromium page = Chromium.start(width, height, scheme)) {
            page.driver.get(demo.url());
            page.until(FIRST_READINGS, "2,000 functions", () -> page.number("figure-functions") >= 2_000);
            page.until("it is live", () -> page.text("link").equals("Live"));
            page.until("a change", () -> !page.driver
                    .findElements(By.cssSelector("#feed .entry"))
                    .isEmpty());
            page.until("calls are drawn", () -> page.content("read-note").contains("a second"));
            page.until("a detection delay", () -> page.content("delay-note").startsWith("median "));
            page.until("calls a second", () -> page.text("figure-calls").matches("(?s)\\d+\\s*of \\d+"));
            assertThat(page.text("figure-throttled")).matches("(?s)[\\d,]+\\s*[\\d.]+%");
            assertThat(page.text("figure-health")).isIn("Healthy", "Throttled");
            page.fitsItsWidth();
            page.screenshot("fleet");

            filterByState(page);
            search(page);
            openTimelineByMouseAndKeys(page);
            assertThat(page.complaints()).isEmpty();
        }
    }

    private static void filterByState(Chromium page) throws Exception {
        page.until("updates", () -> !page.driver
                .findElements(By.cssSelector("[data-state=Updating]"))
                .isEmpty());
        WebElement updating = page.driver.findElement(By.cssSelector("[data-state=Updating]"));
        updating.click();
        page.until("only those", () -> page.text("shown").matches("\\d+ of [\\d,]+"));
        assertThat(page.number("shown")).isLessThan(500);
        assertThat(updating.getDomAttribute("aria-pressed")).isEqualTo("true");
        page.screenshot("filtered");
        page.byId("clear").click();
        page.until("all", () -> page.number("shown") >= 2_000);
    }

    private static void search(Chromium page) {
        page.driver.findElement(By.tagName("body")).sendKeys("/");
        WebElement field = page.driver.switchTo().activeElement();
        assertThat(field.getDomAttribute("id")).isEqualTo("search");
        field.sendKeys("function-0001");
        page.until("ten match", () -> page.text("shown").startsWith("10 of "));
        field.sendKeys(Keys.ESCAPE);
        page.until("all", () -> page.number("shown") >= 2_000);
    }

    private static void openTimelineByMouseAndKeys(Chromium page) throws Exception {
        WebElement grid = page.byId("grid");
        page.until("all are drawn", () -> grid.getSize().getHeight() > 200);
        new Actions(page.driver).moveToElement(grid, 40, -40).perform();
        page.until("a tip", () -> page.byId("tip").isDisplayed());
        assertThat(page.text("tip")).contains(" for ").contains("version").doesNotContain("null");
        page.screenshot("hover");

        // The grid moves when a function comes or goes: what is pointed at may be another by the time of the click.
        page.until("the timeline of what was pointed at", () -> {
            new Actions(page.driver).moveToElement(grid, 40, -40).perform();
            String pointed = page.text("tip").lines().findFirst().orElse("");
            new Actions(page.driver).click().perform();
            boolean itsOwn = !pointed.isEmpty() && page.text("timeline-name").equals(pointed);
            if (!itsOwn && page.byId("timeline").isDisplayed()) {
                page.byId("timeline-close").click();
            }
            return itsOwn;
        });
        page.byId("timeline-close").click();
        page.until("it is closed", () -> !page.byId("timeline").isDisplayed());

        grid.sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_DOWN);
        assertThat(page.content("spoken")).matches("[\\w-]+, .+");
        String chosen = page.content("spoken").replaceFirst(",.*", "");
        grid.sendKeys(Keys.ENTER);
        page.until("its timeline", () -> page.text("timeline-name").equals(chosen));
        page.driver.switchTo().activeElement().sendKeys(Keys.ESCAPE);
        page.until("it is closed", () -> !page.byId("timeline").isDisplayed());

        // Of a function of the fleet: one that was just created has no second step yet.
        page.until("a change of the fleet", () -> (Boolean)
                page.driver.executeScript("const entry = [...document.querySelectorAll('#feed .entry')].find(each =>"
                        + " each.querySelector('.name').textContent.startsWith('function-'));"
                        + " entry?.focus(); return entry !== undefined")); // holds the feed still
        page.driver.switchTo().activeElement().sendKeys(Keys.ENTER);
        page.until(
                "a timeline of steps",
                () -> page.driver
                                .findElements(By.cssSelector("#timeline-list li"))
                                .size()
                        >= 2);
        page.fitsItsWidth();
        page.screenshot("timeline");
    }

    @Test
    void pageSurvivesARestartOfTheServer() throws Exception {
        DemoProcess first = DemoProcess.start(0);
        try (Chromium page = Chromium.start(1280, 900, "light")) {
            page.driver.get(first.url());
            page.until("functions", () -> page.number("figure-functions") > 200);
            assertThat(first.stop())
                    .as("milliseconds from the signal to the end")
                    .isLessThan(1_500);
            page.until("it says that it is stale", () -> page.text("link").contains("stale for"));
            assertThat(page.driver.findElement(By.tagName("body")).getDomAttribute("class"))
                    .isEqualTo("stale");
            page.screenshot("stale");
            try (DemoProcess second = DemoProcess.start(first.port)) {
                page.until("it is back", () -> page.text("link").equals("Live"));
                page.until("functions of the new run", () -> page.number("figure-functions") > 50);
                assertThat(second.port).isEqualTo(first.port);
            }
        } finally {
            first.close();
        }
    }
}
