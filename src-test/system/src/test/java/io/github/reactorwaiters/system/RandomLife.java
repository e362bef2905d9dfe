// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.testkit.wire.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/** A random life of a few functions and of those who watch them: the same seed and length, the same life. */
record RandomLife(long seed, List<Act> acts) {
    private static final int FUNCTIONS = 4;
    private static final List<Fault> FAULTS = List.of(
            Fault.throttle(),
            Fault.throttle(Duration.ofSeconds(3)),
            Fault.throttlingException(),
            Fault.error(500),
            Fault.html(503),
            Fault.reset(),
            Fault.close(),
            Fault.half(),
            Fault.malformed(),
            Fault.mistyped(),
            Fault.empty(),
            Fault.hang(),
            Fault.latency(Duration.ofMillis(700)),
            Fault.latency(Duration.ofSeconds(4)),
            Fault.expiredToken(),
            Fault.invalidSignature(),
            Fault.unrecognizedClient(),
            Fault.listedState(),
            Fault.noPaging());

    /** What can happen. */
    enum Kind {
        CREATE,
        ADD,
        UPDATE,
        UPDATE_AT_ONCE,
        CONFIGURE,
        FAIL,
        DELETE,
        RECREATE,
        IDLE,
        INVOKE,
        PUBLISH,
        HINT,
        TROUBLE,
        TAKE
    }

    /**
     * Something happens.
     *
     * @param afterMillis how long after what happened before
     * @param what what
     * @param to which function
     * @param draw decides the rest
     */
    record Act(long afterMillis, Kind what, int to, int draw) {
        String name() {
            return "f-" + to;
        }
    }

    static RandomLife of(long seed, int length) {
        SplittableRandom random = new SplittableRandom(seed);
        Kind[] kinds = Kind.values();
        List<Act> acts = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            // From moments to minutes.
            long after = (long) Math.exp(random.nextDouble(0, Math.log(100_000)));
            acts.add(new Act(
                    after, kinds[random.nextInt(kinds.length)], random.nextInt(FUNCTIONS), random.nextInt(1 << 20)));
        }
        return new RandomLife(seed, acts);
    }

    static List<FunctionName> functions() {
        List<FunctionName> names = new ArrayList<>();
        for (int i = 0; i < FUNCTIONS; i++) {
            names.add(FunctionName.of("f-" + i));
        }
        return names;
    }

    RandomLife without(int from, int count) {
        List<Act> rest = new ArrayList<>(acts);
        rest.subList(from, Math.min(acts.size(), from + count)).clear();
        return new RandomLife(seed, Collections.unmodifiableList(rest));
    }

    /** Does {@code act}; what Lambda refuses then is not done. */
    static void perform(VirtualFleet fleet, Act act) {
        String name = act.name();
        try {
            switch (act.what()) {
                case CREATE -> fleet.functions().create(name);
                case ADD -> fleet.functions().add(name);
                case UPDATE -> fleet.functions().startUpdate(name);
                case UPDATE_AT_ONCE -> {
                    fleet.functions().script(name).next(Duration.ofMillis(act.draw() % 300));
                    fleet.functions().startUpdate(name);
                }
                case CONFIGURE -> fleet.functions().startConfigurationUpdate(name);
                case FAIL -> {
                    fleet.functions()
                            .script(name)
                            .nextFails("InternalError", "broken", Duration.ofMillis(act.draw() % 20_000));
                    fleet.functions().startUpdate(name);
                }
                case DELETE -> fleet.functions().delete(name);
                case RECREATE -> {
                    fleet.functions().delete(name);
                    fleet.functions().create(name);
                }
                case IDLE -> fleet.functions().idle(name);
                case INVOKE -> fleet.functions().invoke(name);
                case PUBLISH -> fleet.functions().publish(name);
                case HINT -> fleet.watcher.hint(List.of(FunctionName.of(name)));
                case TROUBLE -> fleet.lambda.faults().add(trouble(act.draw()));
                case TAKE -> {} // the slow subscriber's
            }
        } catch (IllegalStateException | IllegalArgumentException | NoSuchElementException refused) {
            // such as an update while another is under way
        }
    }

    private static Fault trouble(int draw) {
        return FAULTS.get(draw % FAULTS.size())
                .lasting(Duration.ofMillis(500 + draw % 40_000))
                .probability(draw % 3 == 0 ? 1 : 0.4);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("seed " + seed + ":");
        acts.forEach(act -> text.append("\n  ").append(act));
        return text.toString();
    }
}
