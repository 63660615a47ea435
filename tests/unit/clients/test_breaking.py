"""The check for breaking changes: each sort of break is found, and nothing else."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clients import generating
from clients.breaking import breaking, main

COMMITTED: dict[str, Any] = json.loads(generating.DOCUMENT.read_text())


def _json(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


BEFORE: dict[str, Any] = {
    "paths": {
        "/v1/tasks": {
            "post": {
                "operationId": "launch",
                "parameters": [
                    {"in": "query", "name": "dry", "schema": {"type": "boolean"}},
                    {"in": "header", "name": "Key", "required": True, "schema": {"type": "string"}},
                ],
                "requestBody": {
                    "required": False,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Launch"}}
                    },
                },
                "responses": {
                    "202": {
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Task"}}
                        }
                    },
                    "404": {"description": "None"},
                },
            },
            "get": {"operationId": "list", "responses": {"200": {"description": "All"}}},
        }
    },
    "webhooks": {
        "task.ended": {
            "post": {
                "operationId": "on_ended",
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Task"}}
                    }
                },
                "responses": {"2XX": {"description": "Taken"}},
            }
        }
    },
    "components": {
        "schemas": {
            "Launch": {
                "type": "object",
                "required": ["kind"],
                "properties": {
                    "kind": {"type": "string", "enum": ["a", "b"]},
                    "title": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                    "ids": {"type": "array", "items": {"type": "string"}},
                },
            },
            "Task": {
                "type": "object",
                "required": ["id", "state"],
                "properties": {
                    "id": {"type": "string"},
                    "state": {"type": "string", "enum": ["queued"]},
                    "after": {"$ref": "#/components/schemas/Task"},
                },
            },
        }
    },
}
Change = Callable[[dict[str, Any], dict[str, Any], dict[str, Any]], object]


def changed(change: Change) -> list[str]:
    after = copy.deepcopy(BEFORE)
    schemas = after["components"]["schemas"]
    change(after["paths"]["/v1/tasks"], schemas["Launch"], schemas["Task"])
    return breaking(BEFORE, after)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda calls, _l, _t: calls.pop("get"), "GET /v1/tasks: is gone"),
        (lambda calls, _l, _t: calls["get"].update(operationId="l"), "is called l now"),
        (lambda calls, _l, _t: calls["post"]["parameters"].pop(0), "no parameter dry any more"),
        (
            lambda calls, _l, _t: calls["post"]["parameters"][0].update(required=True),
            "parameter dry must be sent now",
        ),
        (
            lambda calls, _l, _t: calls["get"].update(
                parameters=[{"in": "query", "name": "q", "required": True, "schema": {}}]
            ),
            "parameter q is new and must be sent",
        ),
        (lambda calls, _l, _t: calls["post"]["requestBody"].update(required=True), "body must be"),
        (lambda calls, _l, _t: calls["post"].pop("requestBody"), "body is taken no more"),
        (lambda calls, _l, _t: calls["post"]["responses"].pop("202"), "answers 202 no more"),
        (lambda _c, launch, _t: launch["required"].append("ids"), "body.ids must be sent now"),
        (lambda _c, launch, _t: launch["properties"].pop("ids"), "body.ids is gone"),
        (lambda _c, launch, _t: launch["properties"]["kind"]["enum"].pop(), "may not be 'b'"),
        (
            lambda _c, launch, _t: launch["properties"].update(title={"type": "string"}),
            "body.title is string, was null or string",
        ),
        (
            lambda _c, launch, _t: launch["properties"]["ids"].update(items={"type": "integer"}),
            "body.ids[] is integer, was string",
        ),
        (lambda _c, _l, task: task["properties"].pop("id"), "202.id is gone"),
        (lambda _c, _l, task: task["required"].remove("id"), "202.id may be missing now"),
        (
            lambda _c, _l, task: task["properties"].update(id={"type": ["string", "null"]}),
            "202.id is null or string, was string",
        ),
        (lambda _c, _l, task: task["properties"].pop("id"), "POST task.ended: body.id is gone"),
    ],
)
def test_a_break_is_found(change: Change, said: str) -> None:
    assert any(said in line for line in changed(change)), changed(change)


@pytest.mark.parametrize(
    "change",
    [
        lambda calls, _l, _t: calls.update(delete={"operationId": "d", "responses": {}}),
        lambda calls, _l, _t: calls["get"].update(
            parameters=[{"in": "query", "name": "q", "schema": {}}]
        ),
        lambda calls, _l, _t: calls["post"]["responses"].update({"409": {}}),
        lambda _c, launch, _t: launch["properties"].update(more={"type": "string"}),
        lambda _c, launch, _t: launch["properties"]["kind"]["enum"].append("c"),
        lambda _c, launch, _t: launch["required"].remove("kind"),
        lambda _c, _l, task: task["properties"].update(more={"type": "string"}),
        lambda _c, _l, task: task["properties"]["state"]["enum"].append("running"),
        lambda _c, _l, task: task["required"].append("after"),
    ],
)
def test_what_only_adds_is_none(change: Change) -> None:
    assert changed(change) == []


def test_the_committed_document_breaks_nothing_of_itself(tmp_path: Path) -> None:
    assert breaking(COMMITTED, COMMITTED) == []
    kept = tmp_path / "openapi.json"
    kept.write_text(json.dumps(COMMITTED))
    assert main([str(kept)]) == 0
    gone = {
        **COMMITTED,
        "paths": {**COMMITTED["paths"], "/v1/gone": COMMITTED["paths"]["/v1/tasks"]},
    }
    kept.write_text(json.dumps(gone))
    assert main([str(kept)]) == 1
