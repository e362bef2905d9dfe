// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
    private final Table table =
            new Table("Delays", "poller", "mean").row("ours", "0.38").row("a|b", "12.5");

    private Report report(Goal... goals) {
        Machine machine = new Machine("a processor", 2, "an OS", "a JDK", 0.1, "2026-11-23T00:00:00Z");
        return new Report("some", "some --quick", machine, List.of(table), List.of(goals), Map.of("mean", Double.NaN));
    }

    @Test
    void theLastLineIsJson() {
        String printed = report(Goal.atMost("mean, s", 0.4, 0.38), Goal.below("refused", 0.01, Double.NaN))
                .print(false);

        JsonNode line = JsonMapper.shared().readTree(printed.substring(printed.lastIndexOf('\n') + 1));
        assertThat(line.path("benchmark").asString()).isEqualTo("some");
        assertThat(line.path("machine").path("cores").asInt()).isEqualTo(2);
        assertThat(line.path("goals").path(0).path("met").asBoolean()).isTrue();
        assertThat(line.path("goals").path(1).path("met").asBoolean()).isFalse();
    }

    @Test
    void columnsAreAligned() {
        assertThat(table.text())
                .contains("poller  mean\n")
                .contains("ours    0.38\n")
                .contains("a|b     12.5\n");
    }

    @Test
    void aBarInACellDoesNotEndItInMarkdown() {
        assertThat(report().print(true)).contains("| poller | mean |\n|---|---:|\n| ours | 0.38 |\n| a\\|b | 12.5 |");
    }

    @Test
    void aGoalIsMetOnItsSideOfTheBar() {
        assertThat(Goal.atMost("x", 1, 1).met()).isTrue();
        assertThat(Goal.atMost("x", 1, 1.01).met()).isFalse();
        assertThat(Goal.below("x", 1, 1).met()).isFalse();
        assertThat(Goal.atLeast("x", 2.2, 2.3).met()).isTrue();
        assertThat(Goal.atLeast("x", 2.2, Double.NaN).met()).isFalse();
    }

    @Test
    void aDrawingIsWellFormed() throws Exception {
        Svg svg = new Svg(100, 50, "a & b")
                .text(1, 2, "small", "p < 0.5 & q")
                .bar(1, 2, -3, 4, "bad", "\"3\"")
                .line(0, 0, 1, 1, "grid");

        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg.toString())));

        assertThat(document.getElementsByTagName("text").item(0).getTextContent())
                .isEqualTo("p < 0.5 & q");
        assertThat(document.getElementsByTagName("rect")
                        .item(0)
                        .getAttributes()
                        .getNamedItem("width")
                        .getNodeValue())
                .isEqualTo("0.0");
    }

    @Test
    void aHistogramShowsWhatThereIsMoreOf() {
        HeapHistogram.take(); // keeps the names of all classes
        HeapHistogram before = HeapHistogram.take();
        byte[][] kept = new byte[1_000][1_000];

        HeapHistogram grown = HeapHistogram.take().since(before);

        assertThat(grown.largest(1).get(0).getKey()).isEqualTo("[B");
        assertThat(grown.largest(1).get(0).getValue().bytes()).isBetween(1_000_000L, 1_200_000L);
        assertThat(kept).hasDimensions(1_000, 1_000);
    }
}
