// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The levels of the house, one clock, no blocking call. Plain tests: Surefire has run no {@code @ArchTest} before. */
class ArchitectureTest {
    private static final String BASE = "io.github.reactorwaiters";
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE + ".budget", BASE + ".pace", BASE + ".poll", BASE + ".lambda");
    private static final JavaClasses TESTKIT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE + ".testkit..");

    @Test
    void classesAreThere() {
        assertThat(CORE.size()).isGreaterThan(40);
        assertThat(TESTKIT.size()).isGreaterThan(40);
    }

    @Test
    void packagesImportOnlyLowerLevels() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(BASE + "..")
                .layer("lambda")
                .definedBy(BASE + ".lambda..")
                .layer("poll")
                .definedBy(BASE + ".poll..")
                .layer("budget")
                .definedBy(BASE + ".budget..")
                .layer("pace")
                .definedBy(BASE + ".pace..")
                .whereLayer("lambda")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("poll")
                .mayOnlyBeAccessedByLayers("lambda")
                .whereLayer("budget")
                .mayOnlyBeAccessedByLayers("poll", "lambda")
                .whereLayer("pace")
                .mayOnlyBeAccessedByLayers("poll", "lambda")
                .check(CORE);
    }

    @Test
    void noPackageCycles() {
        slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(CORE);
        slices().matching(BASE + ".testkit.(**)").should().beFreeOfCycles().check(TESTKIT);
    }

    @Test
    void onlyLambdaKnowsLambda() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".lambda..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk..")
                .check(CORE);
    }

    @Test
    void paceIsPureArithmetic() {
        noClasses()
                .that()
                .resideInAPackage(BASE + ".pace..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", BASE + ".pace..", "org.jspecify..")
                .check(CORE);
    }

    @Test
    void theTestkitDoesNotKnowTheLibrary() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(BASE + ".budget..", BASE + ".pace..", BASE + ".poll..", BASE + ".lambda..")
                .check(TESTKIT);
    }

    @Test
    void oneClock() {
        for (JavaClasses classes : List.of(CORE, TESTKIT)) {
            noClasses().should().callMethod(System.class, "nanoTime").check(classes);
            noClasses().should().callMethod(System.class, "currentTimeMillis").check(classes);
            noClasses().should().callMethod(java.time.Instant.class, "now").check(classes);
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(java.time.Clock.class)
                    .check(classes);
        }
    }

    @Test
    void nothingBlocksAndNoThreadIsOurs() {
        noClasses().should().callMethod(Mono.class, "block").check(CORE);
        noClasses()
                .should()
                .callMethod(Mono.class, "block", java.time.Duration.class)
                .check(CORE);
        noClasses().should().callMethod(Flux.class, "blockFirst").check(CORE);
        noClasses().should().callMethod(Flux.class, "blockLast").check(CORE);
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(CORE);
        noClasses()
                .should()
                .callMethod(java.util.concurrent.CompletableFuture.class, "join")
                .check(CORE);
        noClasses()
                .should()
                .callMethod(java.util.concurrent.CompletableFuture.class, "get")
                .check(CORE);
        noClasses().should().dependOnClassesThat().areAssignableTo(Thread.class).check(CORE);
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(java.util.concurrent.Executor.class)
                .check(CORE);
    }

    @Test
    void noBareSubscribe() {
        noClasses().should().callMethod(Mono.class, "subscribe").check(CORE);
        noClasses().should().callMethod(Flux.class, "subscribe").check(CORE);
    }
}
