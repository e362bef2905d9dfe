// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.steady;

import io.github.reactorwaiters.benchmarks.report.Delays;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a poller did in several accounts, as if they were one. */
record Summary(
        String poller,
        Delays starts,
        Delays completions,
        int updates,
        int merged,
        int unreported,
        double pollsPerSecond,
        double listsPerSecond,
        long refused) {

    static Summary of(List<Watching> watched) {
        List<Double> starts = new ArrayList<>();
        List<Double> completions = new ArrayList<>();
        int updates = 0;
        int merged = 0;
        int unreported = 0;
        double seconds = 0;
        long polls = 0;
        long lists = 0;
        long refused = 0;
        for (Watching each : watched) {
            starts.addAll(each.score().starts());
            completions.addAll(each.score().completions());
            updates += each.score().updates();
            merged += each.score().merged();
            unreported += each.score().unreported();
            seconds += each.seconds();
            polls += each.polls();
            lists += each.lists();
            refused += each.refused();
        }
        return new Summary(
                watched.get(0).poller(),
                Delays.of(starts),
                Delays.of(completions),
                updates,
                merged,
                unreported,
                polls / seconds,
                lists / seconds,
                refused);
    }

    double start() {
        return starts.mean();
    }

    double completion() {
        return completions.mean();
    }

    List<String> cells() {
        return List.of(
                poller,
                number(starts.mean()),
                number(starts.percentile(99)),
                number(completions.mean()),
                number(completions.percentile(99)),
                Integer.toString(updates),
                Integer.toString(merged),
                Integer.toString(unreported),
                number(pollsPerSecond),
                number(listsPerSecond),
                Long.toString(refused));
    }

    Map<String, Object> data() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("poller", poller);
        data.put("startMeanSeconds", starts.mean());
        data.put("startP99Seconds", starts.percentile(99));
        data.put("completionMeanSeconds", completions.mean());
        data.put("completionP99Seconds", completions.percentile(99));
        data.put("updates", updates);
        data.put("merged", merged);
        data.put("unreported", unreported);
        data.put("pollsPerSecond", pollsPerSecond);
        data.put("listsPerSecond", listsPerSecond);
        data.put("refused", refused);
        return data;
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }
}
