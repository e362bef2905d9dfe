// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;

/** Hands one answer to the SDK as its HTTP clients do: headers, then a stream, then the future; errors to both. */
final class InMemoryDelivery implements Consumer<Answer> {
    private final SdkAsyncHttpResponseHandler handler;
    private final Supplier<String> requestId;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    InMemoryDelivery(SdkAsyncHttpResponseHandler handler, Supplier<String> requestId) {
        this.handler = handler;
        this.requestId = requestId;
    }

    /** Completes when the SDK has read the answer. The SDK completes it first, with an error, to cancel the call. */
    CompletableFuture<Void> done() {
        return done;
    }

    @Override
    public void accept(Answer answer) {
        try {
            answer.fold(this::whole, this::half, () -> fail(new IOException("Connection reset by peer")), () -> {
                return fail(new IOException("The connection was closed during the request"));
            });
        } catch (RuntimeException refused) {
            fail(refused);
        }
    }

    boolean fail(Throwable error) {
        handler.onError(error);
        return done.completeExceptionally(error);
    }

    private boolean whole(ApiResponse response) {
        handler.onHeaders(head(response));
        handler.onStream(Flux.just(ByteBuffer.wrap(response.body())).doOnComplete(() -> done.complete(null)));
        return true;
    }

    private boolean half(ApiResponse response) {
        handler.onHeaders(head(response));
        byte[] body = response.body();
        IOException cut = new IOException("Response had content-length of " + body.length + " bytes, but only received "
                + body.length / 2 + " bytes before the connection was closed.");
        handler.onStream(Flux.just(ByteBuffer.wrap(body, 0, body.length / 2))
                .concatWith(Flux.error(cut))
                .doOnError(this::fail));
        return true;
    }

    private SdkHttpResponse head(ApiResponse response) {
        var head = SdkHttpResponse.builder()
                .statusCode(response.status())
                .putHeader(Reception.REQUEST_ID, requestId.get());
        response.headers().forEach(head::putHeader);
        return head.putHeader("Content-Length", Integer.toString(response.body().length))
                .build();
    }
}
