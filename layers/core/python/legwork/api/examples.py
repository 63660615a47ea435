"""Examples of the OpenAPI document: launches by kind, and answers as they were given in a test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from legwork import kinds
from legwork.contracts.params import params_model
from legwork.domain.kind import Kind

PATH: Final = Path(__file__).with_name("examples.json")
"""Bodies of answers, by operation and status. A test gives them anew and compares."""


def add_examples(made: dict[str, Any]) -> None:
    """Show a launch of each kind, and each answer."""
    given = json.loads(PATH.read_text())
    for item in made["paths"].values():
        for operation in item.values():
            for status, body in given.get(operation["operationId"], {}).items():
                for content in operation["responses"][status]["content"].values():
                    content["example"] = body
    launch = made["paths"]["/v1/tasks"]["post"]["requestBody"]
    launch["content"]["application/json"]["examples"] = {
        kind.name: {"summary": kind.title, "value": {"kind": kind.name, "params": _example(kind)}}
        for kind in kinds.all_kinds().values()
    }


def _example(kind: Kind[Any]) -> dict[str, Any]:
    fields = params_model(kind).model_fields
    return {name: field.examples[0] for name, field in fields.items() if field.examples}
