// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.lettuce.core.SslVerifyMode;
import java.util.List;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import reactor.core.CorePublisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.TlsTrustManagersProvider;

/** The levels of the house, and who may know what. Plain tests: Surefire has run no {@code @ArchTest} before. */
class ArchitectureTest {
    private static final String BASE = "io.github.reactorwaiters";
    static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(
                    BASE + ".budget",
                    BASE + ".pace",
                    BASE + ".poll",
                    BASE + ".lambda",
                    BASE + ".rollout",
                    BASE + ".metrics");
    static final JavaClasses WEB = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE + ".web..");
    static final JavaClasses REDIS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE + ".redis..");
    static final JavaClasses STARTER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE + ".spring..");
    static final JavaClasses TESTKIT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE + ".testkit..");

    static final JavaClasses COMMAND_LINE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE + ".examples.watch..");

    @Test
    void classesAreThere() {
        assertThat(CORE.size()).isGreaterThan(40);
        assertThat(WEB.size()).isGreaterThan(25);
        assertThat(REDIS.size()).isGreaterThan(25);
        assertThat(STARTER.size()).isGreaterThan(15);
        assertThat(TESTKIT.size()).isGreaterThan(40);
        assertThat(COMMAND_LINE.size()).isGreaterThan(10);
    }

    @Test
    void packagesImportOnlyLowerLevels() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(BASE + "..")
                .layer("rollout")
                .definedBy(BASE + ".rollout..")
                .layer("metrics")
                .definedBy(BASE + ".metrics..")
                .layer("lambda")
                .definedBy(BASE + ".lambda..")
                .layer("poll")
                .definedBy(BASE + ".poll..")
                .layer("budget")
                .definedBy(BASE + ".budget..")
                .layer("pace")
                .definedBy(BASE + ".pace..")
                .whereLayer("rollout")
                .mayOnlyBeAccessedByLayers("metrics")
                .whereLayer("metrics")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("lambda")
                .mayOnlyBeAccessedByLayers("rollout", "metrics")
                .whereLayer("poll")
                .mayOnlyBeAccessedByLayers("lambda", "metrics")
                .whereLayer("budget")
                .mayOnlyBeAccessedByLayers("poll", "lambda", "rollout", "metrics")
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
    void onlyLambdaAndRolloutKnowLambda() {
        noClasses()
                .that()
                .resideOutsideOfPackages(BASE + ".lambda..", BASE + ".rollout..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk..")
                .check(CORE);
    }

    @Test
    void onlyMetricsKnowsMicrometer() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".metrics..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
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
                .resideInAnyPackage(
                        BASE + ".budget..", BASE + ".pace..", BASE + ".poll..", BASE + ".lambda..", BASE + ".rollout..")
                .check(TESTKIT);
    }

    @Test
    void theProtocolKnowsNoServerAndNothingKnowsSpring() {
        noClasses()
                .that()
                .resideInAPackage(BASE + ".web")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("reactor.netty..", "io.netty..", BASE + ".web.server..")
                .check(WEB);
        for (JavaClasses classes : List.of(CORE, WEB, REDIS)) {
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.springframework..")
                    .check(classes);
        }
    }

    @Test
    void nothingBelowTheStarterKnowsRedis() {
        for (JavaClasses classes : List.of(CORE, WEB)) {
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(BASE + ".redis..", "io.lettuce..")
                    .check(classes);
        }
    }

    @Test
    void noBareSubscribe() {
        for (JavaClasses classes : List.of(CORE, WEB, REDIS)) {
            noClasses().should().callMethod(Mono.class, "subscribe").check(classes);
            noClasses().should().callMethod(Flux.class, "subscribe").check(classes);
        }
    }

    @Test
    void nothingTouchesTheVerificationOfCertificates() {
        for (JavaClasses classes : List.of(CORE, WEB, REDIS, STARTER, COMMAND_LINE)) {
            noClasses()
                    .should()
                    .dependOnClassesThat(JavaClass.Predicates.assignableTo(TrustManager.class)
                            .or(JavaClass.Predicates.assignableTo(HostnameVerifier.class))
                            .or(JavaClass.Predicates.assignableTo(TrustManagerFactory.class))
                            .or(JavaClass.Predicates.assignableTo(SSLContext.class))
                            .or(JavaClass.Predicates.assignableTo(TlsTrustManagersProvider.class))
                            .or(JavaClass.Predicates.assignableTo(SslVerifyMode.class))
                            .or(JavaClass.Predicates.resideInAPackage("io.netty.handler.ssl..")))
                    .check(classes);
            noClasses()
                    .should()
                    .accessField(SdkHttpConfigurationOption.class, "TRUST_ALL_CERTIFICATES")
                    .check(classes);
            noClasses()
                    .should()
                    .callMethodWhere(JavaCall.Predicates.target(HasName.Predicates.nameMatching(
                            "setVerifyPeer|withVerifyPeer|setHostnameVerifier|setDefaultHostnameVerifier")))
                    .check(classes);
        }
    }

    @Test
    void theLibraryLogsNothing() {
        for (JavaClasses classes : List.of(CORE, WEB, REDIS, STARTER)) {
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.slf4j..",
                            "java.util.logging..",
                            "org.apache.commons.logging..",
                            "org.apache.logging..",
                            "io.netty.util.internal.logging..")
                    .orShould()
                    .dependOnClassesThat()
                    .haveNameMatching("java\\.lang\\.System\\$Logger.*|reactor\\.util\\.Loggers?.*")
                    .orShould()
                    .callMethodWhere(target(name("log")).and(target(owner(assignableTo(CorePublisher.class)))))
                    .orShould()
                    .callMethodWhere(target(name("printStackTrace")))
                    .orShould()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err")
                    .check(classes);
        }
    }
}
