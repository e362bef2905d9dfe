// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real, headless browser at one width and in one colour scheme. */
final class Chromium implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final ChromeDriver driver;
    private final String name;

    private Chromium(ChromeDriver driver, String name) {
        this.driver = driver;
        this.name = name;
    }

    /** Starts one; where there is no Chromium, fails under CI, and else skips the test, loudly. */
    static Chromium start(int width, int height, String scheme) {
        Optional<File> browser = onPath("chromium");
        Optional<File> chromedriver = onPath("chromedriver");
        if (browser.isEmpty() || chromedriver.isEmpty()) {
            String missing = "chromium and chromedriver are not on PATH: apt-get install chromium chromium-driver";
            assertThat(System.getenv("CI")).as(missing).isNotEqualTo("true");
            System.err.println("SKIPPED, THE DASHBOARD IS NOT TESTED: " + missing);
            Assumptions.abort(missing);
        }
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
        ChromeOptions options = new ChromeOptions().setBinary(browser.orElseThrow());
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
        ChromeDriver driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(chromedriver.orElseThrow())
                        .build(),
                options);
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        return new Chromium(driver, width + "-" + scheme);
    }

    WebElement byId(String id) {
        return driver.findElement(By.id(id));
    }

    String text(String id) {
        return byId(id).getText();
    }

    /** The element's text as it is, also if it is not shown. */
    String content(String id) {
        return Objects.requireNonNullElse(byId(id).getDomProperty("textContent"), "");
    }

    /** The whole number that the element begins with, -1 if there is none. */
    int number(String id) {
        String digits = text(id).replace(",", "").replaceFirst("\\D.*", "");
        return digits.isEmpty() ? -1 : Integer.parseInt(digits);
    }

    void until(Duration patience, String what, java.util.function.BooleanSupplier holds) {
        new WebDriverWait(driver, patience)
                .withMessage(() -> what + " (" + name + "); the page says: "
                        + driver.findElement(By.tagName("body"))
                                .getText()
                                .lines()
                                .limit(20)
                                .toList())
                .until(ignored -> holds.getAsBoolean());
    }

    void until(String what, java.util.function.BooleanSupplier holds) {
        until(PATIENCE, what, holds);
    }

    /** Writes what is to be seen to {@code target/screenshots}. */
    void screenshot(String what) throws IOException {
        Files.createDirectories(SCREENSHOTS);
        Files.write(SCREENSHOTS.resolve(name + "-" + what + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    /** No horizontal scroll, and no figure reaches into the next one. */
    void fitsItsWidth() {
        assertThat((Boolean)
                        driver.executeScript("return [...document.querySelectorAll('.figures > div')].every(box => "
                                + "[...box.querySelectorAll('dt, dd, small')].every(text => "
                                + "text.scrollWidth <= box.clientWidth + 1))"))
                .as("figures side by side at %s", name)
                .isTrue();
        assertThat((Boolean) driver.executeScript(
                        "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                .as("no horizontal scroll at %s", name)
                .isTrue();
    }

    /** What the browser complains of: broken scripts, violations of the Content-Security-Policy. */
    Stream<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= java.util.logging.Level.WARNING.intValue())
                .map(LogEntry::getMessage);
    }

    private static Optional<File> onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> new File(folder, program))
                .filter(File::canExecute)
                .findFirst();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
