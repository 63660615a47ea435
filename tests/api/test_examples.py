"""The examples in the OpenAPI document: of every answer, as answered, and of its schema."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from legwork.api import document, examples
from tests.api.examples import text

COMMITTED: dict[str, Any] = json.loads(document.PATH.read_text())
ITSELF = "get_openapi"
"""It would be its own example."""
NOT_JSON = ("application/pdf", "text/html")
"""Nothing to read in a document."""


def answers() -> Iterator[Any]:
    """Every kind of content that a call may answer with."""
    for item in COMMITTED["paths"].values():
        for operation in item.values():
            for status, answer in operation["responses"].items():
                for kind, content in answer.get("content", {}).items():
                    if kind not in NOT_JSON and (
                        operation["operationId"] != ITSELF or status != "200"
                    ):
                        name = f"{operation['operationId']} {status}"
                        yield pytest.param(content, id=name)


def test_they_are_committed_as_they_are_answered() -> None:
    """If this fails: ``make contract``, and look at what changed."""
    assert examples.PATH.read_text() == text()


@pytest.mark.parametrize("content", [*answers()])
def test_an_answer_has_one_and_it_is_of_its_schema(content: dict[str, Any]) -> None:
    shown = content.get("example")
    if shown is None:
        name = content["examples"]["refused"]["$ref"].rpartition("/")[2]
        shown = COMMITTED["components"]["examples"][name]["value"]
    root = {**COMMITTED, **content["schema"]}
    validator = Draft202012Validator(root, format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(shown)] == []
