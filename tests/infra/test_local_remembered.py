"""What is remembered is what would have been worked out."""

import copy
import json
from collections import defaultdict
from typing import Any

import pytest
from ministack.core import iam_actions, iam_evaluator  # type: ignore[import-untyped]
from ministack.services import apigateway, dynamodb  # type: ignore[import-untyped]

from local.remembered import (
    Copies,
    Requests,
    remembering_expressions,
    remembering_policies,
    remembering_routes,
    remembering_tokens,
)


class Counting:
    """Counts how often something is worked out."""

    def __init__(self, work: Any) -> None:
        self.work, self.times = work, 0

    def __call__(self, *asked: Any) -> Any:
        self.times += 1
        return self.work(*asked)


def policy(action: str) -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]})


def test_a_route_is_compared_with_a_path_once() -> None:
    work = Counting(apigateway._extract_path_params)
    extract = remembering_routes(work)

    for _ in range(2):
        found = extract("/v1/tasks/{id}", "/v1/tasks/7")
        assert found == {"id": "7"}
        found["id"] = "8"
        assert extract("/v1/tasks/{id}", "/v1/permits/7") is None
        assert extract("/v1/tasks", "/v1/tasks") == {}
    assert work.times == 3


def test_a_token_is_good_for_the_key_that_has_signed_it() -> None:
    work = Counting(lambda token, key: (token, key["n"], key["e"]) == ("token", "one", "AQAB"))
    verify = remembering_tokens(work)

    for _ in range(2):
        assert verify("token", {"n": "one", "e": "AQAB", "kid": "1"})
        assert not verify("token", {"n": "two", "e": "AQAB", "kid": "1"})
        assert not verify("forged", {"n": "one", "e": "AQAB", "kid": "1"})
        assert not verify("token", {})
    assert work.times == 4


def test_a_policy_that_is_changed_counts_at_once() -> None:
    work = Counting(iam_evaluator.parse_policy_document)
    parse = remembering_policies(work)

    for _ in range(2):
        for action in ("s3:GetObject", "s3:PutObject"):
            assert parse(policy(action)) == iam_evaluator.parse_policy_document(policy(action))
    parse(policy("s3:GetObject")).clear()
    assert [one.actions for one in parse(policy("s3:GetObject"))] == [["s3:GetObject"]]
    assert work.times == 2
    assert parse(json.loads(policy("sqs:SendMessage"))) == work(policy("sqs:SendMessage"))
    assert parse("no policy") == []


def test_an_expression_is_taken_apart_once() -> None:
    work = Counting(dynamodb._tokenize)
    tokenize = remembering_expressions(work)
    expressions = ("attribute_exists(pk) AND #n <> :n", "SET #a = :a REMOVE #b", "")

    for _ in range(2):
        for expression in expressions:
            found = tokenize(expression)
            assert found == dynamodb._tokenize(expression)
            found.clear()
    assert work.times == len(expressions)


def test_a_request_is_read_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = [b'{"TableName": "one"}', b'{"TableName": "two"}', b"", b"no JSON", None]

    def arns() -> list[list[str]]:
        return [iam_actions.dynamodb_resource_arns(body, "here", "1") for body in asked]

    before = arns()
    monkeypatch.setattr(iam_actions, "json", Requests)

    assert (arns(), arns()) == (before, before)


@pytest.mark.parametrize(
    "row",
    [
        {"pk": {"S": "a"}, "map": {"M": {"list": {"L": [{"N": "1"}, {"NULL": True}]}}}},
        {"bytes": {"B": bytearray(b"a")}, "set": {"SS": ["a", "b"]}, "other": {1, 2}},
        defaultdict(dict, {"a": {"b": [1, 2.5, None]}}),
    ],
)
def test_a_copy_shares_nothing_with_what_it_is_a_copy_of(row: Any) -> None:
    before, copied = copy.deepcopy(row), Copies.deepcopy(row)
    assert (copied, type(copied)) == (row, type(row))

    change(copied)

    assert row == before


def change(part: Any) -> None:
    """Change each part of a copy, from the inside out."""
    for inner in list(part.values() if isinstance(part, dict) else part):
        if isinstance(inner, dict | list | set | bytearray):
            change(inner)
    part.clear()
