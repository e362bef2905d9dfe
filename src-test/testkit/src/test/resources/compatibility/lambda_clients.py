# SPDX-License-Identifier: Apache-2.0
# Copyright the reactor-waiters authors.
"""Drives a simulated Lambda with boto3 and the AWS CLI, both unchanged. Argument: the endpoint URL."""
import base64
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = sys.argv[1]
ROLE = "arn:aws:iam::123456789012:role/simulated"
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:orders"
client = boto3.client("lambda", endpoint_url=ENDPOINT, config=Config(retries={"total_max_attempts": 1}))


def code(text, padding=0):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("app.py", text)
        archive.writestr("padding.bin", os.urandom(padding))
    return packed.getvalue()


def create(name, **more):
    return client.create_function(
        FunctionName=name, Runtime="python3.12", Role=ROLE, Handler="app.handler", Code={"ZipFile": code("1")}, **more)


def refused(status, error, call, **arguments):
    try:
        call(**arguments)
    except ClientError as failure:
        seen = (failure.response["ResponseMetadata"]["HTTPStatusCode"], failure.response["Error"]["Code"])
        assert seen == (status, error), f"{call.__name__} {arguments}: {failure.response}"
        return failure.response["Error"]["Message"]
    raise AssertionError(f"{call.__name__} {arguments}: was not refused with {error}")


def cli(*arguments):
    command = ["aws", "lambda", *arguments, "--endpoint-url", ENDPOINT, "--output", "json"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return json.loads(done.stdout) if done.stdout.strip() else None


def cli_fails(expected, *arguments):
    command = ["aws", "lambda", *arguments, "--endpoint-url", ENDPOINT]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode != 0 and expected in done.stderr, f"{command}: {done.returncode} {done.stderr}"


def lifecycle():
    created = create("orders", Tags={"team": "red"}, Timeout=5)
    assert created["ResponseMetadata"]["HTTPStatusCode"] == 201
    assert created["ResponseMetadata"]["RequestId"]
    assert (created["State"], created["StateReasonCode"]) == ("Pending", "Creating")
    assert "LastUpdateStatus" not in created
    refused(409, "ResourceConflictException", client.update_function_code, FunctionName="orders", ZipFile=code("2"))
    client.get_waiter("function_active_v2").wait(FunctionName="orders")

    updated = client.update_function_code(FunctionName="orders", ZipFile=code("2"))
    assert (updated["State"], updated["LastUpdateStatus"]) == ("Active", "InProgress")
    assert updated["CodeSha256"] != created["CodeSha256"]
    client.get_waiter("function_updated_v2").wait(FunctionName="orders")
    refused(412, "PreconditionFailedException", client.update_function_code,
            FunctionName="orders", ZipFile=code("3"), RevisionId=updated["RevisionId"])

    client.update_function_configuration(FunctionName="orders", MemorySize=512, Environment={"Variables": {"A": "b"}})
    client.get_waiter("function_updated").wait(FunctionName="orders")
    seen = client.get_function(FunctionName=ARN)
    assert seen["Configuration"]["MemorySize"] == 512
    assert seen["Configuration"]["LastUpdateStatus"] == "Successful"
    assert seen["Code"]["Location"] and seen["Tags"] == {"team": "red"}


def large_zip():
    large = code("large", padding=45_000_000)
    client.update_function_code(FunctionName="orders", ZipFile=large)
    client.get_waiter("function_updated_v2").wait(FunctionName="orders")
    assert client.get_function_configuration(FunctionName="orders")["CodeSize"] == len(large)


def versions_and_aliases():
    first = client.publish_version(FunctionName="orders", Description="first")["Version"]
    client.update_function_configuration(FunctionName="orders", Description="changed")
    client.get_waiter("function_updated_v2").wait(FunctionName="orders")
    second = client.publish_version(FunctionName="orders")["Version"]
    assert (first, second) == ("1", "2")
    listed = client.list_versions_by_function(FunctionName="orders")["Versions"]
    assert [version["Version"] for version in listed] == ["$LATEST", "1", "2"]

    alias = client.create_alias(FunctionName="orders", Name="live", FunctionVersion=first)
    assert alias["AliasArn"] == ARN + ":live"
    shifted = client.update_alias(FunctionName="orders", Name="live",
                                  RoutingConfig={"AdditionalVersionWeights": {second: 0.25}})
    assert shifted["RoutingConfig"]["AdditionalVersionWeights"] == {second: 0.25}
    assert shifted["RevisionId"] != alias["RevisionId"]
    assert client.get_function_configuration(FunctionName="orders:live")["Version"] == "1"
    assert [a["Name"] for a in client.list_aliases(FunctionName="orders")["Aliases"]] == ["live"]
    assert cli("get-alias", "--function-name", "orders", "--name", "live")["FunctionVersion"] == "1"
    client.delete_alias(FunctionName="orders", Name="live")
    refused(404, "ResourceNotFoundException", client.get_alias, FunctionName="orders", Name="live")


def tags_and_invocations():
    client.tag_resource(Resource=ARN, Tags={"stage": "test", "cost centre": "a/b"})
    assert client.list_tags(Resource=ARN)["Tags"] == {"team": "red", "stage": "test", "cost centre": "a/b"}
    client.untag_resource(Resource=ARN, TagKeys=["team", "cost centre"])
    assert client.list_tags(Resource=ARN)["Tags"] == {"stage": "test"}
    invoked = client.invoke(FunctionName="orders", Payload=b'{"a": 1}')
    assert invoked["StatusCode"] == 200, invoked
    json.loads(invoked["Payload"].read())
    assert client.invoke(FunctionName="orders", InvocationType="Event")["StatusCode"] == 202
    assert client.invoke(FunctionName="orders", InvocationType="DryRun")["StatusCode"] == 204


def concurrency():
    client.put_function_concurrency(FunctionName="orders", ReservedConcurrentExecutions=7)
    assert client.get_function_concurrency(FunctionName="orders")["ReservedConcurrentExecutions"] == 7
    client.delete_function_concurrency(FunctionName="orders")
    assert client.get_account_settings()["AccountLimit"]["ConcurrentExecutions"] > 0


def listing():
    pages = list(client.get_paginator("list_functions").paginate())
    names = [function["FunctionName"] for page in pages for function in page["Functions"]]
    assert [len(page["Functions"]) for page in pages] == [50, 50, 21], [len(page["Functions"]) for page in pages]
    assert len(set(names)) == 121
    assert all("State" not in function and function["RevisionId"] for page in pages for function in page["Functions"])
    assert len(client.list_functions(MaxItems=7)["Functions"]) == 7
    assert len(cli("list-functions")["Functions"]) == 121
    assert len(cli("list-functions", "--max-items", "60")["Functions"]) == 60


def command_line():
    with tempfile.NamedTemporaryFile(suffix=".zip") as package:
        package.write(code("cli"))
        package.flush()
        made = cli("create-function", "--function-name", "billing", "--runtime", "python3.12", "--role", ROLE,
                   "--handler", "app.handler", "--zip-file", "fileb://" + package.name)
        assert made["State"] == "Pending"
        cli("wait", "function-active-v2", "--function-name", "billing")
        package.write(b"more")
        package.flush()
        changed = cli("update-function-code", "--function-name", "billing", "--zip-file", "fileb://" + package.name)
        assert changed["LastUpdateStatus"] == "InProgress"
        cli("wait", "function-updated-v2", "--function-name", "billing")
    assert cli("get-function-configuration", "--function-name", "billing")["LastUpdateStatus"] == "Successful"
    with tempfile.NamedTemporaryFile() as answer:
        payload = base64.b64encode(b'{"a": 1}').decode() if is_v2() else '{"a": 1}'
        assert cli("invoke", "--function-name", "billing", "--payload", payload, answer.name)["StatusCode"] == 200
    cli("delete-function", "--function-name", "billing")
    cli_fails("ResourceNotFoundException", "get-function", "--function-name", "billing")


def is_v2():
    return subprocess.run(["aws", "--version"], capture_output=True, text=True).stdout.startswith("aws-cli/2")


def refusals():
    refused(409, "ResourceConflictException", create, name="orders")
    message = refused(404, "ResourceNotFoundException", client.get_function, FunctionName="absent")
    assert message == "Function not found: arn:aws:lambda:eu-west-1:123456789012:function:absent", message
    refused(404, "ResourceNotFoundException", client.delete_function, FunctionName="absent")
    refused(400, "InvalidParameterValueException", client.delete_function, FunctionName="orders", Qualifier="$LATEST")
    # The one throttled call that the test put in the script.
    message = refused(429, "TooManyRequestsException", client.get_account_settings)
    assert message == "Rate exceeded", message


def deletion():
    client.delete_function(FunctionName="orders")
    refused(404, "ResourceNotFoundException", client.get_function_configuration, FunctionName="orders")


for step in (lifecycle, large_zip, versions_and_aliases, tags_and_invocations, refusals, concurrency, listing,
             command_line, deletion):
    step()
    print("ok", step.__name__, flush=True)
