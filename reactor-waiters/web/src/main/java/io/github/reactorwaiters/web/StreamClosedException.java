// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

/** A client's stream was ended by the server, with a WebSocket close code (RFC 6455) and a reason. */
public final class StreamClosedException extends RuntimeException {
    /** The server ends. */
    public static final int GOING_AWAY = 1001;

    /** A message was not JSON. */
    public static final int MALFORMED = 1007;

    /** A message broke a rule: unknown type, bad value, too many. */
    public static final int POLICY = 1008;

    /** A message was too long. */
    public static final int TOO_BIG = 1009;

    /** The watch failed. */
    public static final int FAILED = 1011;

    /** Too many clients, or this one took nothing for too long: try again later. */
    public static final int TRY_LATER = 1013;

    private final int code;

    StreamClosedException(int code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    static StreamClosedException goingAway(String reason) {
        return new StreamClosedException(GOING_AWAY, reason);
    }

    /** Says that a message is longer than the transport takes. */
    public static StreamClosedException tooBig() {
        return new StreamClosedException(TOO_BIG, "a message is too long");
    }

    /** The same as a {@code closed} frame, for a transport without close codes. */
    public Frame frame() {
        return new Frame("closed", null, Json.object(json -> {
            json.writeStringProperty("type", "closed");
            json.writeNumberProperty("code", code);
            json.writeStringProperty("reason", reason());
        }));
    }

    /** The close code. */
    public int code() {
        return code;
    }

    /** The reason, at most 123 bytes of ASCII, free of what the client sent. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
