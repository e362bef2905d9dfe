// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.Layer;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;

/**
 * Whether a configuration is as a request wants it: each member that the request sets has that value. Goes by the SDK's own
 * description of the members, so that members of later SDKs are compared, too.
 */
final class ConfigurationMatch {
    private ConfigurationMatch() {}

    /** The value that {@code structure} was given; null if none, also where the SDK makes that an empty list or map. */
    static @Nullable Object given(SdkField<?> member, Object structure) {
        Object value = member.getValueOrDefault(structure);
        return value instanceof SdkAutoConstructList<?> || value instanceof SdkAutoConstructMap<?, ?> ? null : value;
    }

    static boolean of(UpdateFunctionConfigurationRequest wanted, FunctionConfiguration actual) {
        Map<String, SdkField<?>> members = actual.sdkFieldNameToField();
        for (SdkField<?> member : wanted.sdkFields()) {
            Object value = given(member, wanted);
            if (value != null && !matches(value, answered(member.locationName(), actual, members))) {
                return false;
            }
        }
        return true;
    }

    /** What the configuration says of a member of the request: two have another form in answers. */
    private static @Nullable Object answered(
            String name, FunctionConfiguration actual, Map<String, SdkField<?>> members) {
        if (name.equals("Layers")) {
            return actual.layers().stream().map(Layer::arn).toList();
        }
        if (name.equals("ImageConfig")) {
            return actual.imageConfigResponse() == null
                    ? null
                    : actual.imageConfigResponse().imageConfig();
        }
        SdkField<?> member = members.get(name);
        return member == null ? null : member.getValueOrDefault(actual);
    }

    private static boolean matches(Object wanted, @Nullable Object actual) {
        if (wanted instanceof SdkPojo structure) {
            return matches(structure, actual instanceof SdkPojo answer ? answer : null);
        }
        if (actual == null) {
            return isEmpty(wanted);
        }
        if (wanted instanceof List<?> wantedList && actual instanceof List<?> actualList) {
            return matches(wantedList, actualList);
        }
        return wanted.equals(actual);
    }

    private static boolean matches(SdkPojo wanted, @Nullable SdkPojo actual) {
        Map<String, SdkField<?>> members = actual == null ? Map.of() : actual.sdkFieldNameToField();
        for (SdkField<?> member : wanted.sdkFields()) {
            Object value = given(member, wanted);
            SdkField<?> counterpart = members.get(member.locationName());
            Object answer = counterpart == null || actual == null ? null : counterpart.getValueOrDefault(actual);
            if (value != null && !matches(value, answer)) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(List<?> wanted, List<?> actual) {
        if (wanted.size() != actual.size()) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (!matches(wanted.get(i), actual.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** What is empty may be left out of an answer. */
    private static boolean isEmpty(Object value) {
        return (value instanceof Map<?, ?> map && map.isEmpty())
                || (value instanceof Collection<?> list && list.isEmpty())
                || (value instanceof String text && text.isEmpty());
    }
}
