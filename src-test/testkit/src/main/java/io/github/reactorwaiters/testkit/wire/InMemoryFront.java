// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.utils.BinaryUtils;

/** The SDK's way in without a socket. */
final class InMemoryFront implements SdkAsyncHttpClient {
    private final Reception reception;

    InMemoryFront(Reception reception) {
        this.reception = reception;
    }

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest execution) {
        InMemoryDelivery delivery = new InMemoryDelivery(execution.responseHandler(), reception::requestId);
        Disposable.Swap exchange = Disposables.swap();
        Disposable reading = Flux.from(execution.requestContentPublisher())
                .collect(ByteArrayOutputStream::new, InMemoryFront::append)
                .subscribe(
                        body -> exchange.update(
                                reception.receive(toApi(execution.request(), body.toByteArray()), delivery)),
                        delivery::fail);
        CompletableFuture<Void> done = delivery.done();
        if (!done.isDone()) {
            var unused = done.whenComplete((nothing, error) -> {
                reading.dispose();
                exchange.dispose();
            });
        }
        return done;
    }

    @Override
    public String clientName() {
        return "SimulatedLambda";
    }

    @Override
    public void close() {
        // nothing is open
    }

    private static void append(ByteArrayOutputStream body, ByteBuffer part) {
        body.writeBytes(BinaryUtils.copyRemainingBytesFrom(part));
    }

    private static ApiRequest toApi(SdkHttpRequest request, byte[] body) {
        Map<String, String> query = new HashMap<>();
        request.forEachRawQueryParameter((name, values) -> query.put(name, QueryValues.of(name, values)));
        Map<String, String> headers = new HashMap<>();
        request.forEachHeader((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), first(values)));
        return new ApiRequest(request.method().name(), request.encodedPath(), query, headers, body);
    }

    private static String first(List<String> values) {
        return values.isEmpty() ? "" : values.get(0);
    }
}
