// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import java.util.Map;
import java.util.function.Consumer;

/** Recorded tests of aliases. */
final class AliasScripts {
    private static final String FN = "fn-1";

    private AliasScripts() {}

    static Map<String, Consumer<Replay>> scripts() {
        return Map.of(
                "TestLambdaAliases::test_lambda_alias_moving", AliasScripts::moving,
                "TestLambdaAlias::test_alias_lifecycle", AliasScripts::lifecycle,
                "TestLambdaAlias::test_alias_naming", AliasScripts::naming,
                "TestLambdaAlias::test_non_existent_alias_deletion", AliasScripts::deleteUnknown,
                "TestLambdaAlias::test_non_existent_alias_update", AliasScripts::updateUnknown);
    }

    private static void moving(Replay r) {
        r.step("create_response", r.created(FN));
        r.unrecorded(r.publish(FN));
        r.step("create_alias_response", r.createAlias(FN, "alias1", "1", q -> {}));
        r.unrecorded(r.api.post(Api.function(FN) + "/invocations?Qualifier=alias1", Json.object()));
        r.unrecorded(r.api.post(Api.function(Replay.arn(FN + ":alias1")) + "/invocations", Json.object()));
        r.step("update_lambda_response", r.updateCode(FN, q -> q.put("ZipFile", Api.OTHER_ZIP)));
        r.waitUntilSettled();
        r.step("second_publish_response", r.publish(FN));
        r.step("update_alias_response", r.updateAlias(FN, "alias1", q -> q.put("FunctionVersion", "2")));
        r.step(
                "invocation_exc_not_existent",
                r.api.post(Api.function(FN) + "/invocations?Qualifier=non-existent-alias", Json.object()));
    }

    private static void lifecycle(Replay r) {
        r.step("create_response", r.created(FN));
        r.step("publish_v1", r.publish(FN));
        r.unrecorded(r.updateConfiguration(
                FN, q -> q.putObject("Environment").putObject("Variables").put("testenv", "prod")));
        r.waitUntilSettled();
        r.step("publish_v2", r.publish(FN));
        r.step("create_alias_1_1", r.createAlias(FN, "aliasname1_1", "1", q -> q.putObject("RoutingConfig")
                .putObject("AdditionalVersionWeights")
                .put("2", 0.2)));
        r.step("get_alias_1_1", r.alias(FN, "aliasname1_1"));
        r.step("get_function_alias_1_1", r.get(FN, "aliasname1_1"));
        r.step("get_function_byarn_alias_1_1", r.get(Replay.arn(FN + ":aliasname1_1")));
        r.step("get_function_alias_notfound_exc", r.get(FN, "aliasdoesnotexist"));
        r.step("get_function_alias_byarn_notfound_exc", r.get(Replay.arn(FN + ":aliasdoesnotexist")));
        create(r, "1_2", "1");
        create(r, "1_3", "1");
        create(r, "2", "2");
        r.step("list_aliases_for_fnname", list(r, ""));
        r.step("update_alias_1_1", r.updateAlias(FN, "aliasname1_1", q -> q.putObject("RoutingConfig")
                .putObject("AdditionalVersionWeights")));
        r.step("get_alias_1_1_after_update", r.alias(FN, "aliasname1_1"));
        r.step("list_aliases_for_fnname_after_update", list(r, ""));
        r.step("update_alias_1_2", r.updateAlias(FN, "aliasname1_2", q -> {}));
        r.step("get_alias_1_2_after_update", r.alias(FN, "aliasname1_2"));
        r.step("list_aliases_for_fnname_after_update_2", list(r, ""));
        r.step("list_aliases_for_version", list(r, "?FunctionVersion=1"));
        r.unrecorded(r.api.delete(Api.function(FN) + "/aliases/aliasname1_1"));
        r.step("list_aliases_for_fnname_afterdelete", list(r, ""));
    }

    private static void create(Replay r, String suffix, String version) {
        String alias = "aliasname" + suffix;
        r.step("create_alias_" + suffix, r.createAlias(FN, alias, version, q -> {}));
        r.step("get_alias_" + suffix, r.alias(FN, alias));
    }

    private static Api.Answer list(Replay r, String query) {
        return r.api.get(Api.function(FN) + "/aliases" + query);
    }

    private static void naming(Replay r) {
        r.step("create_response", r.created(FN));
        r.step("publish_v1", r.publish(FN));
        r.step("create_alias_date", r.createAlias(FN, "2024-01-02", "1", q -> {}));
        r.step("get_alias_date", r.alias(FN, "2024-01-02"));
        r.unrecorded(r.api.post(Api.function(FN + ":2024-01-02") + "/invocations", Json.object()));
        r.step("create_alias_number_exception", r.createAlias(FN, "2024", "1", q -> {}));
    }

    private static void deleteUnknown(Replay r) {
        r.step("create_response", r.created(FN));
        r.unrecorded(r.api.delete(Api.function(FN) + "/aliases/non-existent"));
    }

    private static void updateUnknown(Replay r) {
        r.step("create_response", r.created(FN));
        r.step("update_alias_response", r.updateAlias(FN, "non-existent", q -> {}));
    }
}
