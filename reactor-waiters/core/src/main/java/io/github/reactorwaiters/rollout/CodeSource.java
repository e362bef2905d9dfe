// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.Quoted;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;

/**
 * Where a function's code comes from: a zip package in memory, an object in S3, or a container image. Immutable, and
 * held once however many functions get it.
 *
 * <p>A function whose CodeSha256 is that of its source needs no update. The hash is known of a zip package and of an image
 * named by digest; of an S3 object, and of an image named by tag, only if {@link #withCodeSha256} tells it. Where it is
 * not known, the function is updated in any case.
 */
public final class CodeSource {
    private static final String DIGEST = "@sha256:";

    private final UpdateFunctionCodeRequest template;
    private final String description;
    private final @Nullable String codeSha256;

    private CodeSource(UpdateFunctionCodeRequest template, String description, @Nullable String codeSha256) {
        this.template = template;
        this.description = description;
        this.codeSha256 = codeSha256;
    }

    /**
     * A zip package, at most 50 MB as Lambda has it.
     *
     * @param zip not copied: do not change it afterwards
     * @throws IllegalArgumentException if it is empty
     */
    public static CodeSource zip(byte[] zip) {
        if (zip.length == 0) {
            throw new IllegalArgumentException("zip must not be empty");
        }
        String hash = sha256(zip);
        UpdateFunctionCodeRequest template = UpdateFunctionCodeRequest.builder()
                .zipFile(SdkBytes.fromByteArrayUnsafe(zip))
                .build();
        return new CodeSource(template, "zip of " + zip.length + " bytes, sha256 " + hash, hash);
    }

    /** The latest version of an object in S3, in the function's region. */
    public static CodeSource s3(String bucket, String key) {
        UpdateFunctionCodeRequest template = UpdateFunctionCodeRequest.builder()
                .s3Bucket(requireText("bucket", bucket))
                .s3Key(requireText("key", key))
                .build();
        return new CodeSource(template, "s3://" + bucket + "/" + key, null);
    }

    /** One version of an object in S3. */
    public static CodeSource s3(String bucket, String key, String objectVersion) {
        CodeSource latest = s3(bucket, key);
        UpdateFunctionCodeRequest template = latest.template.toBuilder()
                .s3ObjectVersion(requireText("objectVersion", objectVersion))
                .build();
        return new CodeSource(template, latest.description + "@" + objectVersion, null);
    }

    /** A container image, by tag or, better, by digest: a tag may move in mid-rollout. */
    public static CodeSource image(String uri) {
        int digest = requireText("uri", uri).indexOf(DIGEST);
        return new CodeSource(
                UpdateFunctionCodeRequest.builder().imageUri(uri).build(),
                uri,
                digest < 0 ? null : uri.substring(digest + DIGEST.length()));
    }

    /** The same, with the CodeSha256 that functions have once they run it, as Lambda spells it. */
    public CodeSource withCodeSha256(String hash) {
        return new CodeSource(template, description, requireText("codeSha256", hash));
    }

    /** The CodeSha256 that a function has once it runs it; null if it is not known beforehand. */
    public @Nullable String codeSha256() {
        return codeSha256;
    }

    UpdateFunctionCodeRequest request(FunctionName function, @Nullable String revisionId) {
        return template.toBuilder()
                .functionName(function.value())
                .revisionId(revisionId)
                .build();
    }

    /** Equal if it names the same code. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CodeSource source
                && description.equals(source.description)
                && Objects.equals(codeSha256, source.codeSha256);
    }

    @Override
    public int hashCode() {
        return description.hashCode();
    }

    /** What it is, in a line. */
    @Override
    public String toString() {
        return description;
    }

    private static String requireText(String name, String value) {
        Objects.requireNonNull(value, name);
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " must not be blank: " + Quoted.of(value));
        }
        return value;
    }

    private static String sha256(byte[] content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
