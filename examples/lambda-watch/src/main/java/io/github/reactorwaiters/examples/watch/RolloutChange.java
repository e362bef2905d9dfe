// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.Quoted;
import io.github.reactorwaiters.rollout.CodeSource;
import io.github.reactorwaiters.rollout.FunctionChange;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.lambda.model.Environment;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;

/** Options that say what is to become of the functions. */
final class RolloutChange {
    private static final Pattern S3 = Pattern.compile(
            "(?:s3://)?([a-zA-Z0-9][a-zA-Z0-9._-]{2,62})/([^\\p{C}]{1,1024}?)(?:@([^@/\\p{C}]{1,1024}))?");
    private static final Pattern IMAGE =
            Pattern.compile("[a-z0-9][a-z0-9.-]{0,254}(?::\\d{1,5})?/[a-z0-9][a-z0-9._/-]{0,254}"
                    + "(?::[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?");
    private static final Pattern RUNTIME = Pattern.compile("[a-z][a-z0-9.-]{0,63}");
    private static final Pattern HANDLER = Pattern.compile("[^\\s\\p{C}]{1,128}");
    private static final Pattern LAYER =
            Pattern.compile("arn:[a-z-]{3,20}:lambda:[a-z0-9-]{1,32}:\\d{12}:layer:[a-zA-Z0-9_-]{1,140}:\\d{1,9}");
    private static final Pattern VARIABLE = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]{1,255}");
    private static final Pattern VALUE = Pattern.compile("[^=]+=[^\\x00]{0,4096}");

    @Option(names = "--zip", paramLabel = "FILE", converter = GivenFile.class, description = "The code: a zip package.")
    @Nullable
    Path zip;

    @Option(names = "--image-uri", paramLabel = "URI", description = "The code: a container image.")
    @Nullable
    String image;

    @Option(names = "--s3", paramLabel = "BUCKET/KEY[@VERSION]", description = "The code: an object in S3.")
    @Nullable
    String s3;

    @Option(
            names = "--memory",
            paramLabel = "MB",
            converter = NumberConverters.Megabytes.class,
            description = "Memory in MB.")
    @Nullable
    Integer memory;

    @Option(
            names = "--function-timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.Seconds.class,
            description = "How long an invocation may take, such as 30s.")
    @Nullable
    Duration functionTimeout;

    @Option(names = "--runtime", paramLabel = "ID", description = "Such as python3.13.")
    @Nullable
    String runtime;

    @Option(names = "--handler", paramLabel = "NAME", description = "The handler.")
    @Nullable
    String handler;

    @Option(names = "--layer", paramLabel = "ARN", description = "A layer; all that there are to be.")
    List<String> layers = new ArrayList<>();

    @Option(names = "--env", paramLabel = "NAME=VALUE", description = "A variable; all that there are to be.")
    Map<String, String> variables = new TreeMap<>();

    /** What the options say. */
    FunctionChange change() {
        CodeSource code = code();
        UpdateFunctionConfigurationRequest configuration = configuration();
        if (code == null && configuration == null) {
            throw new IllegalArgumentException(
                    "nothing to change: pass --zip, --image-uri, --s3, --memory or another option of the configuration");
        }
        return new FunctionChange(code, configuration, null);
    }

    private @Nullable CodeSource code() {
        int given = (zip == null ? 0 : 1) + (image == null ? 0 : 1) + (s3 == null ? 0 : 1);
        if (given > 1) {
            throw new IllegalArgumentException("--zip, --image-uri and --s3 exclude one another");
        }
        if (zip != null) {
            return zip(zip);
        }
        if (s3 != null) {
            return s3(s3);
        }
        return image == null
                ? null
                : CodeSource.image(Given.text("--image-uri", image, IMAGE, "read as registry/repository:tag does"));
    }

    private static CodeSource zip(Path file) {
        byte[] content = GivenFile.content("--zip", file);
        return Given.read("--zip", () -> CodeSource.zip(content));
    }

    private static CodeSource s3(String text) {
        Matcher form = S3.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "--s3 must read as bucket/key or bucket/key@version: " + Quoted.of(text));
        }
        String version = form.group(3);
        return Given.read(
                "--s3",
                () -> version == null
                        ? CodeSource.s3(form.group(1), form.group(2))
                        : CodeSource.s3(form.group(1), form.group(2), version));
    }

    private @Nullable UpdateFunctionConfigurationRequest configuration() {
        if (memory == null
                && functionTimeout == null
                && runtime == null
                && handler == null
                && layers.isEmpty()
                && variables.isEmpty()) {
            return null;
        }
        return UpdateFunctionConfigurationRequest.builder()
                .memorySize(memory)
                .timeout(functionTimeout == null ? null : Math.toIntExact(functionTimeout.toSeconds()))
                .runtime(runtime == null ? null : Given.text("--runtime", runtime, RUNTIME, "read as python3.13 does"))
                .handler(
                        handler == null
                                ? null
                                : Given.text("--handler", handler, HANDLER, "be 1 to 128 characters, none blank"))
                .layers(layers.isEmpty() ? null : layers())
                .environment(variables.isEmpty() ? null : variables())
                .build();
    }

    private List<String> layers() {
        return layers.stream()
                .map(arn -> Given.text("--layer", arn, LAYER, "be the ARN of a layer's version"))
                .toList();
    }

    private Environment variables() {
        variables.forEach((name, value) -> {
            Given.text("--env", name, VARIABLE, "name a letter, then letters, digits or _");
            Given.text("--env", name + "=" + value, VALUE, "have a value of at most 4096 characters, none of them NUL");
        });
        return Environment.builder().variables(variables).build();
    }
}
