// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import io.github.reactorwaiters.benchmarks.report.HeapHistogram;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;

/**
 * What waiting keeps alive: live heap while all wait for updates that do not end, minus live heap before; and what one
 * call under way and one connection of the bare SDK keep alive, to tell the SDK's part from the poller's.
 */
final class HeapRun {
    private static final int BARE_CALLS = 90;
    private static final String CONNECTION = "io.netty.channel.socket.nio.NioSocketChannel";
    private static final long CLOSED_CLIENTS_ARE_GONE_MILLIS = 3_000;
    private static final long ALL_WAIT_MILLIS = 5_000;

    private final Peer.Kind kind;
    private final Peer.Setup setup;
    private final Control control;

    HeapRun(Peer.Kind kind, Peer.Setup setup, Control control) {
        this.kind = kind;
        this.setup = setup;
        this.control = control;
    }

    /** Live heap: with no connection, with calls under way on new ones, with idle ones. */
    private record Bare(long before, long underWay, long idle) {
        double perConnection() {
            return Math.max(0, (double) (idle - before) / (BARE_CALLS - 1));
        }

        double perCall() {
            return Math.max(0, (double) (underWay - idle) / BARE_CALLS);
        }
    }

    Finding measure() throws InterruptedException {
        control.send("slow");
        Bare bare = bare();
        int functions = setup.cell().functions();
        try (Peer peer = kind.open(setup)) {
            Waits waits = new Waits(peer, functions);
            Thread.sleep(CLOSED_CLIENTS_ARE_GONE_MILLIS);
            long before = liveHeap();
            var unused = control.start("go", waits::begin);
            Thread.sleep(ALL_WAIT_MILLIS);
            int inFlight = peer.callsInFlight();
            HeapHistogram waiting = HeapHistogram.take();
            Finding.Heap heap = new Finding.Heap(
                    before,
                    waiting.bytes(),
                    inFlight,
                    bare.perCall(),
                    (int) waiting.instances(CONNECTION),
                    bare.perConnection());
            Truth truth = new Truth(Map.of(), Map.of(), 0);
            return new Finding(
                    peer.settings(), Map.of(), waits.failures(), waits.undetected(), 0, 0, Set.of(), truth, heap);
        }
    }

    private Bare bare() throws InterruptedException {
        try (Calls calls = new Calls(setup, override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))) {
            slow(calls).join();
            Thread.sleep(CLOSED_CLIENTS_ARE_GONE_MILLIS);
            long before = liveHeap();
            return new Bare(before, underWay(calls), liveHeap());
        }
    }

    /** Of its own, so that no answer is alive when it returns. */
    private static long underWay(Calls calls) throws InterruptedException {
        List<CompletableFuture<GetFunctionResponse>> answers =
                Stream.generate(() -> slow(calls)).limit(BARE_CALLS).toList();
        Thread.sleep(ScriptedFleet.SLOWNESS.toMillis() / 4);
        long heap = liveHeap();
        answers.forEach(CompletableFuture::join);
        return heap;
    }

    /** Not what the heap's own gauge tells: that counts each thread's allocation buffer as used. */
    private static long liveHeap() {
        return HeapHistogram.take().bytes();
    }

    private static CompletableFuture<GetFunctionResponse> slow(Calls calls) {
        return calls.client().getFunction(request -> request.functionName(ScriptedFleet.SLOW));
    }
}
