// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import java.util.Map;
import java.util.function.Consumer;

/** Recorded tests of publishing versions. */
final class VersionScripts {
    private static final String FN = "fn-1";

    private VersionScripts() {}

    static Map<String, Consumer<Replay>> scripts() {
        return Map.of(
                "TestLambdaVersions::test_publish_version_on_create", VersionScripts::onCreate,
                "TestLambdaVersions::test_version_lifecycle", VersionScripts::lifecycle,
                "TestLambdaVersions::test_publish_with_wrong_revisionid", VersionScripts::wrongRevision,
                "TestLambdaVersions::test_publish_with_wrong_sha256", VersionScripts::wrongSha,
                "TestLambdaVersions::test_publish_with_update", VersionScripts::withUpdate,
                "TestLambdaRevisions::test_function_revisions_version_and_alias", VersionScripts::revisions,
                "TestLambdaSnapStart::test_snapstart_lifecycle", VersionScripts::snapStart,
                "TestLambdaSnapStart::test_snapstart_update_function_configuration", VersionScripts::snapStartUpdate);
    }

    private static void onCreate(Replay r) {
        r.step("create_response", r.created(FN, q -> q.put("Publish", true)));
        r.step("get_function_result", r.get(FN));
        r.step("get_function_version_result", r.get(FN, "1"));
        r.step("get_function_latest_result", r.get(FN, "$LATEST"));
        r.step("list_versions_result", r.versions(FN));
        r.step("repeated_publish_response", r.publish(FN, q -> q.put("Description", "Repeated description :)")));
        r.step("list_versions_result_after_publish", r.versions(FN));
    }

    private static void lifecycle(Replay r) {
        r.step("create_response", r.created(FN, q -> q.put("Description", "No version :(")));
        r.step("get_function_result", r.get(FN));
        r.step("list_versions_result", r.versions(FN));
        r.step("first_update_response", r.describe(FN, "First version :)"));
        r.waitUntilSettled();
        r.step("first_update_get_function", r.get(FN));
        r.step("first_publish_response", r.publish(FN, q -> q.put("Description", "First description :)")));
        r.step("first_publish_get_function", r.get(FN, "1"));
        r.step("first_publish_get_function_config", r.api.get(Api.function(FN) + "/configuration?Qualifier=1"));
        r.step("second_update_response", r.describe(FN, "Second version :))"));
        r.waitUntilSettled();
        r.step("first_publish_get_function_after_update", r.get(FN, "1"));
        r.step("second_publish_response", r.publish(FN));
        r.step("third_publish_response", r.publish(FN, q -> q.put("Description", "Third description :)))")));
        r.step("list_versions_result_after_third_publish", r.versions(FN));
        r.unrecorded(r.api.delete(Api.function(FN + ":1")));
        r.step("list_versions_result_after_deletion_of_first_version", r.versions(FN));
    }

    private static void wrongRevision(Replay r) {
        r.step("create_response", r.created(FN));
        String revision = Replay.revision(r.step("get_fn_response", r.get(FN)));
        r.step("publish_wrong_revisionid_exc", r.publish(FN, q -> q.put("RevisionId", "wrong")));
        r.step("publish_result", r.publish(FN, q -> q.put("RevisionId", revision)));
    }

    private static void wrongSha(Replay r) {
        r.step("create_response", r.created(FN));
        String sha = r.step("get_fn_response", r.get(FN))
                .body()
                .at("/Configuration/CodeSha256")
                .asString();
        r.step("publish_wrong_sha256_exc", r.publish(FN, q -> q.put("CodeSha256", "somenonexistentsha256")));
        r.step("publish_result", r.publish(FN, q -> q.put("CodeSha256", sha)));
    }

    private static void withUpdate(Replay r) {
        r.step("create_response", r.created(FN));
        r.step("get_function_result", r.get(FN));
        r.step("update_function_code_result", r.updateCode(FN, q -> q.put("ZipFile", Api.OTHER_ZIP)
                .put("Publish", true)));
        r.step("get_function_version_result", r.get(FN, "1"));
        r.step("get_function_latest_result", r.get(FN, "$LATEST"));
    }

    private static void revisions(Replay r) {
        r.step("create_function_response_rev1", r.created(FN));
        String second = Replay.revision(r.step("get_function_active_rev2", r.get(FN)));
        r.step("publish_version_revision_exception", r.publish(FN, q -> q.put("RevisionId", "wrong")));
        r.step("publish_version_response_rev_v1", r.publish(FN, q -> q.put("RevisionId", second)));
        r.waitUntilSettled();
        r.step("get_function_published_version_rev_v2", r.get(FN, "1"));
        r.step("get_function_latest_rev3", r.get(FN));
        String alias = Replay.revision(
                r.step("create_alias_response_rev_a1", r.createAlias(FN, "revision_alias", "1", q -> {})));
        r.step("get_function_latest_rev4", r.get(FN));
        r.step("get_function_published_version_rev_v3", r.get(FN, "1"));
        r.step(
                "update_alias_revision_exception",
                r.updateAlias(FN, "revision_alias", q -> q.put("RevisionId", "wrong")));
        r.step("update_alias_response_rev_a2", r.updateAlias(FN, "revision_alias", q -> q.put("Description", "changed")
                .put("RevisionId", alias)));
    }

    private static void snapStart(Replay r) {
        r.step("create_function_response", r.created(FN, q -> q.put("Runtime", r.parameter)));
        r.unrecorded(r.publish(FN, q -> q.put("Description", "version1")));
        r.waitUntilSettled();
        r.step("get_function_response_latest", r.get(FN));
        r.step("get_function_response_version_1", r.get(FN + ":1"));
    }

    private static void snapStartUpdate(Replay r) {
        r.step("create_function_response", r.created(FN, q -> q.put("Runtime", r.parameter)));
        r.step("update_function_response", r.updateConfiguration(FN, q -> q.putObject("SnapStart")
                .put("ApplyOn", "PublishedVersions")));
    }
}
