// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import io.github.reactorwaiters.benchmarks.started.StartedUpdate;
import java.net.URI;
import org.reactivestreams.Publisher;

/** A way to wait for the updates of a fleet, in its best sensible configuration. */
interface Peer extends AutoCloseable {
    /**
     * Waits for the update under way of {@code function}.
     *
     * @return completes once this poller says that the update succeeded; fails as it would fail its user
     */
    Publisher<?> await(String function);

    /** The same; a poller that can use what the update's answer told overrides this. */
    default Publisher<?> await(StartedUpdate update) {
        return await(update.function());
    }

    /** SDK calls under way, their retries' pauses included. */
    int callsInFlight();

    /** How it is set up, for people. */
    String settings();

    @Override
    void close();

    /** All there are, ours first. */
    enum Kind {
        REACTOR_WAITERS("reactor-waiters"),
        FIXED("fixed-1s"),
        FIXED_TUNED("fixed-1s-tuned"),
        SDK("sdk-waiter"),
        SDK_ADAPTIVE("sdk-waiter-adaptive"),
        SDK_PATIENT("sdk-waiter-patient"),
        REACTOR("plain-reactor"),
        POLLER_FLUX("poller-flux");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        Peer open(Setup setup) {
            return switch (this) {
                case REACTOR_WAITERS -> new ReactorWaitersPeer(setup);
                case FIXED -> new FixedIntervalPeer(setup, false);
                case FIXED_TUNED -> new FixedIntervalPeer(setup, true);
                case SDK -> SdkWaiterPeer.byDefault(setup);
                case SDK_ADAPTIVE -> SdkWaiterPeer.adaptive(setup);
                case SDK_PATIENT -> SdkWaiterPeer.patient(setup);
                case REACTOR -> new PlainReactorPeer(setup);
                case POLLER_FLUX -> new PollerFluxPeer(setup);
            };
        }

        static Kind of(String label) {
            for (Kind kind : values()) {
                if (kind.label.equals(label)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("no such peer: " + label);
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** What a peer is made for. */
    record Setup(URI endpoint, Cell cell) {}
}
