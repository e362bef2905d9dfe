// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.wire.ApiRequest;
import io.github.reactorwaiters.testkit.wire.ApiResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ListFunctions and ListVersionsByFunction: pages of rows without any State, in the order of names and numbers. */
final class ListOperations {
    private static final byte[] NO_MARKER = "null".getBytes(StandardCharsets.UTF_8);

    private final Fleet fleet;

    ListOperations(Fleet fleet) {
        this.fleet = fleet;
    }

    ApiResponse listFunctions(Call call) {
        boolean all = allVersions(call.request);
        Position from = Position.of(call.request.query("Marker"));
        Page page = new Page("Functions", call.pageSize());
        long now = fleet.lifecycle.now();
        for (SimulatedFunction function : fleet.from(from.name)) {
            function.settle(now);
            int skip = function.name.equals(from.name) ? from.rows : 0;
            List<FunctionVersion> versions = all ? function.allVersions() : List.of(function.latest);
            for (int i = skip; i < versions.size(); i++) {
                if (page.isFull()) {
                    return page.answer(new Position(function.name, i));
                }
                FunctionVersion version = versions.get(i);
                page.add(version.row(fleet.names.arn(function.name, all ? version.number : null)));
            }
        }
        return page.answer(null);
    }

    ApiResponse listVersions(Call call) {
        SimulatedFunction function = fleet.require(call.function());
        Position from = Position.of(call.request.query("Marker"));
        Page page = new Page("Versions", call.pageSize());
        List<FunctionVersion> versions = function.allVersions();
        for (int i = from.rows; i < versions.size(); i++) {
            if (page.isFull()) {
                return page.answer(new Position(function.name, i));
            }
            FunctionVersion version = versions.get(i);
            page.add(version.row(fleet.names.arn(function.name, version.number)));
        }
        return page.answer(null);
    }

    private static boolean allVersions(ApiRequest request) {
        String which = request.query("FunctionVersion");
        if (which != null && !which.equals("ALL")) {
            throw ApiError.validation(which, "functionVersion", "Member must satisfy enum value set: [ALL]");
        }
        return which != null;
    }

    /** Where a page begins: at a function, after that many of its rows. Opaque to callers. */
    private record Position(String name, int rows) {
        static Position of(@Nullable String marker) {
            if (marker == null || marker.isEmpty()) {
                return new Position("", 0);
            }
            try {
                String text = new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
                int slash = text.indexOf('/');
                return new Position(text.substring(slash + 1), Integer.parseInt(text.substring(0, slash)));
            } catch (IllegalArgumentException | IndexOutOfBoundsException foreign) {
                throw ApiError.invalid("Invalid Marker");
            }
        }

        byte[] marker() {
            byte[] text = (rows + "/" + name).getBytes(StandardCharsets.UTF_8);
            return ('"' + Base64.getUrlEncoder().withoutPadding().encodeToString(text) + '"')
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    /** A page in the making. */
    private static final class Page {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024);
        private final int limit;
        private int rows;

        Page(String member, int limit) {
            this.limit = limit;
            out.writeBytes(("{\"" + member + "\":[").getBytes(StandardCharsets.UTF_8));
        }

        boolean isFull() {
            return rows == limit;
        }

        void add(byte[] row) {
            if (rows++ > 0) {
                out.write(',');
            }
            out.writeBytes(row);
        }

        ApiResponse answer(@Nullable Position next) {
            out.writeBytes("],\"NextMarker\":".getBytes(StandardCharsets.UTF_8));
            out.writeBytes(next == null ? NO_MARKER : next.marker());
            out.write('}');
            return Answers.of(200, out.toByteArray());
        }
    }
}
