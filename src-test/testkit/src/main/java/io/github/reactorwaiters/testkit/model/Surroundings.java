// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.model.Settings.Code;
import io.github.reactorwaiters.testkit.wire.Quoted;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What functions refer to outside Lambda: S3 buckets and objects, container images, security groups, subnets.
 * Everything exists until a test removes it. Thread-safe.
 */
public final class Surroundings {
    private static final int LARGEST_DRAWN_CODE = 5_000_000;

    private final Map<String, Code> uploads = new ConcurrentHashMap<>();
    private final Set<String> removed = ConcurrentHashMap.newKeySet();

    Surroundings() {}

    /** Puts an object into S3, over an older one; its hash and size become those of functions deployed from it. */
    public Surroundings upload(String bucket, String key, byte[] content) {
        requireText("bucket", bucket);
        requireText("key", key);
        Objects.requireNonNull(content, "content");
        uploads.put(bucket + "/" + key, zip(content));
        return this;
    }

    /** Removes the bucket, object key, image URI, security group or subnet of that name. */
    public Surroundings remove(String name) {
        requireText("name", name);
        removed.add(name);
        return this;
    }

    boolean exists(@Nullable String name) {
        return name == null || !removed.contains(name);
    }

    /** The deployment package that {@code source}, a FunctionCode, names; null if it names none. */
    @Nullable
    Code fetch(ObjectNode source) {
        byte[] zip = Json.blob(source, "ZipFile");
        if (zip != null) {
            if (zip.length < 4 || zip[0] != 'P' || zip[1] != 'K') {
                throw ApiError.invalid(
                        "Could not unzip uploaded file. Please check your file, then try to upload again.");
            }
            return zip(zip);
        }
        String image = Json.text(source, "ImageUri");
        if (image != null) {
            return image(image);
        }
        String bucket = Json.text(source, "S3Bucket");
        String key = Json.text(source, "S3Key");
        return bucket == null || key == null ? null : object(bucket, key, Json.text(source, "S3ObjectVersion"));
    }

    Code image(String uri) {
        if (!exists(uri)) {
            throw ApiError.invalid("Source image " + uri + " does not exist. Provide a valid source image.");
        }
        int at = uri.indexOf("@sha256:");
        String digest = at < 0
                ? HexFormat.of().formatHex(sha256(uri.getBytes(StandardCharsets.UTF_8)))
                : uri.substring(at + "@sha256:".length());
        int colon = uri.lastIndexOf(':');
        String repository =
                at >= 0 ? uri.substring(0, at) : colon > uri.lastIndexOf('/') ? uri.substring(0, colon) : uri;
        return new Code(digest, 0, uri, repository + "@sha256:" + digest);
    }

    /** A zip package drawn from {@code seed}. */
    static Code drawnZip(long seed) {
        byte[] text = Long.toHexString(seed).getBytes(StandardCharsets.UTF_8);
        long size = 1_000L + Math.floorMod(seed, LARGEST_DRAWN_CODE);
        return new Code(Base64.getEncoder().encodeToString(sha256(text)), size, null, null);
    }

    private Code object(String bucket, String key, @Nullable String version) {
        if (!exists(bucket)) {
            throw s3Error("NoSuchBucket", "The specified bucket does not exist");
        }
        if (!exists(key)) {
            throw s3Error("NoSuchKey", "The specified key does not exist.");
        }
        Code uploaded = uploads.get(bucket + "/" + key);
        return uploaded != null ? uploaded : drawnZip((bucket + "/" + key + "?" + version).hashCode());
    }

    private static void requireText(String parameter, String text) {
        Objects.requireNonNull(text, parameter);
        if (text.isBlank()) {
            throw new IllegalArgumentException(parameter + " " + Quoted.of(text) + " is blank");
        }
    }

    private static ApiError s3Error(String code, String message) {
        return ApiError.invalid(
                "Error occurred while GetObject. S3 Error Code: " + code + ". S3 Error Message: " + message);
    }

    private static Code zip(byte[] content) {
        return new Code(Base64.getEncoder().encodeToString(sha256(content)), content.length, null, null);
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
