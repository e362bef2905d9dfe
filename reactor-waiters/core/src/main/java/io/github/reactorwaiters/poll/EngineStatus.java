// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link PollEngine} is doing. Immutable.
 *
 * @param keys keys watched
 * @param running of them, keys in transition
 * @param inFlight calls under way
 * @param subscribers live subscriptions
 * @param calls calls made so far, listing pages included
 * @param throttled of them, refused by throttling
 * @param failed of them, failed otherwise
 * @param changes changes observed so far
 * @param conflated changes merged so far because a subscriber had not taken the one before
 * @param sweeps listings completed so far
 * @param sweepPeriod time from one listing to the next; zero while nothing is listed
 * @param loopLag how late the loop's timer fired at most, of the last 10 to 20 seconds: what shares its thread, or a
 *     subscriber that blocks there, holds it up
 * @param lastPickValue what the poll picked last was expected to save when it was planned, in seconds of undetected delay; NaN
 *     if it was made for another reason, such as a hint, a first reading, a failure or a ceiling of the pace, or none was
 * @param medians the median duration learned, per class of transitions; at most a second old
 * @param rejection why the service rejects every call at present, null if it does not
 * @param rejectedSince since when it does, null if it does not
 * @param lastFailure the latest failure of a call, null if there was none
 * @param lastFailureAt when that was
 * @param failingKeys keys whose latest call failed
 * @param listingFailure why listing fails at present, null if it does not
 * @param closed whether the engine was closed
 */
public record EngineStatus(
        int keys,
        int running,
        int inFlight,
        int subscribers,
        long calls,
        long throttled,
        long failed,
        long changes,
        long conflated,
        long sweeps,
        Duration sweepPeriod,
        Duration loopLag,
        double lastPickValue,
        Map<String, Duration> medians,
        @Nullable Throwable rejection,
        @Nullable Instant rejectedSince,
        @Nullable Throwable lastFailure,
        @Nullable Instant lastFailureAt,
        int failingKeys,
        @Nullable Throwable listingFailure,
        boolean closed) {}
