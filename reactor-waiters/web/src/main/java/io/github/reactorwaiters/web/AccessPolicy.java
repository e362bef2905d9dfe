// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import io.github.reactorwaiters.lambda.Quoted;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may read: pages of this server, programs, and who has the token if there is one. Immutable.
 *
 * <p>A request with a foreign {@code Origin} comes from somebody else's page in the user's browser. One with a foreign
 * {@code Host} does, too, if the server is reachable on loopback only: a name was pointed at 127.0.0.1 (DNS rebinding).
 */
public final class AccessPolicy {
    /** The subprotocol that the server selects. */
    public static final String PROTOCOL = "reactor-waiters.v1";

    /** What precedes the token, in base64url without padding, in an offered subprotocol: browsers cannot set headers there. */
    public static final String TOKEN_PROTOCOL = "bearer.";

    private static final String ASKED_FOR = "Access-Control-Request-Method";

    private static final int SHORTEST_TOKEN = 8;
    private static final int LONGEST_TOKEN = 1_024;

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final byte @Nullable [] token;
    private final Set<String> origins;
    private final Set<String> hosts;
    private final boolean loopbackOnly;

    /** What is to be answered. */
    public enum Verdict {
        /** Go on. */
        ALLOWED,
        /** 401: the token is missing or wrong. */
        NO_TOKEN,
        /** 403: somebody else's page. */
        FOREIGN
    }

    /**
     * A policy.
     *
     * @param token what clients must show, null for none
     * @param origins of other pages that may read, such as {@code https://ops.example.com}
     * @param loopbackOnly whether the server is bound to loopback, so that {@code Host} must name it
     * @throws IllegalArgumentException if the token is none of 8 to 1,024 characters, begins or ends with a blank or has a control
     *     character, or if an origin is none; the message does not tell the token
     */
    public AccessPolicy(@Nullable String token, Collection<String> origins, boolean loopbackOnly) {
        if (token != null) {
            requireUsable(token);
        }
        Objects.requireNonNull(origins, "origins");
        this.token = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
        this.origins = Set.copyOf(origins);
        this.hosts = this.origins.stream().map(AccessPolicy::hostOf).collect(Collectors.toSet());
        this.loopbackOnly = loopbackOnly;
    }

    /** Judges a request for the page itself, which holds no data: its origin only. */
    public Verdict checkOrigin(Function<String, @Nullable String> header) {
        Objects.requireNonNull(header, "header");
        String host = header.apply("Host");
        String named = host == null ? "" : host.toLowerCase(Locale.ROOT);
        if (loopbackOnly && !LOOPBACK.contains(named.replaceFirst(":\\d+$", "")) && !hosts.contains(named)) {
            return Verdict.FOREIGN;
        }
        String origin = header.apply("Origin");
        boolean own = origin == null || origin.equals("http://" + named) || origin.equals("https://" + named);
        return own || origins.contains(origin) ? Verdict.ALLOWED : Verdict.FOREIGN;
    }

    /** Judges a request for data by its headers, of which {@code header} gives the value or null. */
    public Verdict check(Function<String, @Nullable String> header) {
        Verdict verdict = checkOrigin(header);
        return verdict == Verdict.ALLOWED && !hasToken(header) ? Verdict.NO_TOKEN : verdict;
    }

    /**
     * Headers of whatever is answered to a request with these headers, by which browsers let pages of the listed origins read
     * it, and send the token (CORS). Empty if no origin is listed.
     */
    public Map<String, String> corsHeaders(Function<String, @Nullable String> header) {
        Objects.requireNonNull(header, "header");
        if (origins.isEmpty()) {
            return Map.of();
        }
        Map<String, String> headers = new TreeMap<>();
        headers.put("Vary", "Origin");
        String origin = header.apply("Origin");
        if (origin != null && origins.contains(origin)) {
            headers.put("Access-Control-Allow-Origin", origin);
            if (header.apply(ASKED_FOR) != null) {
                headers.put("Access-Control-Allow-Methods", "GET");
                headers.put("Access-Control-Allow-Headers", "Authorization, Last-Event-ID");
            }
        }
        return headers;
    }

    /**
     * Whether a page of a listed origin may ask, as its browser wants to know by OPTIONS (a CORS preflight): then answer 204 with
     * {@link #corsHeaders}. It needs no token.
     */
    public boolean allowsPreflight(Function<String, @Nullable String> header) {
        return checkOrigin(header) == Verdict.ALLOWED
                && header.apply(ASKED_FOR) != null
                && corsHeaders(header).containsKey("Access-Control-Allow-Origin");
    }

    private boolean hasToken(Function<String, @Nullable String> header) {
        byte[] wanted = token;
        if (wanted == null) {
            return true;
        }
        List<byte[]> shown = new ArrayList<>();
        String authorization = header.apply("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            shown.add(authorization.substring(7).strip().getBytes(StandardCharsets.UTF_8));
        }
        String protocols = header.apply("Sec-WebSocket-Protocol");
        if (protocols != null) {
            for (String protocol : protocols.split(",", -1)) {
                String name = protocol.strip();
                if (name.startsWith(TOKEN_PROTOCOL)) {
                    shown.add(decoded(name.substring(TOKEN_PROTOCOL.length())));
                }
            }
        }
        return shown.stream().anyMatch(each -> MessageDigest.isEqual(each, wanted));
    }

    /** A header can carry no other. */
    private static void requireUsable(String token) {
        if (token.length() < SHORTEST_TOKEN || token.length() > LONGEST_TOKEN) {
            throw new IllegalArgumentException("token must have at least " + SHORTEST_TOKEN + " characters, at most "
                    + LONGEST_TOKEN + ": it has " + token.length());
        }
        if (!token.equals(token.strip()) || token.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "token must have no control character, and no blank at either end: it has one");
        }
    }

    private static byte[] decoded(String base64url) {
        try {
            return Base64.getUrlDecoder().decode(base64url);
        } catch (IllegalArgumentException unreadable) {
            return new byte[0];
        }
    }

    private static String hostOf(String origin) {
        try {
            URI uri = URI.create(origin);
            String path = uri.getPath();
            if (uri.getScheme() != null && uri.getAuthority() != null && (path == null || path.isEmpty())) {
                return uri.getAuthority().toLowerCase(Locale.ROOT);
            }
        } catch (IllegalArgumentException unreadable) {
            // Said below.
        }
        throw new IllegalArgumentException("origin must read as https://ops.example.com does: " + Quoted.of(origin));
    }
}
