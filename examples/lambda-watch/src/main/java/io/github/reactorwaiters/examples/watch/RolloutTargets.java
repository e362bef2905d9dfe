// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.ControlPlane;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.Quoted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;

/** Which functions {@code --targets} names: patterns are looked up by ListFunctions, names are taken as they are. */
final class RolloutTargets {
    private final List<FunctionName> names = new ArrayList<>();
    private final List<Predicate<FunctionName>> patterns = new ArrayList<>();

    /** Reads what was given; {@code @FILE} holds one name or pattern a line, {@code #} begins a comment. */
    RolloutTargets(List<String> given) {
        for (String text : given) {
            if (text.startsWith("@")) {
                Path file = Given.read("--targets", () -> new GivenFile().convert(text.substring(1)));
                GivenFile.lines("--targets", file).forEach(this::add);
            } else {
                add(text);
            }
        }
    }

    private void add(String text) {
        if (text.contains("*") || text.contains("?")) {
            patterns.add(Given.read("--targets", () -> FunctionName.matching(text)));
        } else {
            FunctionName function = Given.read("--targets", () -> FunctionName.of(text));
            if (function.qualifier() != null) {
                throw new IllegalArgumentException("--targets must have no qualifier: " + Quoted.of(text));
            }
            names.add(function);
        }
    }

    /** The functions: those named first, then those listed, each once. */
    Mono<List<FunctionName>> find(ControlPlane calls) {
        Mono<List<FunctionName>> listed = patterns.isEmpty() ? Mono.just(List.of()) : list(calls);
        return listed.map(more -> {
            Set<String> known = new HashSet<>();
            List<FunctionName> all = new ArrayList<>(names);
            all.addAll(more);
            all.removeIf(function -> !known.add(function.name()));
            return all;
        });
    }

    private Mono<List<FunctionName>> list(ControlPlane calls) {
        return page(calls, ListFunctionsRequest.builder().build())
                .expand(page -> page.nextMarker() == null || page.nextMarker().isEmpty()
                        ? Mono.empty()
                        : page(
                                calls,
                                ListFunctionsRequest.builder()
                                        .marker(page.nextMarker())
                                        .build()))
                .flatMapIterable(ListFunctionsResponse::functions)
                .map(row -> FunctionName.of(row.functionName()))
                .filter(function -> patterns.stream().anyMatch(pattern -> pattern.test(function)))
                .collectList();
    }

    private static Mono<ListFunctionsResponse> page(ControlPlane calls, ListFunctionsRequest request) {
        return calls.call(LambdaAsyncClient::listFunctions, request, 0);
    }
}
