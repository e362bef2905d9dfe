// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Recorded tests of tags. */
final class TagScripts {
    private static final String FN = "fn-1";
    private static final Map<String, String> ONE_TAG = Map.of("A", "B");

    private TagScripts() {}

    static Map<String, Consumer<Replay>> scripts() {
        return Map.of(
                "TestLambdaTag::test_create_tag_on_fn_create", TagScripts::onCreate,
                "TestLambdaTag::test_tag_nonexisting_resource", TagScripts::afterDeletion,
                "TestLambdaTag::test_tag_exceptions", TagScripts::resources,
                "TestLambdaTags::test_tag_exceptions", TagScripts::refusals,
                "TestLambdaTags::test_tag_limits", TagScripts::limits,
                "TestLambdaTags::test_tag_versions", TagScripts::versions);
    }

    private static void onCreate(Replay r) {
        r.created(FN, q -> q.putObject("Tags").put("testtag", "custom"));
        r.step("get_function_result", r.get(FN));
    }

    private static void afterDeletion(Replay r) {
        r.created(FN);
        String arn = Replay.arn(FN);
        r.step("pre_delete_get_function", r.get(arn));
        r.unrecorded(r.api.delete(Api.function(arn)));
        notFound(r, arn);
    }

    private static void notFound(Replay r, String arn) {
        r.step("not_found_exception_tag", r.tag(arn, ONE_TAG));
        r.step("not_found_exception_untag", r.untag(arn, "A"));
        r.step("not_found_exception_list", r.listTags(arn));
    }

    private static void resources(Replay r) {
        String kind = r.parameter.equals("lambda_function") ? "function" : r.parameter.replace('_', '-');
        String arn = Replay.arn("0f3f9f4e-6a0a-4a44-8a0e-2f8c7b9a1d2c").replace(":function:", ":" + kind + ":");
        notFound(r, arn);
        r.step("aliased_arn_exception", r.listTags(arn + ":alias"));
        r.step("invalid_arn_exception", r.listTags(arn.replace(":" + kind + ":", ":foobar:")));
    }

    private static void refusals(Replay r) {
        r.created(FN);
        String arn = Replay.arn(FN);
        r.step("tag_lambda_invalidarn", r.tag("arn:aws:something", ONE_TAG));
        r.step("tag_lambda_doesnotexist", r.tag(Replay.arn("doesnotexist"), ONE_TAG));
        r.step("tag_lambda_qualifier_doesnotexist", r.tag(arn + ":v1", ONE_TAG));
        r.unrecorded(r.listTags(arn));
        r.unrecorded(r.untag(arn, "somekey"));
        r.step("untag_empty_keys", r.untag(arn));
        r.step("tag_empty_tags", r.tag(arn, Map.of()));
    }

    private static void limits(Replay r) {
        r.created(FN);
        r.step("tag_lambda_too_many_tags", r.tag(Replay.arn(FN), tags(51)));
        r.unrecorded(r.tag(Replay.arn(FN), tags(50)));
        r.step("get_fn_response", r.get(FN));
        r.step("tag_lambda_too_many_tags_additional", r.tag(Replay.arn(FN), Map.of("a_key", "a_value")));
        r.step("create_function_invalid_tags", r.create("fn-2", q -> tags(51).forEach(q.putObject("Tags")::put)));
    }

    private static void versions(Replay r) {
        r.created(FN, q -> q.putObject("Tags").put("key_a", "value_a"));
        r.unrecorded(r.publish(FN));
        r.step("tag_resource_exception", r.tag(Replay.arn(FN + ":1"), ONE_TAG));
        r.step("tag_resource_latest_exception", r.tag(Replay.arn(FN + ":$LATEST"), ONE_TAG));
    }

    private static Map<String, String> tags(int count) {
        Map<String, String> tags = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            tags.put(i + "_key", i + "_value");
        }
        return tags;
    }
}
