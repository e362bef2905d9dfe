// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.reactorwaiters.lambda.Quoted;
import java.util.Objects;

/**
 * What one replica polls at a time: the functions of an account in a region. Immutable.
 *
 * @param account twelve digits
 * @param region such as {@code eu-west-1}
 */
public record Shard(String account, String region) {
    private static final int LONGEST_REGION = 32;

    /** Checks both. */
    public Shard {
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(region, "region");
        if (!account.matches("\\d{12}")) {
            throw new IllegalArgumentException("account must be twelve digits: " + Quoted.of(account));
        }
        if (region.length() > LONGEST_REGION || !region.matches("[a-z]{2,}(-[a-z]+)+-\\d")) {
            throw new IllegalArgumentException("region must read as eu-west-1 does: " + Quoted.of(region));
        }
    }

    /** {@code account/region}, as in keys and messages. */
    @Override
    public String toString() {
        return account + '/' + region;
    }
}
