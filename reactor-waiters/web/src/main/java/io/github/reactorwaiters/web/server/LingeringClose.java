// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web.server;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.FutureMono;

/**
 * Closes in two steps: what was said is sent, and then, until the client closes too or for a second, what it still sends is
 * taken in and dropped. A system that closes with bytes unread resets the connection, and a client in the middle of an
 * oversized message would never read why. Confined to the channel's event loop.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-9.6">RFC 9112, 9.6: Tear-down</a>
 */
final class LingeringClose extends ChannelDuplexHandler {
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final Scheduler timer;
    private final Disposable.Swap end = Disposables.swap();
    private boolean closing;

    LingeringClose(Scheduler timer) {
        this.timer = timer;
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (closing) {
            context.channel().closeFuture().addListener(closed -> promise.trySuccess());
        } else if (context.channel() instanceof DuplexChannel channel && channel.isActive()) {
            closing = true;
            var unused = channel.shutdownOutput();
            channel.config().setAutoRead(true);
            end.update(Mono.delay(LONGEST, timer)
                    .onErrorComplete() // a timer that is disposed of waits for nobody
                    .then(FutureMono.deferFuture(() -> context.close(promise)))
                    .subscribe(closed -> {}, error -> {}));
        } else {
            var unused = context.close(promise);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (closing) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end.dispose();
        context.fireChannelInactive();
    }
}
