// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.report;

import java.util.Locale;

/**
 * A drawing under construction, in SVG: readable on light and on dark ground, with the reader's own sans-serif font.
 * Lengths are pixels, from the left upper corner. Not thread-safe.
 */
public final class Svg {
    private static final String STYLE =
            """
            <style>
              text { font-family: sans-serif; font-size: 13px; fill: #1f2328; }
              .small { font-size: 11px; fill: #59636e; }
              .title { font-size: 15px; font-weight: bold; }
              .ours { font-weight: bold; }
              .end { text-anchor: end; }
              .middle { text-anchor: middle; }
              .grid { stroke: #d1d9e0; }
              .mean { fill: #0969da; }
              .tail { fill: #54aeff; fill-opacity: 0.5; }
              .bad { fill: #cf222e; }
              @media (prefers-color-scheme: dark) {
                text { fill: #f0f6fc; }
                .small { fill: #9198a1; }
                .grid { stroke: #3d444d; }
                .mean { fill: #4493f8; }
                .tail { fill: #1f6feb; }
                .bad { fill: #f85149; }
              }
            </style>
            """;

    private final StringBuilder body = new StringBuilder();
    private final int width;
    private final int height;
    private final String described;

    /** An empty drawing; {@code described} is for those who cannot see it. */
    public Svg(int width, int height, String described) {
        this.width = width;
        this.height = height;
        this.described = described;
    }

    /** A text whose base line begins at this point, or ends there or has its middle there, by its style. */
    public Svg text(double x, double y, String styles, String text) {
        body.append(format("<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>%n", x, y, styles, escape(text)));
        return this;
    }

    /** A filled rectangle, with a text that is shown when pointed at. */
    public Svg bar(double x, double y, double wide, double high, String style, String hover) {
        body.append(format(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"><title>%s</title></rect>%n",
                x, y, Math.max(0, wide), high, style, escape(hover)));
        return this;
    }

    /** A line. */
    public Svg line(double x1, double y1, double x2, double y2, String style) {
        body.append(format(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>%n", x1, y1, x2, y2, style));
        return this;
    }

    /** The whole document. */
    @Override
    public String toString() {
        String head = format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">%n",
                width, height, width, height);
        return head + "<title>" + escape(described) + "</title>\n" + STYLE + body + "</svg>\n";
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format.replace("%n", "\n"), values);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
