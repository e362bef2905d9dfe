// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.Quoted;
import java.nio.charset.StandardCharsets;
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
    private static final String IMAGE = "[a-zA-Z0-9][a-zA-Z0-9._/:@-]{0,1023}";
    private static final int LONGEST = 1_024;

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

    /**
     * The latest version of an object in S3, in the function's region.
     *
     * @param bucket 3 to 63 letters, digits, ., - or _
     * @param key 1 to 1,024 bytes in UTF-8, no control characters
     */
    public static CodeSource s3(String bucket, String key) {
        UpdateFunctionCodeRequest template = UpdateFunctionCodeRequest.builder()
                .s3Bucket(
                        requireForm("bucket", bucket, "[a-zA-Z0-9._-]{3,63}", "be 3 to 63 letters, digits, ., - or _"))
                .s3Key(requireKey(key))
                .build();
        return new CodeSource(template, "s3://" + bucket + "/" + key, null);
    }

    /**
     * One version of an object in S3.
     *
     * @param objectVersion 1 to 1,024 characters that a URL takes as they are
     */
    public static CodeSource s3(String bucket, String key, String objectVersion) {
        CodeSource latest = s3(bucket, key);
        UpdateFunctionCodeRequest template = latest.template.toBuilder()
                .s3ObjectVersion(requireForm(
                        "objectVersion",
                        objectVersion,
                        "[a-zA-Z0-9._~/+=-]{1,1024}",
                        "be 1 to 1024 letters, digits, ., _, ~, /, +, = or -"))
                .build();
        return new CodeSource(template, latest.description + "@" + objectVersion, null);
    }

    /**
     * A container image, by tag or, better, by digest: a tag may move in mid-rollout.
     *
     * @param uri 1 to 1,024 letters, digits, ., -, _, /, : or @, the first a letter or digit
     */
    public static CodeSource image(String uri) {
        int digest = requireForm("uri", uri, IMAGE, "read as registry/repository:tag does")
                .indexOf(DIGEST);
        return new CodeSource(
                UpdateFunctionCodeRequest.builder().imageUri(uri).build(),
                uri,
                digest < 0 ? null : uri.substring(digest + DIGEST.length()));
    }

    /**
     * The same, with the CodeSha256 that functions have once they run it, as Lambda spells it: Base64 of a package, 64
     * hexadecimal digits of an image.
     */
    public CodeSource withCodeSha256(String hash) {
        requireForm("codeSha256", hash, "[a-zA-Z0-9+/]{43}=|[0-9a-f]{64}", "be a SHA-256 as Lambda spells it");
        return new CodeSource(template, description, hash);
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
        return Quoted.inLine(description);
    }

    private static String requireForm(String name, String value, String form, String rule) {
        Objects.requireNonNull(value, name);
        if (!value.matches(form)) {
            throw new IllegalArgumentException(name + " must " + rule + ": " + Quoted.of(value));
        }
        return value;
    }

    private static String requireKey(String key) {
        Objects.requireNonNull(key, "key");
        boolean isText = !key.isBlank()
                && key.codePoints()
                        .map(Character::getType)
                        .noneMatch(type -> type == Character.CONTROL || type == Character.SURROGATE);
        if (!isText || key.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new IllegalArgumentException(
                    "key must be 1 to 1024 bytes, not blank, no control characters: " + Quoted.of(key));
        }
        return key;
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
