"""What holds for everything in the stack, whatever is added: encrypted, private, forgetful."""

from typing import Any

import pytest

from tests.infra.reading import Reading, written

EVERY = pytest.mark.parametrize("stage", ["local", "dev", "prod"])

# Encrypted at rest by AWS whether or not a template says so.
ENCRYPTED_BY_AWS = {"AWS::DynamoDB::Table", "AWS::SecretsManager::Secret", "AWS::Logs::LogGroup"}
HOLDS_DATA = {
    *("AWS::SQS::Queue", "AWS::S3::Bucket", "AWS::SNS::Topic"),
    *ENCRYPTED_BY_AWS,
}
"""Types of resources that keep something."""
PLAIN = {"Bool": {"aws:SecureTransport": "false"}}


def refusing_plain_http(reading: Reading, type_: str, names: str) -> set[str]:
    """The resources whose policies refuse whatever does not come over TLS."""
    return {
        written(target)
        for policy in reading.of_type(type_).values()
        if any(
            statement["Effect"] == "Deny" and statement.get("Condition") == PLAIN
            for statement in policy["PolicyDocument"]["Statement"]
        )
        for target in _list(policy[names])
    }


@EVERY
def test_nothing_is_reached_without_tls(templates: dict[str, Reading], stage: str) -> None:
    reading = templates[stage]

    for resource, policy, names in (
        ("AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "Queues"),
        ("AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "Topics"),
        ("AWS::S3::Bucket", "AWS::S3::BucketPolicy", "Bucket"),
    ):
        assert refusing_plain_http(reading, policy, names) == set(reading.of_type(resource))
    [mail] = reading.of_type("AWS::SES::ConfigurationSet").values()
    assert mail["DeliveryOptions"]["TlsPolicy"] == "REQUIRE"


@EVERY
def test_what_keeps_messages_and_files_is_encrypted(
    templates: dict[str, Reading], stage: str
) -> None:
    reading = templates[stage]

    for queue in reading.of_type("AWS::SQS::Queue").values():
        assert queue["SqsManagedSseEnabled"] is True
    for bucket in reading.of_type("AWS::S3::Bucket").values():
        assert "BucketEncryption" in bucket
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    for type_ in ENCRYPTED_BY_AWS:
        assert reading.of_type(type_)


@EVERY
def test_every_log_is_forgotten(templates: dict[str, Reading], stage: str) -> None:
    groups = templates[stage].of_type("AWS::Logs::LogGroup").values()
    functions = templates[stage].functions().values()

    assert all(group["RetentionInDays"] <= 90 for group in groups)
    assert all("LogGroup" in function["LoggingConfig"] for function in functions)


@EVERY
def test_no_policy_is_open_to_everybody(templates: dict[str, Reading], stage: str) -> None:
    reading = templates[stage]
    policies = (
        properties
        for type_ in ("AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::S3::BucketPolicy")
        for properties in reading.of_type(type_).values()
    )
    for policy in policies:
        for statement in policy["PolicyDocument"]["Statement"]:
            principal = statement["Principal"]
            assert statement["Effect"] == "Deny" or principal not in ("*", {"AWS": "*"}), statement


@EVERY
def test_a_function_is_called_by_the_stack_alone(templates: dict[str, Reading], stage: str) -> None:
    """By services, each on behalf of one thing of ours; no function has an address of its own."""
    reading = templates[stage]

    for permission in reading.of_type("AWS::Lambda::Permission").values():
        assert permission["Principal"].endswith(".amazonaws.com")
        assert permission["SourceArn"]
    assert reading.of_type("AWS::Lambda::Url") == {}


@EVERY
def test_a_role_is_taken_on_by_one_service(templates: dict[str, Reading], stage: str) -> None:
    for name, role in templates[stage].of_type("AWS::IAM::Role").items():
        [statement] = role["AssumeRolePolicyDocument"]["Statement"]
        assert set(statement["Principal"]) == {"Service"}, name


@EVERY
def test_no_generated_key_can_be_taken_for_a_list_of_keys(
    templates: dict[str, Reading], stage: str
) -> None:
    """A secret that signs links may hold a JSON list, and so begin with a bracket."""
    secrets = templates[stage].of_type("AWS::SecretsManager::Secret").items()
    [signing] = [one for name, one in secrets if "Unsubscribe" in name]

    assert "[" in signing["GenerateSecretString"]["ExcludeCharacters"]


@EVERY
def test_nothing_else_keeps_data(templates: dict[str, Reading], stage: str) -> None:
    """A new type of resource that keeps data belongs into the tests above."""
    known = HOLDS_DATA | {"AWS::Cognito::UserPool", "AWS::Events::EventBus"}
    types = {one["Type"] for one in templates[stage].template["Resources"].values()}
    keeps = ("Queue", "Bucket", "Table", "Topic", "Secret", "LogGroup", "Stream", "EventBus")

    assert {type_ for type_ in types if type_.endswith(keeps)} <= known


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
