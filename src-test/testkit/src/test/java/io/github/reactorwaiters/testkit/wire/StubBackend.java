// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A fleet of 120 functions, {@code orders-0} to {@code orders-119}, all Active, whose RevisionId counts the answers. */
final class StubBackend implements Backend {
    static final int FUNCTIONS = 120;
    private static final String ROOT = "/2015-03-31/functions";

    final AtomicInteger answers = new AtomicInteger();

    @Override
    public @Nullable String operation(ApiRequest request) {
        String rest = request.path().startsWith(ROOT) ? request.path().substring(ROOT.length()) : "?";
        return switch (request.method()) {
            case "GET" ->
                rest.matches("/?")
                        ? "ListFunctions"
                        : rest.endsWith("/configuration")
                                ? "GetFunctionConfiguration"
                                : rest.matches("/[^/]+") ? "GetFunction" : null;
            case "POST" -> rest.endsWith("/invocations") ? "Invoke" : rest.matches("/?") ? "CreateFunction" : null;
            case "PUT" -> rest.endsWith("/code") ? "UpdateFunctionCode" : null;
            default -> null;
        };
    }

    @Override
    public ApiResponse answer(ApiRequest request) {
        int revision = answers.incrementAndGet();
        String operation = String.valueOf(operation(request));
        String name = String.valueOf(AddressedFunction.of(request, operation));
        return switch (operation) {
            case "ListFunctions" -> list(request);
            case "GetFunction" ->
                name.equals("absent")
                        ? error(404, "ResourceNotFoundException", "Function not found: absent")
                        : json(
                                200,
                                "{\"Configuration\":" + configuration(name, revision, true)
                                        + ",\"Code\":{\"RepositoryType\":\"S3\"},\"Tags\":{\"team\":\"red\"}}");
            case "CreateFunction" -> json(201, configuration(name, revision, true));
            case "Invoke" -> json(200, "{\"bytes\":" + request.body().length + "}");
            case "UpdateFunctionCode" -> error(409, "ResourceConflictException", "bytes " + request.body().length);
            default -> json(200, configuration(name, revision, true));
        };
    }

    private static ApiResponse list(ApiRequest request) {
        int from = Integer.parseInt(request.query().getOrDefault("Marker", "0"));
        int to = Math.min(FUNCTIONS, from + 50);
        String functions = IntStream.range(from, to)
                .mapToObj(i -> configuration("orders-" + i, 0, false))
                .collect(Collectors.joining(",", "[", "]"));
        String marker = to < FUNCTIONS ? ",\"NextMarker\":\"" + to + "\"" : "";
        return json(200, "{\"Functions\":" + functions + marker + "}");
    }

    private static String configuration(String name, int revision, boolean withState) {
        String state = withState ? ",\"State\":\"Active\",\"LastUpdateStatus\":\"Successful\"" : "";
        return "{\"FunctionName\":\"" + name + "\",\"Version\":\"$LATEST\",\"RevisionId\":\"r" + revision
                + "\",\"LastModified\":\"2026-11-23T04:46:25.123+0000\",\"Timeout\":3" + state + "}";
    }

    static ApiResponse json(int status, String body) {
        return new ApiResponse(
                status, Map.of("Content-Type", "application/json"), body.getBytes(StandardCharsets.UTF_8));
    }

    static ApiResponse error(int status, String type, String message) {
        byte[] body = ("{\"Type\":\"User\",\"Message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8);
        return new ApiResponse(status, Map.of("Content-Type", "application/json", "x-amzn-ErrorType", type), body);
    }
}
