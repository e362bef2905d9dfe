// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Recorded tests of requests that Lambda refuses. */
final class RefusalScripts {
    private static final String FN = "fn-1";

    private RefusalScripts() {}

    static Map<String, Consumer<Replay>> scripts() {
        return Map.ofEntries(
                Map.entry("TestLambdaFunction::test_ops_with_arn_qualifier_mismatch", RefusalScripts::mismatch),
                Map.entry("TestLambdaFunction::test_ops_on_nonexisting_version", RefusalScripts::noSuchVersion),
                Map.entry(
                        "TestLambdaFunction::test_delete_on_nonexisting_version", RefusalScripts::deleteNoSuchVersion),
                Map.entry(
                        "TestLambdaFunction::test_ops_on_nonexisting_fn",
                        r -> r.step("not_found_exception", call(r, "i-dont-exist", ""))),
                Map.entry("TestLambdaFunction::test_get_function_wrong_region", RefusalScripts::wrongRegion),
                Map.entry("TestLambdaFunction::test_create_lambda_exceptions", RefusalScripts::create),
                Map.entry("TestLambdaFunction::test_update_lambda_exceptions", RefusalScripts::update),
                Map.entry("TestLambdaFunction::test_lambda_code_location_s3_errors", RefusalScripts::s3Errors),
                Map.entry("TestLambdaFunction::test_invalid_vpc_config_security_group", RefusalScripts::securityGroup),
                Map.entry("TestLambdaFunction::test_lambda_concurrent_code_updates", RefusalScripts::concurrentCode),
                Map.entry(
                        "TestLambdaFunction::test_lambda_concurrent_config_updates",
                        RefusalScripts::concurrentConfiguration),
                Map.entry(
                        "TestLambdaSnapStart::test_snapstart_exceptions",
                        r -> r.step(
                                "create_function_invalid_snapstart_apply",
                                r.create(FN, q -> q.putObject("SnapStart").put("ApplyOn", "invalidOption")))));
    }

    /** Calls the operation that is the test's parameter. */
    private static Api.Answer call(Replay r, String name, String query) {
        String path = Api.encode(name);
        return switch (r.parameter) {
            case "get_function" -> r.api.get("/2015-03-31/functions/" + path + query);
            case "get_function_configuration" -> r.api.get("/2015-03-31/functions/" + path + "/configuration" + query);
            case "get_function_url_config" -> r.api.get("/2021-10-31/functions/" + path + "/url" + query);
            case "get_function_code_signing_config" ->
                r.api.get("/2020-06-30/functions/" + path + "/code-signing-config" + query);
            case "get_function_event_invoke_config" ->
                r.api.get("/2019-09-25/functions/" + path + "/event-invoke-config" + query);
            case "delete_function" -> r.api.delete("/2015-03-31/functions/" + path + query);
            case "invoke" -> r.api.post("/2015-03-31/functions/" + path + "/invocations" + query, Json.object());
            default -> throw new IllegalArgumentException("no operation " + r.parameter);
        };
    }

    private static void mismatch(Replay r) {
        r.step("not_match_exception", call(r, Replay.arn("some-function:1"), "?Qualifier=%24LATEST"));
        r.step("match_exception", call(r, Replay.arn("some-function:$LATEST"), "?Qualifier=%24LATEST"));
    }

    private static void noSuchVersion(Replay r) {
        r.created(FN);
        r.step("version_not_found_exception", call(r, FN, "?Qualifier=1221"));
    }

    private static void deleteNoSuchVersion(Replay r) {
        r.created(FN);
        r.unrecorded(r.api.delete(Api.function(FN) + "?Qualifier=1233"));
        r.unrecorded(r.api.delete(Api.function(FN) + "?Qualifier=1233"));
        r.unrecorded(r.api.delete(Api.function(FN)));
        r.step("delete_function_response_non_existent", r.api.delete(Api.function(FN)));
        r.step(
                "delete_function_response_non_existent_with_qualifier",
                r.api.delete(Api.function(FN) + "?Qualifier=1233"));
    }

    private static void wrongRegion(Replay r) {
        r.created(FN);
        r.step("wrong_region_exception", call(r, Replay.arn(FN).replace(Replay.REGION, "us-east-1"), ""));
    }

    private static void create(Replay r) {
        r.step("invalid_role_arn_exc", r.create(FN, q -> q.put("Role", "r1")));
        r.step("invalid_runtime_exc", r.create(FN, q -> q.put("Runtime", "non-existent-runtime")));
        r.step("uppercase_runtime_exc", r.create(FN, q -> q.put("Runtime", "PYTHON3.9")));
        r.step(
                "multiple_architectures",
                r.create(FN, q -> q.putArray("Architectures").add("x86_64").add("arm64")));
        r.step("uppercase_architecture", r.create(FN, q -> q.putArray("Architectures")
                .add("X86_64")));
        r.step("invalid_zip_exc", r.create(FN, q -> q.putObject("Code")
                .put("ZipFile", new byte[] {'n', 'o', ' ', 'z', 'i', 'p'})));
    }

    private static void update(Replay r) {
        r.created(FN);
        r.step("invalid_role_arn_exc", r.updateConfiguration(FN, q -> q.put("Role", "r1")));
        r.step("invalid_runtime_exc", r.updateConfiguration(FN, q -> q.put("Runtime", "non-existent-runtime")));
        r.step("uppercase_runtime_exc", r.updateConfiguration(FN, q -> q.put("Runtime", "PYTHON3.9")));
    }

    private static void s3Errors(Replay r) {
        r.functions.surroundings().remove("no-bucket").remove("non/existent.zip");
        r.step("create-error-wrong-bucket", r.create(FN, q -> s3(q.putObject("Code"), "no-bucket", "code.zip")));
        r.step("create-error-wrong-key", r.create(FN, q -> s3(q.putObject("Code"), "bucket", "non/existent.zip")));
        r.created(FN, q -> s3(q.putObject("Code"), "bucket", "code.zip"));
        r.step("update-error-wrong-bucket", r.updateCode(FN, q -> s3(q, "no-bucket", "code.zip")));
        r.step("update-error-wrong-key", r.updateCode(FN, q -> s3(q, "bucket", "non/existent.zip")));
    }

    private static void s3(ObjectNode code, String bucket, String key) {
        code.put("S3Bucket", bucket).put("S3Key", key);
    }

    private static void securityGroup(Replay r) {
        r.functions.surroundings().remove("sg-none").remove("subnet-none");
        r.step(
                "create-response-non-existent-security-group",
                r.create(FN, q -> FunctionScripts.inVpc(q, "subnet-none", "sg-none")));
        r.step(
                "create-response-invalid-format-security-group",
                r.create(FN, q -> FunctionScripts.inVpc(q, "subnet-none", "bad-format")));
    }

    private static void concurrentCode(Replay r) {
        r.step("create-function-response", r.created(FN));
        r.unrecorded(r.updateCode(FN, q -> q.put("ZipFile", Api.ZIP)));
        r.step("update-during-in-progress-update-exc", r.updateCode(FN, q -> q.put("ZipFile", Api.OTHER_ZIP)));
    }

    private static void concurrentConfiguration(Replay r) {
        r.step("create-function-response", r.created(FN));
        r.unrecorded(r.describe(FN, "one"));
        r.step("update-during-in-progress-update-exc", r.describe(FN, "two"));
    }
}
