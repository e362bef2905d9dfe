// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.FunctionWatcherBuilder;
import io.github.reactorwaiters.lambda.Quoted;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.lambda.LambdaAsyncClientBuilder;
import software.amazon.awssdk.services.sts.StsAsyncClient;
import software.amazon.awssdk.services.sts.StsAsyncClientBuilder;

/** What every command takes. */
final class CommonOptions {
    private static final int LONGEST_REGION = 32;

    @Option(names = "--region", paramLabel = "REGION", description = "AWS region; default: the SDK's default chain.")
    @Nullable
    String region;

    @Option(names = "--profile", paramLabel = "NAME", description = "Profile for credentials and region.")
    @Nullable
    String profile;

    @Option(names = "--endpoint", paramLabel = "URL", description = "Another server that speaks Lambda's API.")
    @Nullable
    String endpoint;

    @Option(names = "--json", description = "One JSON object a line.")
    boolean json;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Stop after, such as 30s or 10m.")
    @Nullable
    Duration stopAfter;

    @Option(names = "--verbose", description = "Show stack traces.")
    boolean verbose;

    /** Settings of a watcher of the account that the options name. */
    FunctionWatcherBuilder watcher() {
        URI override = endpointUri();
        Region chosen = chosenRegion(override != null);
        String named = knownProfile();
        return FunctionWatcher.builder().client(client -> {
            client.region(chosen);
            if (override != null) {
                client.endpointOverride(override);
            }
            if (named != null) {
                useProfile(client, named);
            }
        });
    }

    /** The region that the options name. */
    String regionName() {
        return chosenRegion(endpointUri() != null).id();
    }

    /** The account that the credentials belong to, as AWS STS tells. */
    String account() {
        if (endpoint != null) {
            throw new IllegalArgumentException("--redis with --endpoint needs --account");
        }
        StsAsyncClientBuilder sts = StsAsyncClient.builder().region(chosenRegion(false));
        String named = knownProfile();
        if (named != null) {
            sts.overrideConfiguration(options -> options.defaultProfileName(named));
        }
        try (StsAsyncClient client = sts.build()) {
            return client.getCallerIdentity().join().account();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException refused ? refused : failed;
        }
    }

    /** The region of a simulated control plane. */
    String simulatedRegion() {
        return region == null ? "eu-west-1" : checkedRegion(region);
    }

    /** Says which options a simulated control plane makes useless. */
    void noteUseless(Terminal terminal, String command) {
        if (endpoint != null || profile != null) {
            terminal.note((endpoint != null ? "--endpoint" : "--profile") + " has no effect on " + command);
        }
    }

    private static void useProfile(LambdaAsyncClientBuilder client, String named) {
        client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                .defaultProfileName(named)
                .build());
    }

    private @Nullable URI endpointUri() {
        if (endpoint == null) {
            return null;
        }
        try {
            URI uri = new URI(endpoint);
            String scheme = uri.getScheme();
            boolean web = "http".equals(scheme) || "https".equals(scheme);
            if (uri.getHost() != null && web && uri.getPort() != 0 && uri.getPort() <= 65_535) {
                return uri;
            }
        } catch (URISyntaxException unreadable) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "--endpoint must be a URL such as http://127.0.0.1:9001: " + Quoted.of(endpoint));
    }

    private @Nullable String knownProfile() {
        if (profile != null && ProfileFile.defaultProfileFile().profile(profile).isEmpty()) {
            throw new IllegalArgumentException(
                    "--profile names no profile of your AWS configuration: " + Quoted.of(profile));
        }
        return profile;
    }

    /** Another server than AWS rarely cares for the region, but signing does. */
    private Region chosenRegion(boolean elsewhere) {
        if (region != null) {
            return Region.of(checkedRegion(region));
        }
        try {
            return provider(elsewhere).getRegion();
        } catch (SdkClientException none) {
            if (elsewhere) {
                return Region.US_EAST_1;
            }
            throw new IllegalArgumentException("no region: pass --region or set AWS_REGION", none);
        }
    }

    private AwsRegionProvider provider(boolean elsewhere) {
        if (elsewhere) {
            return new AwsRegionProviderChain(
                    new SystemSettingsRegionProvider(), new AwsProfileRegionProvider(null, profile));
        }
        return profile == null
                ? new DefaultAwsRegionProviderChain()
                : DefaultAwsRegionProviderChain.builder().profileName(profile).build();
    }

    private static String checkedRegion(String text) {
        if (text.length() > LONGEST_REGION || !text.matches("[a-z]{2,}(-[a-z]+)+-\\d{1,2}")) {
            throw new IllegalArgumentException("--region must read as eu-west-1 does: " + Quoted.of(text));
        }
        return text;
    }
}
