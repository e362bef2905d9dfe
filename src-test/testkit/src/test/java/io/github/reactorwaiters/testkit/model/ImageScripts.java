// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Recorded tests of image functions. */
final class ImageScripts {
    private static final String FN = "fn-1";
    private static final String ALPINE = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/alpine:latest";
    private static final String DEBIAN = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/debian:latest";

    private ImageScripts() {}

    static Map<String, Consumer<Replay>> scripts() {
        return Map.of(
                "TestLambdaImages::test_lambda_image_crud", ImageScripts::crud,
                "TestLambdaImages::test_lambda_image_and_image_config_crud", ImageScripts::imageConfig,
                "TestLambdaImages::test_lambda_zip_file_to_image", ImageScripts::zipToImage,
                "TestLambdaImages::test_lambda_image_versions", ImageScripts::versions);
    }

    private static void crud(Replay r) {
        r.step("create-image-response", r.createdImage(FN, ALPINE, q -> {}));
        r.step("get-function-code-response", r.get(FN));
        r.step("get-function-config-response", r.configuration(FN));
        r.step("image-to-zipfile-error", r.updateCode(FN, q -> q.put("ZipFile", Api.ZIP)));
        r.step("update-function-code-response", r.updateCode(FN, q -> q.put("ImageUri", DEBIAN)));
        r.waitUntilSettled();
        r.step("get-function-code-response-after-update", r.get(FN));
        r.step("get-function-config-response-after-update", r.configuration(FN));
    }

    private static void imageConfig(Replay r) {
        r.step("create-image-with-config-response", r.createdImage(FN, ALPINE, q -> imageConfig(q, "echo test")));
        r.step("get-function-code-with-config-response", r.get(FN));
        r.step("get-function-config-with-config-response", r.configuration(FN));
        r.step("update-function-code-response", r.updateConfiguration(FN, q -> imageConfig(q, "echo test1")));
        r.waitUntilSettled();
        r.step("get-function-code-response-after-update", r.get(FN));
        r.step("get-function-config-response-after-update", r.configuration(FN));
        r.step(
                "update-function-code-delete-imageconfig-response",
                r.updateConfiguration(FN, q -> q.putObject("ImageConfig")));
        r.waitUntilSettled();
        r.step("get-function-code-response-after-delete-imageconfig", r.get(FN));
        r.step("get-function-config-response-after-delete-imageconfig", r.configuration(FN));
    }

    private static void imageConfig(ObjectNode request, String command) {
        request.putObject("ImageConfig").putArray("Command").add("-c").add(command);
    }

    private static void zipToImage(Replay r) {
        r.step("create-image-response", r.created(FN));
        r.step("get-function-code-response", r.get(FN));
        r.step("get-function-config-response", r.configuration(FN));
        r.step("zipfile-to-image-error", r.updateCode(FN, q -> q.put("ImageUri", ALPINE)));
        r.step("get-function-code-response-after-update", r.get(FN));
        r.step("get-function-config-response-after-update", r.configuration(FN));
    }

    private static void versions(Replay r) {
        r.step("create_image_response", r.createdImage(FN, ALPINE, q -> q.put("Publish", true)));
        String sha = r.step("get_function_result", r.get(FN))
                .body()
                .at("/Configuration/CodeSha256")
                .asString();
        r.step("list_versions_result", r.versions(FN));
        r.step("first_update_response", r.describe(FN, "Second version :)"));
        r.waitUntilSettled();
        r.step("first_update_get_function", r.get(FN));
        r.step("invalid_sha_publish", r.publish(FN, q -> q.put("CodeSha256", "a".repeat(64))));
        r.step("first_publish_response", r.publish(FN, q -> q.put("CodeSha256", sha)));
        r.step("second_update_response", r.describe(FN, "Third version :)"));
        r.waitUntilSettled();
        r.step("second_update_get_function", r.get(FN));
        r.step("second_publish_response", r.publish(FN, q -> q.put("Description", "Third version description :)")));
    }
}
