// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

/** What lies between a client and the simulated control plane: a resolver that may lose the name, markers that expire. */
final class TroubledNetwork implements SdkAsyncHttpClient {
    private final SdkAsyncHttpClient through;
    volatile boolean nameIsGone;
    volatile boolean markersExpire;
    volatile boolean samePageForEver;

    TroubledNetwork(SdkAsyncHttpClient through) {
        this.through = through;
    }

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest exchange) {
        if (nameIsGone) {
            UnknownHostException gone =
                    new UnknownHostException(exchange.request().host());
            exchange.responseHandler().onError(gone);
            return CompletableFuture.failedFuture(gone);
        }
        boolean continues =
                exchange.request().firstMatchingRawQueryParameter("Marker").isPresent();
        if (continues && (markersExpire || samePageForEver)) {
            String marker = markersExpire ? "expired" : "";
            return through.execute(AsyncExecuteRequest.builder()
                    .request(exchange.request().toBuilder()
                            .putRawQueryParameter("Marker", marker)
                            .build())
                    .requestContentPublisher(exchange.requestContentPublisher())
                    .responseHandler(exchange.responseHandler())
                    .fullDuplex(exchange.fullDuplex())
                    .build());
        }
        return through.execute(exchange);
    }

    @Override
    public String clientName() {
        return "TroubledNetwork";
    }

    @Override
    public void close() {
        through.close();
    }
}
