// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** A bad property fails the start, by its name, the rule and the value; the records' components tell what there is. */
class BadPropertiesTest {
    private static final Map<Class<?>, String> RECORDS = Map.of(
            ReactorWaitersProperties.class, "reactor-waiters",
            ReactorWaitersProperties.Stream.class, "reactor-waiters.stream",
            ReactorWaitersRedisProperties.class, "reactor-waiters.redis");

    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ReactorWaitersRedisAutoConfiguration.class,
                    ReactorWaitersWatchersAutoConfiguration.class,
                    ReactorWaitersAutoConfiguration.class));

    private static List<String> badValues(String property) {
        String tooLong = "a-".repeat(5_000);
        return switch (property.substring("reactor-waiters.".length())) {
            case "enabled", "strict", "stream.enabled" -> List.of("maybe", "TRUE!", "2");
            case "region" -> List.of("", "EU-WEST-1", "eu-west-1;", "eu\u202e-west-1", "../../etc", tooLong);
            case "endpoint" -> List.of("nowhere", "ftp://h", "http://h:99999", "http://h:0", "{{7*7}}");
            case "budget-share" -> List.of("0", "-1", "1.1", "NaN", "80%");
            case "max-concurrency" -> List.of("0", "-1", "10001", "99999999999", "1.5");
            case "call-timeout" -> List.of("0s", "-1s", "soon", "1.5s", "36501d");
            case "await-timeout" -> List.of("0s", "-1s", "soon", "1.5s");
            case "functions" -> List.of("or/ders", "a\u0000b", "a\u202eb", "größe", "{{7*7}}", tooLong.repeat(2));
            case "stream.path" -> List.of("lambda", "/a b", "/a/", "../../etc", "/%00", "/a".repeat(5_000));
            case "stream.token" -> List.of("short", "with\u0000control", "x".repeat(10_000));
            case "stream.allowed-origins" -> List.of("nowhere", "https://h/path", "$(id)");
            case "stream.recent-changes" -> List.of("0", "-1", "1000001", "many");
            case "stream.max-clients" -> List.of("0", "-1", "100001", "many");
            case "stream.stall-timeout" -> List.of("1ms", "-1s", "never", "36501d");
            case "redis.uri", "redis.cluster" ->
                List.of(
                        "nowhere",
                        "http://h",
                        "redis://h:x",
                        "redis://u:secret@",
                        "redis://u:secret@h:99999",
                        "redis:/:secret@h:6379",
                        "u:secret@h",
                        "redis://u:sec\nsecret@h:99999");
            case "redis.prefix" -> List.of("", "a b", "{a}", "a\u001b[31m", tooLong);
            case "redis.account" -> List.of("", "123", "12345678901a", "１２３４５６７８９０１２");
            case "redis.lease-ttl" -> List.of("1ms", "11m", "-1s", "soon");
            default -> List.of();
        };
    }

    @Test
    void eachBadPropertyFailsTheStartInWords() {
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        for (Map.Entry<Class<?>, String> each : RECORDS.entrySet()) {
            for (RecordComponent component : each.getKey().getRecordComponents()) {
                if (RECORDS.containsKey(component.getType())) {
                    continue;
                }
                String property = each.getValue() + "." + kebab(component.getName());
                List<String> values = badValues(property);
                assertThat(values).as("bad values of %s", property).isNotEmpty();
                for (String value : values) {
                    tried++;
                    judge(wrong, property, value);
                }
            }
        }
        System.out.println("BadPropertiesTest: " + tried + " values");
        assertThat(wrong).isEmpty();
    }

    @Test
    void recordsRefuseNullByName() throws ReflectiveOperationException {
        List<String> wrong = new ArrayList<>();
        for (Class<?> type : RECORDS.keySet()) {
            Constructor<?> made = type.getDeclaredConstructors()[0];
            Parameter[] parameters = made.getParameters();
            for (int at = 0; at < parameters.length; at++) {
                if (!parameters[at].getType().isPrimitive() && !isNullable(parameters[at])) {
                    String told = refusal(made, at);
                    if (!told.contains(parameters[at].getName())) {
                        wrong.add(made + " " + parameters[at].getName() + ": " + told);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private void judge(List<String> wrong, String property, String value) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("reactor-waiters.region", "eu-west-1");
        if (!property.equals("reactor-waiters.redis.cluster")) {
            settings.put("reactor-waiters.redis.uri", "redis://127.0.0.1:1");
        }
        settings.put("reactor-waiters.redis.account", "123456789012");
        settings.put(property, value);
        context.withInitializer(application -> application
                        .getEnvironment()
                        .getPropertySources()
                        .addFirst(new org.springframework.core.env.MapPropertySource("test", Map.copyOf(settings))))
                .run(started -> {
                    String told = told(started.getStartupFailure());
                    String shown = value.contains("secret") || property.endsWith("token")
                            ? ""
                            : value.replace("redis://", "")
                                    .split("[^ -~]", -1)[0]
                                    .split("\\d", 2)[0];
                    String visible = shown.substring(0, Math.min(40, shown.length()));
                    if (!told.contains(property) || !told.contains(visible) || told.contains("secret")) {
                        wrong.add(property + "=" + visible + ": " + told);
                    }
                });
    }

    /** All messages, of causes, too. */
    private static String told(@Nullable Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            all.append(each.getMessage()).append('\n');
        }
        return all.toString();
    }

    private static String refusal(Constructor<?> made, int at) throws ReflectiveOperationException {
        Object[] arguments = new Object[made.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = i == at ? null : sample(made.getParameterTypes()[i], made.getParameters()[i]);
        }
        try {
            made.newInstance(arguments);
            return "taken";
        } catch (InvocationTargetException refused) {
            return String.valueOf(Objects.requireNonNull(refused.getCause()).getMessage());
        }
    }

    private static @Nullable Object sample(Class<?> type, Parameter parameter) {
        if (isNullable(parameter)) {
            return null;
        }
        if (type == ReactorWaitersProperties.Stream.class) {
            return new ReactorWaitersProperties.Stream(
                    false, "/lambda", null, List.of(), 10, 10, Duration.ofSeconds(1));
        }
        return type == boolean.class
                ? (Object) false
                : type == double.class
                        ? (Object) 0.5
                        : type == int.class
                                ? (Object) 10
                                : type == String.class
                                        ? "/lambda"
                                        : type == Duration.class ? Duration.ofSeconds(1) : List.of();
    }

    private static boolean isNullable(Parameter parameter) {
        return parameter.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
