// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import io.github.reactorwaiters.benchmarks.report.Delays;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A cell and what was found, with the delays against the server's true times. */
record Result(Cell cell, Finding finding, Delays delays) {
    static Result of(Cell cell, Finding finding) {
        List<Double> seconds = new ArrayList<>();
        finding.detectedMillis().forEach((function, at) -> {
            Long completed = finding.truth().completedMillis().get(function);
            if (completed == null || at < completed) {
                throw new IllegalStateException(
                        cell.peer() + " told that " + function + " is updated before it was: the benchmark is broken");
            }
            seconds.add((at - completed) / 1e3);
        });
        return new Result(cell, finding, Delays.of(seconds));
    }

    boolean is(Peer.Kind kind) {
        return cell.peer().equals(kind.toString());
    }

    int failed() {
        return finding.failures().values().stream().mapToInt(Integer::intValue).sum();
    }

    boolean detectedAll() {
        return delays.count() == cell.functions();
    }

    double refusedShare() {
        Truth truth = finding.truth();
        return truth.total() == 0 ? 0 : (double) truth.refused() / truth.total();
    }

    /** In a line, while others still run. */
    String describe() {
        String fleet = cell.peer() + ", " + cell.functions() + " functions, ";
        return cell.heap()
                ? fleet + "heap"
                : fleet + String.format("%s: %d detected, mean %.2f s", cell.start(), delays.count(), delays.mean());
    }

    /** For the line of JSON. */
    Map<String, Object> data() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("peer", cell.peer());
        data.put("functions", cell.functions());
        Finding.Heap heap = finding.heap();
        if (heap != null) {
            data.put("heapPerFunction", heap.perFunction(cell.functions()));
            data.put("heapBeyondCallsPerFunction", heap.beyondCalls(cell.functions()));
            data.put("heap", heap);
            return data;
        }
        data.put("start", cell.start());
        data.put("settings", finding.settings());
        data.put("detected", delays.count());
        data.put("failed", failed());
        data.put("failures", finding.failures());
        data.put("undetected", finding.undetected());
        data.put("meanSeconds", delays.mean());
        data.put("p50Seconds", delays.percentile(50));
        data.put("p99Seconds", delays.percentile(99));
        data.put("calls", finding.truth().calls());
        data.put("refused", finding.truth().refused());
        data.put("cpuSeconds", finding.cpuSeconds());
        data.put("threads", finding.threads());
        data.put("threadNames", finding.threadNames());
        return data;
    }
}
