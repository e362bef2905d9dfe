// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.CorePublisher;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

/** One clock, which virtual time can stand for, and no thread that waits. What is referred to counts as called. */
class OneClockTest {
    private static final List<JavaClasses> LIBRARY =
            List.of(ArchitectureTest.CORE, ArchitectureTest.WEB, ArchitectureTest.REDIS);

    /** Commands, on the main thread of a process of their own, in real time. */
    private static final String COMMANDS = ".*\\.examples\\.watch\\.(RolloutCommand|ServeCommand|SharedDashboard)";

    /** Redis is reached before the context is there, whose beans need it, and left before the store is closed. */
    private static final String START = ".*\\.spring\\.(ReactorWaitersWatchersAutoConfiguration|LeavingWatchers)";

    /** What the SDK's event loop is made of, on which a watcher works that builds its client; and it blocks as little as others. */
    private static final String EVENT_LOOP = ".*\\.lambda\\.ClientEventLoop(\\$LoopThread)?";

    @Test
    void onlySchedulersTellTheTime() {
        DescribedPredicate<JavaAccess<?>> clocks = describe(
                "which tells the time",
                access -> (access.getTargetOwner().getPackageName().equals("java.time") && isNamed(access, "now"))
                        || (isOf(access, System.class) && isNamed(access, "nanoTime|currentTimeMillis"))
                        || (isOf(access, Date.class) && isNamed(access, JavaConstructor.CONSTRUCTOR_NAME)));
        for (JavaClasses classes : and(ArchitectureTest.TESTKIT)) {
            noClasses()
                    .should()
                    .accessTargetWhere(clocks)
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(Clock.class)
                    .check(classes);
        }
    }

    /** Where none is given, Reactor takes {@code Schedulers.parallel()}, whatever the budget's clock is. */
    @Test
    void whatWaitsOrLooksAtTheTimeIsGivenItsScheduler() {
        DescribedPredicate<JavaAccess<?>> unscheduled = describe(
                "which takes Reactor's own scheduler",
                access -> access.getTargetOwner().getPackageName().startsWith("reactor.core.publisher")
                        && (takes(access, Duration.class) || isNamed(access, "elapsed|timed|timestamp"))
                        && !takes(access, Scheduler.class));
        DescribedPredicate<JavaClass> retries = describe(
                "a retry that pauses by Reactor's own scheduler",
                origin -> count(origin, Retry.class, "backoff|fixedDelay")
                        > count(origin, RetryBackoffSpec.class, "scheduler"));
        for (JavaClasses classes :
                and(ArchitectureTest.TESTKIT, ArchitectureTest.STARTER, ArchitectureTest.COMMAND_LINE)) {
            noClasses()
                    .that()
                    .haveNameNotMatching(COMMANDS + "|" + START)
                    .should()
                    .accessTargetWhere(unscheduled)
                    .check(classes);
            noClasses().should(have(retries)).check(classes);
        }
    }

    @Test
    void nothingBlocksAndNoThreadIsOurs() {
        DescribedPredicate<JavaAccess<?>> blocking = describe(
                "which blocks",
                access -> isInterruptible(access)
                        || (isOf(access, CorePublisher.class) && isNamed(access, "block.*|toIterable|toStream"))
                        || (isOf(access, CompletableFuture.class) && isNamed(access, "join"))
                        || isNamed(access, ".*[uU]ninterruptibly|park.*|busyLooping|(bind|connect|dispose)Now"));
        for (JavaClasses classes : LIBRARY) {
            noClasses().should().accessTargetWhere(blocking).check(classes);
            noClasses()
                    .that()
                    .haveNameNotMatching(EVENT_LOOP)
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(Thread.class)
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(Executor.class)
                    .check(classes);
        }
        noClasses()
                .that()
                .haveNameNotMatching(START)
                .should()
                .accessTargetWhere(blocking)
                .check(ArchitectureTest.STARTER);
    }

    private static List<JavaClasses> and(JavaClasses... more) {
        return Stream.concat(LIBRARY.stream(), Stream.of(more)).toList();
    }

    /** Whoever can be interrupted waits. */
    private static boolean isInterruptible(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget target
                && target.getThrowsClause().containsType(InterruptedException.class);
    }

    private static boolean isOf(JavaAccess<?> access, Class<?> owner) {
        return access.getTargetOwner().isAssignableTo(owner);
    }

    private static boolean isNamed(JavaAccess<?> access, String names) {
        return access.getTarget().getName().matches(names);
    }

    private static boolean takes(JavaAccess<?> access, Class<?> parameter) {
        return access.getTarget() instanceof CodeUnitAccessTarget target
                && target.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(parameter));
    }

    private static long count(JavaClass origin, Class<?> owner, String names) {
        return origin.getAccessesFromSelf().stream()
                .filter(access -> isOf(access, owner) && isNamed(access, names))
                .count();
    }
}
