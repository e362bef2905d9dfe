// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Recorded tests of creating, reading, updating and listing functions. */
final class FunctionScripts {
    private static final String FN = "fn-1";

    private FunctionScripts() {}

    static Map<String, Consumer<Replay>> scripts() {
        return Map.ofEntries(
                Map.entry("TestLambdaBaseFeatures::test_function_state", FunctionScripts::state),
                Map.entry(
                        "TestLambdaBaseFeatures::test_lambda_different_iam_keys_environment",
                        r -> r.step("create-result", r.created(FN))),
                Map.entry("TestLambdaVersions::test_lambda_handler_update", FunctionScripts::handlerUpdate),
                Map.entry("TestLambdaFunction::test_function_lifecycle", FunctionScripts::lifecycle),
                Map.entry("TestLambdaFunction::test_redundant_updates", FunctionScripts::redundantUpdates),
                Map.entry("TestLambdaFunction::test_lambda_code_location_zipfile", FunctionScripts::zipLocation),
                Map.entry("TestLambdaFunction::test_lambda_code_location_s3", FunctionScripts::s3Location),
                Map.entry("TestLambdaFunction::test_list_functions", FunctionScripts::list),
                Map.entry("TestLambdaFunction::test_vpc_config", FunctionScripts::vpc),
                Map.entry("TestLambdaFunction::test_function_arns", FunctionScripts::arns),
                Map.entry("TestLambdaRevisions::test_function_revisions_basic", FunctionScripts::revisions),
                Map.entry("TestLambdaRevisions::test_function_revisions_permissions", FunctionScripts::permissions));
    }

    private static void state(Replay r) {
        r.step("create-fn-response", r.created(FN));
        r.step("get-fn-response", r.get(FN));
    }

    private static void handlerUpdate(Replay r) {
        r.created(FN);
        r.step("update_function_configuration_result", r.updateConfiguration(FN, q -> q.put("Handler", "handler.two")));
        r.waitUntilSettled();
        r.step("get_function_result", r.get(FN));
    }

    private static void lifecycle(Replay r) {
        r.step("create_response", r.created(FN, q -> q.put("MemorySize", 256).put("Timeout", 5)));
        r.step("get_function_response", r.get(FN));
        r.step("update_func_conf_response", r.updateConfiguration(FN, q -> {
            q.put("Runtime", "python3.11")
                    .put("Description", "Changed")
                    .put("MemorySize", 512)
                    .put("Timeout", 10);
            q.putObject("Environment").putObject("Variables").put("ENV_A", "a");
        }));
        r.waitUntilSettled();
        r.step("get_function_response_postupdate", r.get(FN));
        r.step("update_code_response", r.updateCode(FN, q -> q.put("ZipFile", Api.OTHER_ZIP)));
        r.waitUntilSettled();
        r.step("get_function_response_postcodeupdate", r.get(FN));
        r.unrecorded(r.api.delete(Api.function(FN)));
        r.step("delete_postdelete", r.api.delete(Api.function(FN)));
    }

    private static void redundantUpdates(Replay r) {
        r.step("create_response", r.created(FN, q -> q.put("Description", "initial")));
        r.step("first_update_result", r.describe(FN, "1st"));
        r.waitUntilSettled();
        r.step("get_fn_config_result", r.configuration(FN));
        r.step("get_fn_result", r.get(FN));
        r.step("redundant_update_result", r.describe(FN, "1st"));
        r.waitUntilSettled();
        r.step("get_fn_result_after_redundant_update", r.get(FN));
    }

    private static void zipLocation(Replay r) {
        r.step("create-response-zip-file", r.created(FN));
        r.step("get-function-response", r.get(FN));
        r.step("update-function-response", r.updateCode(FN, q -> q.put("ZipFile", Api.OTHER_ZIP)));
        r.step("get-function-response-updated", r.get(FN));
    }

    private static void s3Location(Replay r) {
        r.functions.surroundings().upload("bucket", "code.zip", Api.ZIP);
        r.step("create_response_s3", r.created(FN, q -> fromS3(q.putObject("Code"))));
        r.step("get-function-response", r.get(FN));
        r.functions.surroundings().upload("bucket", "code.zip", Api.OTHER_ZIP);
        r.step("update-function-response", r.updateCode(FN, FunctionScripts::fromS3));
        r.step("get-function-response-updated", r.get(FN));
    }

    private static void fromS3(ObjectNode code) {
        code.put("S3Bucket", "bucket").put("S3Key", "code.zip");
    }

    private static void list(Replay r) {
        r.step("create_response_1", r.created("list-fn-1", q -> q.put("Publish", true)));
        r.step("create_response_2", r.created("list-fn-2", q -> q.putObject("Code")
                .put("ZipFile", Api.OTHER_ZIP)));
        r.step("list_functions_invalid_functionversion", r.api.get(Api.FUNCTIONS + "/?FunctionVersion=invalid"));
        r.step("list_all", r.api.get(Api.FUNCTIONS + "/?FunctionVersion=ALL"));
        r.step("list_default", r.api.get(Api.FUNCTIONS));
    }

    private static void vpc(Replay r) {
        r.step("create_response", r.created(FN, q -> inVpc(q, "subnet-1", "sg-1")));
        r.step("get_function_response", r.get(FN));
        r.step("update_vpcconfig_update_response", r.updateConfiguration(FN, q -> inVpc(q, "subnet-2", "sg-2")));
        r.waitUntilSettled();
        r.step("update_vpcconfig_get_function_response", r.get(FN));
        r.step("delete_vpcconfig_update_response", r.updateConfiguration(FN, q -> {
            ObjectNode vpc = q.putObject("VpcConfig");
            vpc.putArray("SubnetIds");
            vpc.putArray("SecurityGroupIds");
        }));
        r.waitUntilSettled();
        r.step("delete_vpcconfig_get_function_response", r.get(FN));
    }

    static void inVpc(ObjectNode request, String subnet, String group) {
        ObjectNode vpc = request.putObject("VpcConfig");
        vpc.putArray("SubnetIds").add(subnet);
        vpc.putArray("SecurityGroupIds").add(group);
    }

    private static void arns(Replay r) {
        r.step("create-function-arn-response", r.created(Replay.arn("by-arn")));
        r.step(
                "create-function-partial-arn-response",
                r.created(Replay.ACCOUNT + ":function:by-partial-arn", q -> q.putObject("Code")
                        .put("ZipFile", Api.OTHER_ZIP)));
        r.step("invalid_function_name_exc", r.create("invalid:function:name", q -> {}));
        r.step("long_function_name_exc", r.create("a".repeat(65), q -> {}));
        String prefix = Replay.arn("");
        r.step("long_function_arn_exc", r.create(prefix + "a".repeat(141 - prefix.length()), q -> {}));
        r.step(
                "function_arn_other_region_exc",
                r.create("arn:aws:lambda:ap-southeast-1:" + Replay.ACCOUNT + ":function:other", q -> {}));
        r.step(
                "function_arn_other_account_exc",
                r.create("arn:aws:lambda:" + Replay.REGION + ":123456789012:function:other", q -> {}));
    }

    private static void revisions(Replay r) {
        r.step("create_function_response_rev1", r.created(FN));
        String second = Replay.revision(r.step("get_function_response_rev2", r.get(FN)));
        r.step("update_function_revision_exception", r.updateCode(FN, q -> q.put("ZipFile", Api.ZIP)
                .put("RevisionId", "wrong")));
        r.step("update_function_code_response_rev3", r.updateCode(FN, q -> q.put("ZipFile", Api.ZIP)
                .put("RevisionId", second)));
        r.waitUntilSettled();
        String fourth = Replay.revision(r.step("get_function_response_rev4", r.get(FN)));
        r.step(
                "update_function_configuration_revision_exception",
                r.updateConfiguration(FN, q -> q.put("Runtime", "python3.8").put("RevisionId", "wrong")));
        r.step(
                "update_function_configuration_response_rev5",
                r.updateConfiguration(FN, q -> q.put("Runtime", "python3.8").put("RevisionId", fourth)));
        r.waitUntilSettled();
        r.step("get_function_response_rev6", r.get(FN));
    }

    private static void permissions(Replay r) {
        r.created(FN);
        r.step("add_permission_revision_exception", r.api.post(Api.function(FN) + "/policy", Replay.body(q -> q.put(
                        "StatementId", "s3")
                .put("Action", "lambda:InvokeFunction")
                .put("Principal", "s3.amazonaws.com")
                .put("RevisionId", "wrong"))));
    }
}
