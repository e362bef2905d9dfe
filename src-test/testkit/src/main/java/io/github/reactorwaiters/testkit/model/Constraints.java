// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Lambda refuses in the members of a request, with its words (recorded on AWS). */
final class Constraints {
    private static final String ROLE_PATTERN = "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+";
    private static final Pattern ROLE = Pattern.compile(ROLE_PATTERN);
    private static final List<String> RUNTIMES = List.of(
            "nodejs20.x",
            "python3.14",
            "provided.al2023",
            "python3.12",
            "python3.13",
            "nodejs24.x",
            "nodejs22.x",
            "java25",
            "python3.10",
            "python3.11",
            "java21",
            "ruby3.3",
            "ruby3.4",
            "ruby3.2",
            "python3.8",
            "python3.9",
            "java17",
            "nodejs16.x",
            "dotnet10",
            "dotnet8",
            "java11",
            "dotnet6",
            "nodejs18.x",
            "provided.al2",
            "java8.al2");
    private static final Map<String, int[]> RANGES =
            Map.of("MemorySize", new int[] {128, 10_240}, "Timeout", new int[] {1, 900});
    private static final int TAG_LIMIT = 50;
    private static final String MUST_MATCH = "Member must satisfy regular expression pattern: ";

    private Constraints() {}

    /** Checks the members that CreateFunction and UpdateFunctionConfiguration share. */
    static void check(ObjectNode request, Surroundings surroundings) {
        String role = Json.text(request, "Role");
        if (role != null && !ROLE.matcher(role).matches()) {
            throw ApiError.validation(role, "role", MUST_MATCH + ROLE_PATTERN);
        }
        String runtime = Json.text(request, "Runtime");
        if (runtime != null && !RUNTIMES.contains(runtime)) {
            throw ApiError.invalid(
                    "Value " + runtime + " at 'runtime' failed to satisfy constraint: Member must satisfy "
                            + "enum value set: [" + String.join(", ", RUNTIMES) + "] or be a valid ARN");
        }
        RANGES.forEach((member, range) -> range(request, member, range[0], range[1]));
        architectures(texts(request.path("Architectures")));
        String applyOn = Json.text(request.path("SnapStart"), "ApplyOn");
        if (applyOn != null && !applyOn.equals("PublishedVersions") && !applyOn.equals("None")) {
            throw ApiError.validation(
                    applyOn, "snapStart.applyOn", "Member must satisfy enum value set: [PublishedVersions, None]");
        }
        vpc(request.path("VpcConfig"), surroundings);
    }

    static void architectures(List<String> architectures) {
        if (architectures.size() > 1) {
            throw ApiError.validation(
                    architectures, "architectures", "Member must have length less than or equal to 1");
        }
        if (!List.of("x86_64", "arm64").containsAll(architectures)) {
            throw ApiError.validation(
                    architectures,
                    "architectures",
                    "Member must satisfy constraint: "
                            + "[Member must satisfy enum value set: [x86_64, arm64], Member must not be null]");
        }
    }

    /** Checks a number; returns it, null if it is absent. */
    static @Nullable Integer range(ObjectNode request, String member, int least, int most) {
        Integer value = Json.integer(request, member);
        if (value != null && (value < least || value > most)) {
            boolean low = value < least;
            throw ApiError.validation(
                    value,
                    member.substring(0, 1).toLowerCase(Locale.ROOT) + member.substring(1),
                    "Member must have value " + (low ? "greater" : "less") + " than or equal to "
                            + (low ? least : most));
        }
        return value;
    }

    static void tagCount(int count) {
        if (count > TAG_LIMIT) {
            throw ApiError.invalid("Number of tags exceeds resource tag limit.");
        }
    }

    static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }

    private static void vpc(JsonNode vpc, Surroundings surroundings) {
        List<String> groups = texts(vpc.path("SecurityGroupIds"));
        List<String> subnets = texts(vpc.path("SubnetIds"));
        ids(groups, "vpcConfig.securityGroupIds", "sg-[0-9a-zA-Z]*");
        ids(subnets, "vpcConfig.subnetIds", "subnet-[0-9a-z]*");
        for (String group : groups) {
            if (!surroundings.exists(group)) {
                throw ec2Error("DescribeSecurityGroups", "InvalidGroup", "security group", group);
            }
        }
        for (String subnet : subnets) {
            if (!surroundings.exists(subnet)) {
                throw ec2Error("DescribeSubnets", "InvalidSubnetID", "subnet ID", subnet);
            }
        }
    }

    private static void ids(List<String> ids, String member, String pattern) {
        if (!ids.stream().allMatch(id -> id.matches(pattern))) {
            throw ApiError.validation(
                    ids,
                    member,
                    "Member must satisfy constraint: [Member must have length less than or equal to 1024, Member must have "
                            + "length greater than or equal to 0, " + MUST_MATCH + pattern + "]");
        }
    }

    private static ApiError ec2Error(String call, String code, String what, String id) {
        return ApiError.invalid("Error occurred while " + call + ". EC2 Error Code: " + code
                + ".NotFound. EC2 Error Message: The " + what + " '" + id + "' does not exist");
    }
}
