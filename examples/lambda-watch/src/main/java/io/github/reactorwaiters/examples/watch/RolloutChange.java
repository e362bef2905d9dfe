// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.rollout.CodeSource;
import io.github.reactorwaiters.rollout.FunctionChange;
import java.io.IOException;
import java.nio.file.Files;
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
    private static final Pattern S3 = Pattern.compile("(?:s3://)?([^/]+)/(.+?)(?:@([^@/]+))?");

    @Option(names = "--zip", paramLabel = "FILE", description = "The code: a zip package.")
    @Nullable
    Path zip;

    @Option(names = "--image-uri", paramLabel = "URI", description = "The code: a container image.")
    @Nullable
    String image;

    @Option(names = "--s3", paramLabel = "BUCKET/KEY[@VERSION]", description = "The code: an object in S3.")
    @Nullable
    String s3;

    @Option(names = "--memory", paramLabel = "MB", description = "Memory in MB.")
    @Nullable
    Integer memory;

    @Option(
            names = "--function-timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
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
            Matcher form = S3.matcher(s3);
            if (!form.matches()) {
                throw new IllegalArgumentException(
                        "--s3 must read as bucket/key or bucket/key@version: \"" + s3 + "\"");
            }
            String version = form.group(3);
            return version == null
                    ? CodeSource.s3(form.group(1), form.group(2))
                    : CodeSource.s3(form.group(1), form.group(2), version);
        }
        return image == null ? null : CodeSource.image(image);
    }

    private static CodeSource zip(Path file) {
        try {
            return CodeSource.zip(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("--zip cannot be read: " + unreadable, unreadable);
        }
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
                .runtime(runtime)
                .handler(handler)
                .layers(layers.isEmpty() ? null : layers)
                .environment(variables.isEmpty() ? null : variables())
                .build();
    }

    private Environment variables() {
        return Environment.builder().variables(variables).build();
    }
}
