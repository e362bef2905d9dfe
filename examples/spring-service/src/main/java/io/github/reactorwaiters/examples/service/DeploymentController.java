// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.service;

import io.github.reactorwaiters.lambda.AwaitTimeoutException;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionStateException;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.LambdaException;

/** Deploys on request, and answers when the function is ready. No thread waits meanwhile. */
@RestController
class DeploymentController {
    private final LambdaAsyncClient lambda;
    private final FunctionWatcher watcher;

    DeploymentController(LambdaAsyncClient lambda, FunctionWatcher watcher) {
        this.lambda = lambda;
        this.watcher = watcher;
    }

    /** A function as the service tells it. */
    record Function(String name, String state, @Nullable String codeSha256) {
        static Function of(FunctionSnapshot seen) {
            return new Function(seen.function().name(), seen.label(), seen.codeSha256());
        }
    }

    /** A change as the service tells it. */
    record Change(Instant at, Set<?> kinds, Function now) {
        static Change of(FunctionStateChange change) {
            return new Change(change.at(), change.kinds(), Function.of(change.after()));
        }
    }

    /** Waits until no other update is under way, updates the code, and answers once the new code runs. */
    @PutMapping(path = "/functions/{name}/code", consumes = "application/zip")
    Mono<Function> deploy(@PathVariable String name, @RequestBody byte[] zip) {
        FunctionName function = FunctionName.of(name);
        return watcher.awaitUpdatable(function)
                .then(Mono.fromFuture(() -> lambda.updateFunctionCode(
                        update -> update.functionName(name).zipFile(SdkBytes.fromByteArrayUnsafe(zip)))))
                .flatMap(response -> watcher.awaitUpdated(function, response))
                .map(Function::of);
    }

    /** Streams a function's changes, as server-sent events. */
    @GetMapping(path = "/functions/{name}/changes", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<Change> changes(@PathVariable String name) {
        return watcher.watch(FunctionName.of(name)).map(Change::of);
    }

    @ExceptionHandler
    ProblemDetail badName(IllegalArgumentException refused) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, String.valueOf(refused.getMessage()));
    }

    /** What Lambda itself refused: no such function, no zip file, too many requests. */
    @ExceptionHandler
    ProblemDetail refused(LambdaException refused) {
        int status = refused.statusCode() < 400 ? 502 : refused.statusCode();
        return ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(status), String.valueOf(refused.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail notReady(FunctionStateException failed) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, String.valueOf(failed.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail tooLate(AwaitTimeoutException late) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.GATEWAY_TIMEOUT, String.valueOf(late.getMessage()));
    }
}
