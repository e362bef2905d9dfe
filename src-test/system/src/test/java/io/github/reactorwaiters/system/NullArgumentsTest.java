// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.lambda.ControlPlane;
import io.github.reactorwaiters.lambda.EarlierWatch;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.FunctionWatcherBuilder;
import io.github.reactorwaiters.lambda.PaceJson;
import io.github.reactorwaiters.pace.PaceLimits;
import io.github.reactorwaiters.pace.PaceSnapshot;
import io.github.reactorwaiters.rollout.AliasShift;
import io.github.reactorwaiters.rollout.CodeSource;
import io.github.reactorwaiters.rollout.FunctionChange;
import io.github.reactorwaiters.rollout.Portion;
import io.github.reactorwaiters.rollout.Rollout;
import io.github.reactorwaiters.rollout.RolloutBuilder;
import io.github.reactorwaiters.rollout.RolloutJournal;
import io.github.reactorwaiters.rollout.Target;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.GetAliasRequest;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/** Null for each argument of each method of the core's public API that takes none: refused at the call, by its name. */
class NullArgumentsTest {
    private final VirtualFleet fleet = new VirtualFleet();
    private final Map<Class<?>, Object> samples = new HashMap<>();
    private final Map<Class<?>, Supplier<?>> receivers = new LinkedHashMap<>();

    NullArgumentsTest() {
        FunctionChange change = FunctionChange.ofCode(CodeSource.zip(new byte[] {'P', 'K', 3, 4}));
        FunctionName orders = FunctionName.of("orders");
        Stream.<Map.Entry<Class<?>, Object>>of(
                        Map.entry(String.class, "orders"),
                        Map.entry(FunctionName.class, orders),
                        Map.entry(FunctionChange.class, change),
                        Map.entry(Duration.class, Duration.ofSeconds(1)),
                        Map.entry(Collection.class, List.of(orders)),
                        Map.entry(List.class, List.of()),
                        Map.entry(Map.class, Map.of()),
                        Map.entry(BigDecimal.class, BigDecimal.ONE),
                        Map.entry(Predicate.class, (Predicate<Object>) any -> true),
                        Map.entry(Function.class, (Function<Object, Object>) any -> "zip"),
                        Map.entry(BiFunction.class, (BiFunction<Object, Object, Object>) (a, b) -> a),
                        Map.entry(Consumer.class, (Consumer<Object>) any -> {}),
                        Map.entry(Supplier.class, (Supplier<Object>) () -> fleet.time),
                        Map.entry(Publisher.class, Flux.never()),
                        Map.entry(Flux.class, Flux.never()),
                        Map.entry(Scheduler.class, fleet.time),
                        Map.entry(LambdaAsyncClient.class, fleet.lambda.client()),
                        Map.entry(FunctionWatcher.class, fleet.watcher),
                        Map.entry(PaceLimits.class, PaceLimits.defaults()),
                        Map.entry(PaceSnapshot.class, new PaceSnapshot(1, Map.of())),
                        Map.entry(ApiBudget.class, fleet.watcher.budget()),
                        Map.entry(PermitPool.class, fleet.watcher.budget().getFunction()),
                        Map.entry(SchedulerClock.class, fleet.watcher.budget().clock()),
                        Map.entry(EarlierWatch.class, new EarlierWatch(List.of(), null)),
                        Map.entry(Portion.class, Portion.percent(10)),
                        Map.entry(LambdaRequest.class, GetAliasRequest.builder().build()),
                        Map.entry(Path.class, Path.of("journal")),
                        Map.entry(
                                UpdateFunctionCodeResponse.class,
                                UpdateFunctionCodeResponse.builder().build()),
                        Map.entry(
                                UpdateFunctionConfigurationResponse.class,
                                UpdateFunctionConfigurationResponse.builder().build()))
                .forEach(entry -> samples.put(entry.getKey(), entry.getValue()));
        receivers.put(FunctionWatcher.class, () -> fleet.watcher);
        receivers.put(FunctionWatcherBuilder.class, FunctionWatcher::builder);
        receivers.put(ControlPlane.class, fleet.watcher::controlPlane);
        receivers.put(FunctionName.class, () -> orders);
        receivers.put(PaceJson.class, () -> null);
        receivers.put(PaceLimits.class, PaceLimits::defaults);
        receivers.put(ApiBudget.class, fleet.watcher::budget);
        receivers.put(Rollout.class, () -> null);
        receivers.put(RolloutBuilder.class, () -> Rollout.builder(fleet.watcher));
        receivers.put(RolloutJournal.class, () -> null);
        receivers.put(Target.class, () -> null);
        receivers.put(Portion.class, () -> null);
        receivers.put(AliasShift.class, () -> null);
        receivers.put(CodeSource.class, () -> null);
        receivers.put(FunctionChange.class, () -> change);
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void nullIsRefusedAtTheCallInWords() throws ReflectiveOperationException {
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        for (Map.Entry<Class<?>, Supplier<?>> each : receivers.entrySet()) {
            Class<?> type = each.getKey();
            for (Executable called : callables(type)) {
                for (int i = 0; i < called.getParameterCount(); i++) {
                    Object receiver = each.getValue().get();
                    if (takesNoNull(called, i) && (receiver != null || isStatic(called))) {
                        tried++;
                        String verdict = verdict(called, i, receiver);
                        if (verdict != null) {
                            wrong.add(called + " " + called.getParameters()[i].getName() + ": " + verdict);
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(tried).as("arguments tried").isGreaterThan(70);
    }

    private static List<Executable> callables(Class<?> type) {
        Stream<Executable> methods = Arrays.stream(type.getDeclaredMethods());
        return Stream.concat(methods, Arrays.stream(type.getDeclaredConstructors()))
                .filter(called -> Modifier.isPublic(called.getModifiers()))
                .filter(called -> !called.isSynthetic() && !called.getName().equals("equals"))
                .toList();
    }

    private static boolean isStatic(Executable called) {
        return called instanceof Constructor || Modifier.isStatic(called.getModifiers());
    }

    private static boolean takesNoNull(Executable called, int i) {
        return !called.getParameterTypes()[i].isPrimitive()
                && !called.getAnnotatedParameterTypes()[i].isAnnotationPresent(Nullable.class);
    }

    /** What is wrong, or null. */
    private @Nullable String verdict(Executable called, int at, @Nullable Object receiver)
            throws ReflectiveOperationException {
        Object[] arguments = new Object[called.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = i == at ? null : sample(called, i);
        }
        try {
            if (called instanceof Method method) {
                method.invoke(receiver, arguments);
            } else {
                ((Constructor<?>) called).newInstance(arguments);
            }
            return "taken";
        } catch (InvocationTargetException refused) {
            Throwable cause = refused.getCause();
            boolean right = cause instanceof NullPointerException || cause instanceof IllegalArgumentException;
            String told = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            String name = called.getParameters()[at].getName().toLowerCase(Locale.ROOT);
            boolean named = told.contains(name)
                    || called.getName().toLowerCase(Locale.ROOT).contains(told); // withFloor(value)
            return right && named ? null : "refused by " + cause;
        }
    }

    private @Nullable Object sample(Executable called, int i) {
        Class<?> type = called.getParameterTypes()[i];
        if (called.getAnnotatedParameterTypes()[i].isAnnotationPresent(Nullable.class)) {
            return null;
        }
        if (type.isPrimitive()) {
            return type == boolean.class ? (Object) true : type == double.class ? (Object) 0.5 : (Object) 1;
        }
        if (type.isArray()) {
            return new byte[] {'P', 'K', 3, 4};
        }
        Object sample = samples.get(type);
        assertThat(sample).as("a sample of %s for %s", type, called).isNotNull();
        return sample;
    }
}
