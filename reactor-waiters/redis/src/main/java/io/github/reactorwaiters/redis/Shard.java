// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

/**
 * What one replica polls at a time: the functions of an account in a region. Immutable.
 *
 * @param account twelve digits
 * @param region such as {@code eu-west-1}
 */
public record Shard(String account, String region) {
    /** Checks both. */
    public Shard {
        if (!account.matches("\\d{12}")) {
            throw new IllegalArgumentException("account must be twelve digits: \"" + account + '"');
        }
        if (!region.matches("[a-z]{2,}(-[a-z]+)+-\\d")) {
            throw new IllegalArgumentException("region must read as eu-west-1 does: \"" + region + '"');
        }
    }

    /** {@code account/region}, as in keys and messages. */
    @Override
    public String toString() {
        return account + '/' + region;
    }
}
