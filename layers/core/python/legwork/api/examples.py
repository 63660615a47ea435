"""Examples of the OpenAPI document: launches by kind, and answers as they were given in a test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from legwork import kinds
from legwork.contracts.params import params_model
from legwork.domain.kind import Kind

PATH: Final = Path(__file__).with_name("examples.json")
"""Bodies of answers, by operation and status. A test asks for them anew and compares."""
_REFUSALS: Final = "refusals"
"""What every call is refused with, by status."""
_GATEWAY: Final = "Gateway"
"""Behind a status with which the gateway refuses, too, and says so in words of its own."""


def add_examples(made: dict[str, Any]) -> None:
    """Show a launch of each kind, and each answer."""
    given = json.loads(PATH.read_text())
    refusals = given.pop(_REFUSALS)
    made["components"]["examples"] = {
        f"Refused{status}": {"summary": body.get("title", "The gateway's own"), "value": body}
        for status, body in refusals.items()
    }
    for operation in (one for item in made["paths"].values() for one in item.values()):
        shown = given.get(operation["operationId"], {})
        for status, answer in operation["responses"].items():
            for type_, content in answer.get("content", {}).items():
                by_gateway = f"{status}{_GATEWAY}" if type_ == "application/json" else ""
                if status in shown:
                    content["example"] = shown[status]
                elif status in refusals:
                    name = by_gateway if by_gateway in refusals else status
                    reference = f"#/components/examples/Refused{name}"
                    content["examples"] = {"refused": {"$ref": reference}}
    launch = made["paths"]["/v1/tasks"]["post"]["requestBody"]
    launch["content"]["application/json"]["examples"] = {
        kind.name: {"summary": kind.title, "value": {"kind": kind.name, "params": _example(kind)}}
        for kind in kinds.all_kinds().values()
    }


def _example(kind: Kind[Any]) -> dict[str, Any]:
    fields = params_model(kind).model_fields
    return {name: field.examples[0] for name, field in fields.items() if field.examples}
