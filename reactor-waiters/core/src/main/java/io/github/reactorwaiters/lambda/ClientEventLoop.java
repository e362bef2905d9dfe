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
 * The one event loop of a client that a watcher builds. The engine's worker is on it, too, if no look-up of a host's name can hold
 * it up: then neither a call nor its answer changes threads. Thread-safe.
 */
final class ClientEventLoop implements Disposable {
    /** Of {@code netty-resolver-dns}, which the SDK does without unless it is told to use it. */
    private static final String RESOLVER = "io.netty.resolver.dns.DnsAddressResolverGroup";

    private static final boolean RESOLVES_NAMES = isPresent(RESOLVER);

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

    /** Whether host names are looked up by a resolver that does not block; else by the JDK's, which does. */
    static boolean resolvesNames() {
        return RESOLVES_NAMES;
    }

    /**
     * The worker on it; that of {@code clock}, if a name is looked up by blocking, or if something else stands for Reactor's
     * {@code Schedulers.parallel()} there, as virtual time does: such a time does not pass here. Always the same one.
     */
    Scheduler.Worker workerBy(SchedulerClock clock) {
        int threads = Scannable.from(clock.scheduler()).scanOrDefault(Scannable.Attr.CAPACITY, 0);
        return RESOLVES_NAMES && threads > 0 ? worker : clock.worker();
    }

    private static boolean isPresent(String name) {
        try {
            Class.forName(name, false, ClientEventLoop.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }

    /** Does not wait. What was given to the worker is done before; timers that are not due by then never are. */
    @Override
    public void dispose() {
        var unused = group.eventLoopGroup().shutdownGracefully();
    }
}
