"""The operators' desk on a stack of AWS: wired by its outputs alone."""

import json
import logging
from collections.abc import Iterator

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from legwork.adapters.chronicle import Chronicler
from legwork.domain import chronicle
from ops.desk import OTHERS, REFUSALS, SOURCES, NoStack, desk_on_aws

NAMES = (
    *("TasksTable", "RecordsTable", "FilesBucket"),
    *(f"{part}QueueUrl" for part in SOURCES.values()),
    *(f"{part}DeadQueueUrl" for part in (*SOURCES.values(), *OTHERS.values())),
)


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield


def stack(*names: str) -> str:
    """A stack with outputs of these names, each a queue."""
    body = {
        "Resources": {name: {"Type": "AWS::SQS::Queue"} for name in (*names, "Another")},
        "Outputs": {name: {"Value": {"Ref": name}} for name in names},
    }
    formation = boto3.client("cloudformation")
    formation.create_stack(StackName="legwork-prod", TemplateBody=json.dumps(body))
    return "legwork-prod"


def test_nothing_stands_among_its_answers_and_what_listened_before_is_as_it_was() -> None:
    log = logging.getLogger(chronicle.NAME)

    desk = desk_on_aws(stack(*NAMES))

    assert not any(isinstance(handler, Chronicler) for handler in log.handlers)
    assert log.level == logging.INFO
    assert set(desk.dead_counts()) == {*SOURCES, *OTHERS}
    assert desk.operator.name == "moto"


def test_a_stack_of_others_is_refused_in_a_sentence() -> None:
    with pytest.raises(NoStack, match="none of Legwork"):
        desk_on_aws(stack())
    with pytest.raises(ClientError) as refusal:
        desk_on_aws("nowhere")
    assert isinstance(refusal.value, REFUSALS)
