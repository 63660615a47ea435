"""Quick moto answers as moto does, and keeps the same rows."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from moto import mock_aws

from tests import quick_moto
from tests.functions.invoking import set_up_process
from tests.functions.stories_of_rows import EVERY, FLAT, STORIES, TABLE, Call, key, put
from tests.quick_moto import make_quick, plain_moto

make_quick()


@pytest.fixture(scope="module", autouse=True)
def moto() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        set_up_process(patch)
        with mock_aws():
            yield


@pytest.mark.parametrize("name", STORIES)
def test_answers_are_those_of_moto(name: str) -> None:
    quick = told(STORIES[name], nullcontext())
    plain = told(STORIES[name], plain_moto())
    for call, here, there in zip([*STORIES[name], "rows", "flat rows"], quick, plain, strict=True):
        assert here == there, call


def test_rows_do_not_go_through_moto_s_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    client = boto3.client("dynamodb")
    _make(client, TABLE, "pk", "sk")
    name, arguments = put("A", "1", **EVERY)

    monkeypatch.setattr(quick_moto, "_process", None)
    answer(client, name, arguments)
    found = client.get_item(TableName=TABLE, Key=key("A", "1"))["Item"]
    monkeypatch.undo()

    assert found == arguments["Item"]
    client.delete_table(TableName=TABLE)


@pytest.mark.parametrize("mode", [nullcontext, plain_moto])
def test_whose_the_rows_are_is_told_by_the_key(
    mode: Callable[[], AbstractContextManager[None]],
) -> None:
    role = "arn:aws:iam::111122223333:role/other"
    assumed = boto3.client("sts").assume_role(RoleArn=role, RoleSessionName="other")["Credentials"]
    theirs = boto3.client(
        "dynamodb",
        aws_access_key_id=assumed["AccessKeyId"],
        aws_secret_access_key=assumed["SecretAccessKey"],
    )
    ours = boto3.client("dynamodb")
    with mode():
        for client in (ours, theirs):
            _make(client, TABLE, "pk", "sk")
        ours.put_item(TableName=TABLE, Item=key("A", "1"))

        counts = [client.scan(TableName=TABLE)["Count"] for client in (ours, theirs)]

        for client in (ours, theirs):
            client.delete_table(TableName=TABLE)
    assert counts == [1, 0]


def told(calls: list[Call], mode: AbstractContextManager[None]) -> list[str]:
    """What each call is answered, and the rows that are there in the end."""
    # As the clients of the functions do, leave it to the other side to find mistakes.
    client = boto3.client("dynamodb", config=Config(parameter_validation=False))
    with mode:
        _make(client, TABLE, "pk", "sk")
        _make(client, FLAT, "pk")
        answers = [answer(client, name, arguments) for name, arguments in calls]
        with plain_moto():
            rows = [repr(client.scan(TableName=table)["Items"]) for table in (TABLE, FLAT)]
            for table in (TABLE, FLAT):
                client.delete_table(TableName=table)
    return [*answers, *rows]


def _make(client: Any, table: str, *keys: str) -> None:
    of_index = {"AttributeName": "by", "KeyType": "HASH"}
    schema = [
        {"AttributeName": key, "KeyType": kind}
        for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)
    ]
    client.create_table(
        TableName=table,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=schema,
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in (*keys, "by")
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "index",
                "KeySchema": [of_index, *schema[1:]],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )


def answer(client: Any, name: str, arguments: dict[str, Any]) -> str:
    """All that a call comes back with but the time and the id of the request."""
    try:
        said = getattr(client, name)(**arguments)
    except ClientError as error:
        said = error.response
    except Exception as error:  # noqa: BLE001 -- moto fails itself at some mistakes
        return repr(error)
    about = said["ResponseMetadata"]
    assert about.pop("RequestId")
    headers = about["HTTPHeaders"]
    assert headers.pop("date")
    assert headers.pop("x-amzn-requestid")
    # They tell of the body, in which moto leaves out what no client looks for.
    assert headers.pop("x-amz-crc32")
    return repr(said)
