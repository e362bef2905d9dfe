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
    private static final int FEW_CALLS = 10;

    /** At once; the quota's bucket holds 100. */
    private static final int MANY_CALLS = 90;

    /** What the first answers of a connection leave behind is there before anything is weighed. */
    private static final int BURSTS = 3;

    private static final String CONNECTION = "io.netty.channel.socket.nio.NioSocketChannel";
    private static final long LOOK_EACH_MILLIS = 1_000;
    private static final int MOST_LOOKS = 60;
    private static final long STEADY_BYTES = 10_000;
    private static final long ALL_WAIT_MILLIS = 5_000;

    private final Peer.Kind kind;
    private final Peer.Setup setup;
    private final Control control;

    HeapRun(Peer.Kind kind, Peer.Setup setup, Control control) {
        this.kind = kind;
        this.setup = setup;
        this.control = control;
    }

    Finding measure() throws InterruptedException {
        control.send("slow");
        SdkHeap sdk = bare();
        int functions = setup.cell().functions();
        try (Peer peer = kind.open(setup)) {
            Waits waits = new Waits(peer, functions);
            long before = idle();
            var unused = control.start("go", waits::begin);
            for (int i = 0; i < MOST_LOOKS && waits.begun() < functions; i++) {
                Thread.sleep(LOOK_EACH_MILLIS);
            }
            if (waits.begun() < functions) {
                throw new IllegalStateException("only " + waits.begun() + " of " + functions + " waits have begun");
            }
            Thread.sleep(ALL_WAIT_MILLIS);
            int inFlight = peer.callsInFlight();
            HeapHistogram waiting = HeapHistogram.take();
            Finding.Heap heap =
                    new Finding.Heap(before, waiting.bytes(), inFlight, (int) waiting.instances(CONNECTION), sdk);
            Truth truth = new Truth(Map.of(), Map.of(), 0);
            return new Finding(
                    peer.settings(), Map.of(), waits.failures(), waits.undetected(), 0, 0, Set.of(), truth, heap);
        }
    }

    /** Live heap when the calibration's client is gone, with what it held, and nothing comes or goes any more. */
    private static long idle() throws InterruptedException {
        long last = Long.MIN_VALUE;
        for (int i = 0; i < MOST_LOOKS; i++) {
            Thread.sleep(LOOK_EACH_MILLIS);
            HeapHistogram heap = HeapHistogram.take();
            if (heap.instances(CONNECTION) == 0 && Math.abs(heap.bytes() - last) < STEADY_BYTES) {
                return heap.bytes();
            }
            last = heap.bytes();
        }
        throw new IllegalStateException("the heap does not come to rest before anybody waits");
    }

    private SdkHeap bare() throws InterruptedException {
        int many = Math.min(MANY_CALLS, Calls.connections(setup.cell()));
        try (Calls calls = new Calls(setup, override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))) {
            return SdkHeap.of(weighed(calls, FEW_CALLS), weighed(calls, many));
        }
    }

    private static SdkHeap.Weighed weighed(Calls calls, int count) throws InterruptedException {
        for (int i = 0; i < BURSTS; i++) {
            long unused = underWay(calls, count);
        }
        long underWay = underWay(calls, count);
        return new SdkHeap.Weighed(count, underWay, liveHeap());
    }

    /** Of its own, so that no answer is alive when it returns. */
    private static long underWay(Calls calls, int count) throws InterruptedException {
        List<CompletableFuture<GetFunctionResponse>> answers =
                Stream.generate(() -> slow(calls)).limit(count).toList();
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
