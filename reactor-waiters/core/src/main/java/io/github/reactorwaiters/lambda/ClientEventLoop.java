// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import io.github.reactorwaiters.budget.SchedulerClock;
import io.netty.util.concurrent.FastThreadLocalThread;
import reactor.core.Disposable;
import reactor.core.Scannable;
import reactor.core.scheduler.NonBlocking;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;

/**
 * The one event loop of a client that a watcher builds. The engine's worker is on it, too: then neither a call nor its answer
 * changes threads. Thread-safe.
 */
final class ClientEventLoop implements Disposable {
    /** Marked, so that Reactor refuses to block on it. */
    private static final class LoopThread extends FastThreadLocalThread implements NonBlocking {
        LoopThread(Runnable loop) {
            super(loop, "reactor-waiters-event-loop");
            setDaemon(true);
        }
    }

    private final SdkEventLoopGroup group = SdkEventLoopGroup.builder()
            .numberOfThreads(1)
            .threadFactory(LoopThread::new)
            .build();
    private final Scheduler.Worker worker =
            Schedulers.fromExecutorService(group.eventLoopGroup().next()).createWorker();

    /** For the HTTP client, which does not close it. */
    SdkEventLoopGroup group() {
        return group;
    }

    /**
     * The worker on it; that of {@code clock}, if something else stands for Reactor's {@code Schedulers.parallel()} there, as
     * virtual time does: such a time does not pass here. Always the same one.
     */
    Scheduler.Worker workerBy(SchedulerClock clock) {
        int threads = Scannable.from(clock.scheduler()).scanOrDefault(Scannable.Attr.CAPACITY, 0);
        return threads > 0 ? worker : clock.worker();
    }

    /** Does not wait. What was given to the worker is done before; timers that are not due by then never are. */
    @Override
    public void dispose() {
        var unused = group.eventLoopGroup().shutdownGracefully();
    }
}
