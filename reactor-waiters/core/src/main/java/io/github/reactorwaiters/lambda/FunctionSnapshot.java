// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.PackageType;
import software.amazon.awssdk.services.lambda.model.SnapStartApplyOn;
import software.amazon.awssdk.services.lambda.model.SnapStartResponse;
import software.amazon.awssdk.services.lambda.model.VpcConfigResponse;

/**
 * A function as one reading showed it. Immutable. What the service did not send is null. Neither the code's location
 * nor environment variables are kept.
 *
 * @param function the name it was asked by
 * @param presence whether it is there and readable
 * @param reason why it is not readable, null unless {@link Presence#UNREADABLE}
 * @param arn its ARN as the service gave it
 * @param stateText State as the service spelled it
 * @param stateReason why it is in that state
 * @param stateReasonCode the same as a code
 * @param lastUpdateStatusText LastUpdateStatus as the service spelled it; absent while Pending after creation
 * @param lastUpdateStatusReason why
 * @param lastUpdateStatusReasonCode the same as a code
 * @param version {@code $LATEST} or a number
 * @param revisionId changes when an update starts and when it ends
 * @param codeSha256 the hash of the code
 * @param lastModified when it was last updated, as the service spelled it
 * @param provisioning what decides how long the service takes to provision it: {@code zip} or {@code image}, followed by
 *     {@code /vpc} and {@code /snapstart} where it has them
 */
public record FunctionSnapshot(
        FunctionName function,
        Presence presence,
        @Nullable String reason,
        @Nullable String arn,
        @Nullable String stateText,
        @Nullable String stateReason,
        @Nullable String stateReasonCode,
        @Nullable String lastUpdateStatusText,
        @Nullable String lastUpdateStatusReason,
        @Nullable String lastUpdateStatusReasonCode,
        @Nullable String version,
        @Nullable String revisionId,
        @Nullable String codeSha256,
        @Nullable String lastModified,
        @Nullable String provisioning) {

    private static final DateTimeFormatter LAST_MODIFIED = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter();

    static FunctionSnapshot of(FunctionName function, FunctionConfiguration read) {
        FunctionState state = FunctionState.of(read.stateAsString());
        LastUpdateStatus update = LastUpdateStatus.of(read.lastUpdateStatusAsString());
        return new FunctionSnapshot(
                function,
                Presence.PRESENT,
                null,
                read.functionArn(),
                state == null || state == FunctionState.UNKNOWN ? read.stateAsString() : state.toString(),
                read.stateReason(),
                read.stateReasonCodeAsString(),
                update == null || update == LastUpdateStatus.UNKNOWN
                        ? read.lastUpdateStatusAsString()
                        : update.toString(),
                read.lastUpdateStatusReason(),
                read.lastUpdateStatusReasonCodeAsString(),
                "$LATEST".equals(read.version()) ? "$LATEST" : read.version(),
                read.revisionId(),
                read.codeSha256(),
                read.lastModified(),
                provisioning(read.packageType(), read.vpcConfig(), read.snapStart()));
    }

    /** A function that is not there. */
    public static FunctionSnapshot absent(FunctionName function) {
        return new FunctionSnapshot(
                function,
                Presence.ABSENT,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** Unreadable for {@code reason}; the rest as {@code known} has it. */
    static FunctionSnapshot unreadable(FunctionName function, String reason, @Nullable FunctionSnapshot known) {
        FunctionSnapshot last = known == null ? absent(function) : known;
        return new FunctionSnapshot(
                function,
                Presence.UNREADABLE,
                reason,
                last.arn,
                last.stateText,
                last.stateReason,
                last.stateReasonCode,
                last.lastUpdateStatusText,
                last.lastUpdateStatusReason,
                last.lastUpdateStatusReasonCode,
                last.version,
                last.revisionId,
                last.codeSha256,
                last.lastModified,
                last.provisioning);
    }

    /** State, {@link FunctionState#UNKNOWN} if the library does not know the text, null if the service sent none. */
    public @Nullable FunctionState state() {
        return FunctionState.of(stateText);
    }

    /** LastUpdateStatus, UNKNOWN if the library does not know the text, null if the service sent none. */
    public @Nullable LastUpdateStatus lastUpdateStatus() {
        return LastUpdateStatus.of(lastUpdateStatusText);
    }

    /** Whether it is there and readable. */
    public boolean isPresent() {
        return presence == Presence.PRESENT;
    }

    /** Whether an update is under way. */
    public boolean isUpdating() {
        return lastUpdateStatus() == LastUpdateStatus.IN_PROGRESS;
    }

    /** Whether it is there and neither its state nor an update is about to change by itself. */
    public boolean isSettled() {
        FunctionState state = state();
        return isPresent() && !isUpdating() && (state == null || !state.isTransitional());
    }

    /** Whether UpdateFunctionCode and UpdateFunctionConfiguration are allowed: Active or Inactive, and no update under way. */
    public boolean isUpdatable() {
        FunctionState state = state();
        return isPresent()
                && !isUpdating()
                && (state == null || state == FunctionState.ACTIVE || state == FunctionState.INACTIVE);
    }

    /** When it was last updated, by the service's clock; null if that cannot be told. */
    @Nullable
    Instant modified() {
        return instant(lastModified);
    }

    /** What LastModified says, null if it says nothing that we understand. */
    static @Nullable Instant instant(@Nullable String lastModified) {
        if (lastModified == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(lastModified, LAST_MODIFIED).toInstant();
        } catch (DateTimeParseException otherForm) {
            return null;
        }
    }

    /**
     * Its state in one word, for lists and counters: {@code Absent}, {@code Unreadable}, {@code Updating},
     * {@code UpdateFailed}, or State as the service spelled it, {@code Unknown} if it sent none. A State other than Active
     * and Inactive comes before the update.
     */
    public String label() {
        if (!isPresent()) {
            return presence == Presence.ABSENT ? "Absent" : "Unreadable";
        }
        FunctionState state = state();
        if (state == null || state == FunctionState.ACTIVE || state == FunctionState.INACTIVE) {
            if (isUpdating()) {
                return "Updating";
            }
            if (lastUpdateStatus() == LastUpdateStatus.FAILED) {
                return "UpdateFailed";
            }
        }
        return stateText == null ? "Unknown" : stateText;
    }

    /** Whether code or configuration moved between {@code earlier} and this, by what both of them show. */
    boolean isUpdatedSince(FunctionSnapshot earlier) {
        return moved(earlier.lastModified, lastModified) || moved(earlier.codeSha256, codeSha256);
    }

    boolean isSameState(FunctionSnapshot other) {
        return Objects.equals(stateText, other.stateText)
                && Objects.equals(stateReason, other.stateReason)
                && Objects.equals(stateReasonCode, other.stateReasonCode)
                && Objects.equals(lastUpdateStatusText, other.lastUpdateStatusText)
                && Objects.equals(lastUpdateStatusReason, other.lastUpdateStatusReason)
                && Objects.equals(lastUpdateStatusReasonCode, other.lastUpdateStatusReasonCode);
    }

    /** See {@link #provisioning()}; the arguments as the SDK gives them. */
    static String provisioning(
            @Nullable PackageType packageType,
            @Nullable VpcConfigResponse vpcConfig,
            @Nullable SnapStartResponse snapStarts) {
        boolean image = packageType == PackageType.IMAGE;
        boolean vpc = vpcConfig != null
                && vpcConfig.vpcId() != null
                && !vpcConfig.vpcId().isEmpty();
        boolean snapStart = snapStarts != null && snapStarts.applyOn() == SnapStartApplyOn.PUBLISHED_VERSIONS;
        // Constants: there is one text for thousands of functions.
        if (image) {
            return vpc ? "image/vpc" : "image";
        }
        if (vpc) {
            return snapStart ? "zip/vpc/snapstart" : "zip/vpc";
        }
        return snapStart ? "zip/snapstart" : "zip";
    }

    /**
     * The same, to be kept: what {@code earlier} says, too, is kept once for both, and what the service says of many functions,
     * once for all.
     */
    FunctionSnapshot sharing(@Nullable FunctionSnapshot earlier) {
        if (earlier != null && equals(earlier)) {
            return earlier;
        }
        FunctionSnapshot before = earlier == null ? this : earlier;
        return new FunctionSnapshot(
                function,
                presence,
                reason,
                either(before.arn, arn),
                stateText,
                shared(stateReason),
                shared(stateReasonCode),
                lastUpdateStatusText,
                shared(lastUpdateStatusReason),
                shared(lastUpdateStatusReasonCode),
                either(before.version, version),
                either(before.revisionId, revisionId),
                either(before.codeSha256, codeSha256),
                either(before.lastModified, lastModified),
                provisioning);
    }

    private static @Nullable String either(@Nullable String earlier, @Nullable String text) {
        return Objects.equals(earlier, text) ? earlier : text;
    }

    /** One text for all functions. Not cheap: not to be asked for a reading that shows nothing new. */
    private static @Nullable String shared(@Nullable String text) {
        return text == null ? null : text.intern();
    }

    private static boolean moved(@Nullable String before, @Nullable String after) {
        return before != null && after != null && !before.equals(after);
    }

    /** State and reasons in one line, for messages. */
    String describe() {
        if (presence == Presence.ABSENT) {
            return "absent";
        }
        if (presence == Presence.UNREADABLE) {
            return "unreadable: " + reason;
        }
        StringBuilder line = new StringBuilder("State=").append(stateText);
        append(line, stateReasonCode, stateReason);
        if (lastUpdateStatusText != null) {
            line.append(", LastUpdateStatus=").append(lastUpdateStatusText);
            append(line, lastUpdateStatusReasonCode, lastUpdateStatusReason);
        }
        return line.toString();
    }

    private static void append(StringBuilder line, @Nullable String code, @Nullable String reason) {
        if (code != null || reason != null) {
            line.append(" (")
                    .append(code == null ? "" : code)
                    .append(code == null || reason == null ? "" : ": ")
                    .append(reason == null ? "" : reason)
                    .append(')');
        }
    }
}
