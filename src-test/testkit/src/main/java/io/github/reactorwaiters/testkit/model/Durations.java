// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * How long each kind of lifecycle step takes: one seeded distribution a kind. What a step takes depends on the seed,
 * the function's name and how many steps that function took before; not on what happens to other functions.
 * Resolution: milliseconds. Immutable.
 */
public final class Durations {
    /** A kind of lifecycle step. */
    public enum Kind {
        /** Creation of a zip function outside a VPC. */
        CREATION,
        /** Code update of a zip function outside a VPC. */
        CODE_UPDATE,
        /** Configuration update of a zip function outside a VPC. */
        CONFIGURATION_UPDATE,
        /** Creation or update of an image function outside a VPC. */
        IMAGE,
        /** Creation or update of a function in a VPC, whose network interfaces take their time. */
        VPC,
        /** From publishing a version of a SnapStart function until its snapshot exists. */
        SNAPSTART_VERSION,
        /** From the invocation of an Inactive function until it is Active again. */
        RESTORE
    }

    private static final double LARGEST_SIGMA = 10;
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Map<Kind, Distribution> distributions;
    private final boolean mixedFleet;

    private Durations(Map<Kind, Distribution> distributions, boolean mixedFleet) {
        this.distributions = distributions;
        this.mixedFleet = mixedFleet;
    }

    /**
     * As AWS takes: lognormal with median 3 s (σ 0.5) for zip functions, 12 s (σ 0.6) for images and restores, uniform
     * 60-90 s in a VPC, 90-240 s for a SnapStart version. Fleets added by script are 70% zip, 20% image, 10% VPC.
     */
    public static Durations aws() {
        return everything(new LogNormal(3_000, 0.5), true)
                .withLogNormal(Kind.IMAGE, Duration.ofSeconds(12), 0.6)
                .withLogNormal(Kind.RESTORE, Duration.ofSeconds(12), 0.6)
                .withUniform(Kind.VPC, Duration.ofSeconds(60), Duration.ofSeconds(90))
                .withUniform(Kind.SNAPSTART_VERSION, Duration.ofSeconds(90), Duration.ofSeconds(240));
    }

    /** The same mix of functions in tens to hundreds of milliseconds, for tests on the real clock. */
    public static Durations fast() {
        return everything(new LogNormal(60, 0.4), true)
                .withLogNormal(Kind.IMAGE, Duration.ofMillis(150), 0.4)
                .withLogNormal(Kind.RESTORE, Duration.ofMillis(150), 0.4)
                .withUniform(Kind.VPC, Duration.ofMillis(400), Duration.ofMillis(600))
                .withUniform(Kind.SNAPSTART_VERSION, Duration.ofMillis(600), Duration.ofMillis(900));
    }

    /** Every step takes {@code duration}; fleets added by script are zip functions. */
    public static Durations fixed(Duration duration) {
        long each = millis("duration", duration);
        return everything(new Uniform(each, each), false);
    }

    /** With steps of {@code kind} lognormally distributed; {@code sigma} is the deviation of the logarithm. */
    public Durations withLogNormal(Kind kind, Duration median, double sigma) {
        if (!(sigma >= 0 && sigma <= LARGEST_SIGMA)) {
            throw new IllegalArgumentException("sigma " + sigma + " is not between 0 and " + LARGEST_SIGMA);
        }
        return with(kind, new LogNormal(millis("median", median), sigma));
    }

    /** With steps of {@code kind} uniformly distributed from {@code shortest} to {@code longest}. */
    public Durations withUniform(Kind kind, Duration shortest, Duration longest) {
        long least = millis("shortest", shortest);
        long most = millis("longest", longest);
        if (most < least) {
            throw new IllegalArgumentException("longest " + longest + " is below shortest " + shortest);
        }
        return with(kind, new Uniform(least, most));
    }

    /** Whether fleets added by script mix zip, image and VPC functions. */
    boolean mixedFleet() {
        return mixedFleet;
    }

    /** The length in milliseconds of the step of {@code kind} that has this entropy. */
    long drawMillis(Kind kind, long entropy) {
        Distribution distribution = distributions.get(kind);
        if (distribution == null) {
            throw new IllegalStateException("no distribution for " + kind);
        }
        return distribution.drawMillis(new SplittableRandom(entropy));
    }

    private Durations with(Kind kind, Distribution distribution) {
        Objects.requireNonNull(kind, "kind");
        Map<Kind, Distribution> changed = new EnumMap<>(distributions);
        changed.put(kind, distribution);
        return new Durations(changed, mixedFleet);
    }

    private static Durations everything(Distribution distribution, boolean mixedFleet) {
        Map<Kind, Distribution> all = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            all.put(kind, distribution);
        }
        return new Durations(all, mixedFleet);
    }

    static long millis(String name, Duration duration) {
        Objects.requireNonNull(duration, name);
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " " + duration + " is not between 0 and " + LONGEST);
        }
        return duration.toMillis();
    }

    private sealed interface Distribution {
        long drawMillis(SplittableRandom random);
    }

    private record LogNormal(long medianMillis, double sigma) implements Distribution {
        @Override
        public long drawMillis(SplittableRandom random) {
            return Math.round(medianMillis * Math.exp(sigma * random.nextGaussian()));
        }
    }

    private record Uniform(long shortestMillis, long longestMillis) implements Distribution {
        @Override
        public long drawMillis(SplittableRandom random) {
            return random.nextLong(shortestMillis, longestMillis + 1);
        }
    }
}
