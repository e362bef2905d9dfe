// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.AliasRoutingConfiguration;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetAliasRequest;
import software.amazon.awssdk.services.lambda.model.UpdateAliasRequest;

/*
 * GetAlias comes out of the pool that updates need. A shift at once therefore reads the alias by GetFunction, which tells its
 * version, but neither its RevisionId nor its weights; a shift by weights needs them and pays for GetAlias once.
 */
/** Leads a function's alias to its new version. */
final class ShiftStep {
    private final FunctionState function;
    private final AliasShift shift;
    private final String version;

    private ShiftStep(FunctionState function, AliasShift shift, String version) {
        this.function = function;
        this.shift = shift;
        this.version = version;
    }

    /** How an alias stands: what it points to, and the percent that goes to the new version. */
    private record Standing(@Nullable String version, int percent, @Nullable String revisionId) {}

    static Mono<Void> shift(FunctionState function, AliasShift shift) {
        String version = Objects.requireNonNull(function.recorded.version(), "version");
        ShiftStep step = new ShiftStep(function, shift, version);
        return function.run.gates().requireOpen().then(Mono.defer(() -> step.attempt(0)));
    }

    private Mono<Void> attempt(int attempt) {
        function.enter(RolloutStep.SHIFT_ALIAS);
        return standing(attempt)
                .flatMap(this::goOn)
                .onErrorResume(error -> Retries.passes(error, attempt), error -> function.run
                        .gates()
                        .unlessStopped(function.run.delay(Retries.pause(attempt)))
                        .then(Mono.defer(() -> attempt(attempt + 1))));
    }

    /** From {@code standing} to the end. */
    private Mono<Void> goOn(Standing standing) {
        if (standing.version == null) {
            return create();
        }
        function.shiftBegun |= standing.percent > 0;
        if (standing.percent == 100) {
            return function.recorded.percent() == 100
                    ? Mono.empty()
                    : function.record(JournalEntry.Kind.SHIFTED, version, 100);
        }
        if (!standing.version.equals(function.oldVersion)) {
            return Mono.error(function.changedBySomebodyElse("alias " + shift.alias(), standing.version));
        }
        Mono<Void> baked = standing.percent == 0 ? Mono.empty() : bake();
        return baked.then(Mono.defer(() -> update(standing, shift.after(standing.percent))));
    }

    /** A halt ends the bake where aliases are to return anyway. */
    private Mono<Void> bake() {
        Mono<Void> bake = function.run.delay(shift.bake()).then();
        return function.run.settings().rollsBack()
                ? function.run.gates().whileOpen(bake)
                : function.run.gates().unlessStopped(bake);
    }

    private Mono<Void> update(Standing standing, int percent) {
        boolean last = percent == 100;
        UpdateAliasRequest request = UpdateAliasRequest.builder()
                .functionName(function.name().value())
                .name(shift.alias())
                .functionVersion(last ? version : standing.version)
                .routingConfig(routing(last ? Map.of() : Map.of(version, percent / 100.0)))
                .revisionId(standing.revisionId)
                .build();
        return begin().then(function.call(LambdaAsyncClient::updateAlias, request, PublishStep.RANK))
                .flatMap(answer -> function.record(JournalEntry.Kind.SHIFTED, version, percent)
                        .then(Mono.defer(() -> last
                                ? Mono.empty()
                                : goOn(new Standing(standing.version, percent, answer.revisionId())))));
    }

    private Mono<Void> create() {
        CreateAliasRequest request = CreateAliasRequest.builder()
                .functionName(function.name().value())
                .name(shift.alias())
                .functionVersion(version)
                .build();
        return begin().then(function.call(LambdaAsyncClient::createAlias, request, PublishStep.RANK))
                .then(Mono.defer(() -> function.record(JournalEntry.Kind.SHIFTED, version, 100)));
    }

    /** A halted rollout begins no shift, also of those who wait for their permit. */
    private Mono<Void> begin() {
        return function.shiftBegun
                ? Mono.empty()
                : function.permitToBegin(PublishStep.RANK).then(Mono.fromRunnable(() -> function.shiftBegun = true));
    }

    private Mono<Standing> standing(int attempt) {
        boolean exact = !shift.percents().isEmpty() || attempt > 0;
        Mono<Standing> read = exact ? byGetAlias() : byGetFunction();
        return function.run.gates().unlessStopped(read).defaultIfEmpty(new Standing(null, 0, null));
    }

    private Mono<Standing> byGetFunction() {
        return function.run
                .readAlias(function.name(), shift.alias())
                .map(seen -> new Standing(seen.version(), version.equals(seen.version()) ? 100 : 0, null));
    }

    private Mono<Standing> byGetAlias() {
        GetAliasRequest request = GetAliasRequest.builder()
                .functionName(function.name().value())
                .name(shift.alias())
                .build();
        return function.call(LambdaAsyncClient::getAlias, request, PublishStep.RANK)
                .map(alias -> {
                    Map<String, Double> weights = weights(alias.routingConfig());
                    boolean there = version.equals(alias.functionVersion()) && weights.isEmpty();
                    int percent = (int) Math.round(100 * weights.getOrDefault(version, 0.0));
                    return new Standing(
                            alias.functionVersion(), there ? 100 : Math.min(percent, 99), alias.revisionId());
                })
                .onErrorResume(FunctionReader::isAbsent, error -> Mono.empty());
    }

    static AliasRoutingConfiguration routing(Map<String, Double> weights) {
        return AliasRoutingConfiguration.builder()
                .additionalVersionWeights(weights)
                .build();
    }

    static Map<String, Double> weights(@Nullable AliasRoutingConfiguration routing) {
        return routing == null ? Map.of() : routing.additionalVersionWeights();
    }
}
