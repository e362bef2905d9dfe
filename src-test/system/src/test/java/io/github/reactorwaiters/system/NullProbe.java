// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Passes null for each argument of public methods and constructors that takes none. */
final class NullProbe {
    private final Map<Class<?>, Object> samples = new HashMap<>();
    private final Map<Class<?>, Supplier<?>> receivers = new HashMap<>();

    /** What the other arguments of this type are. */
    <T> NullProbe sample(Class<T> type, T sample) {
        samples.put(type, sample);
        return this;
    }

    /** What methods of this type are called on, each on another. */
    <T> NullProbe receiver(Class<T> type, Supplier<T> receiver) {
        receivers.put(type, receiver);
        return this;
    }

    /** Every public class, record and interface of these packages; enums have no methods of their own making. */
    static List<Class<?>> publicTypes(String... packages) {
        List<Class<?>> types = new ArrayList<>();
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(packages)
                .forEach(imported -> types.add(imported.reflect()));
        types.removeIf(type -> type.isEnum() || !isVisible(type));
        return types;
    }

    /** Tries all; at least {@code least} arguments, so that the search itself cannot break unseen. */
    void refusesNull(List<Class<?>> types, int least) throws ReflectiveOperationException {
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        for (Class<?> type : types) {
            for (Executable called : callables(type)) {
                for (int i = 0; i < called.getParameterCount(); i++) {
                    if (takesNoNull(called, i)) {
                        tried++;
                        String verdict = verdict(called, i);
                        if (verdict != null) {
                            wrong.add(called + " " + called.getParameters()[i].getName() + ": " + verdict);
                        }
                    }
                }
            }
        }
        System.out.println("NullProbe: " + types.size() + " types, " + tried + " arguments");
        assertThat(wrong).isEmpty();
        assertThat(tried).as("arguments tried").isGreaterThanOrEqualTo(least);
    }

    private static boolean isVisible(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers()) && (outer == null || isVisible(outer));
    }

    /** Its public methods and constructors with a body. */
    static List<Executable> callables(Class<?> type) {
        Stream<Executable> methods = Arrays.stream(type.getDeclaredMethods());
        return Stream.concat(methods, Arrays.stream(type.getDeclaredConstructors()))
                .filter(called -> Modifier.isPublic(called.getModifiers()))
                .filter(called -> !Modifier.isAbstract(called.getModifiers()))
                .filter(called -> !called.isSynthetic() && !called.getName().equals("equals"))
                .toList();
    }

    private static boolean takesNoNull(Executable called, int i) {
        return !called.getParameterTypes()[i].isPrimitive()
                && !called.getAnnotatedParameterTypes()[i].isAnnotationPresent(Nullable.class);
    }

    /** What is wrong, or null. */
    private @Nullable String verdict(Executable called, int at) throws ReflectiveOperationException {
        Object[] arguments = new Object[called.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = i == at ? null : sample(called, i);
        }
        try {
            if (called instanceof Method method) {
                method.invoke(receiver(method), arguments);
            } else {
                ((Constructor<?>) called).newInstance(arguments);
            }
            return "taken";
        } catch (InvocationTargetException refused) {
            Throwable cause = Objects.requireNonNull(refused.getCause());
            boolean right = cause instanceof NullPointerException || cause instanceof IllegalArgumentException;
            String told = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            String name = called.getParameters()[at].getName().toLowerCase(Locale.ROOT);
            boolean named = told.contains(name)
                    || called.getName().toLowerCase(Locale.ROOT).contains(told); // withFloor(value)
            return right && named ? null : "refused by " + cause;
        }
    }

    private @Nullable Object receiver(Method method) {
        if (Modifier.isStatic(method.getModifiers())) {
            return null;
        }
        Supplier<?> receiver = receivers.get(method.getDeclaringClass());
        assertThat(receiver).as("a receiver for %s", method).isNotNull();
        return receiver.get();
    }

    private @Nullable Object sample(Executable called, int i) {
        Class<?> type = called.getParameterTypes()[i];
        if (called.getAnnotatedParameterTypes()[i].isAnnotationPresent(Nullable.class)) {
            return null;
        }
        if (type.isPrimitive()) {
            return type == boolean.class ? (Object) true : type == double.class ? (Object) 0.5 : (Object) 1;
        }
        Object sample = samples.get(type);
        if (sample == null && type.isArray()) {
            return Array.newInstance(type.getComponentType(), 0);
        }
        assertThat(sample).as("a sample of %s for %s", type, called).isNotNull();
        return sample;
    }
}
