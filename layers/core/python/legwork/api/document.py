"""The OpenAPI 3.1 document of the HTTPS API, generated from the calls themselves.

``python -m legwork.api.document`` writes it to ``openapi.json`` beside this file, from where it is
served; CI fails when it was forgotten.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from pydantic.json_schema import models_json_schema

from legwork.api import (
    about,
    autopilots,
    launching,
    notifications,
    outcomes,
    permits,
    receipts,
    tasks,
)
from legwork.api.http import serve
from legwork.contracts.problem import Problem

PATH: Final = Path(__file__).with_name("openapi.json")
ALL: Final = (launching, tasks, outcomes, permits, receipts, notifications, autopilots, about)
_REFUSALS: Final = {
    "400": "The request is not valid",
    "401": "The token is missing, wrong or over its time",
    "403": "A permission is missing",
    "404": "There is no such thing here",
    "409": "The task is not in a state that allows this",
    "413": "The request is too large",
    "422": "The Idempotency-Key was used for another request",
    "429": "Too many requests: slow down",
    "503": "The same call may succeed a moment later",
}
_OF_THE_GATEWAY: Final = {"401", "429"}
_METHODS: Final = ("get", "put", "post", "delete")


def document() -> dict[str, Any]:
    """The document."""
    app = serve(*(noun.calls for noun in ALL))
    text = app.get_openapi_json_schema(
        title="Legwork",
        version="1",
        description="Background tasks that touch thousands of records: launch, watch, cancel.",
    )
    made: dict[str, Any] = json.loads(text)
    summaries = _summaries(app)
    _add_problem(made)
    for path, item in made["paths"].items():
        for method in _METHODS:
            if method in item:
                _complete(item[method], path, method)
                item[method]["summary"] = summaries[path, method]
    made["components"]["securitySchemes"] = {
        "idToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    }
    made["security"] = [{"idToken": []}]
    made["paths"]["/v1/openapi.json"]["get"]["security"] = []
    made["servers"] = [{"url": "/"}]
    return made


def _summaries(app: APIGatewayHttpResolver) -> dict[tuple[str, str], str]:
    """What each call does, as its function says it."""
    routes = [*app._static_routes, *app._dynamic_routes]  # noqa: SLF001 -- there is no other way
    return {
        (route.path.replace("<", "{").replace(">", "}"), route.method.lower()): (
            (route.func.__doc__ or "").strip().splitlines()[0]
        )
        for route in routes
    }


def _add_problem(made: dict[str, Any]) -> None:
    schemas = made["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError", "ResponseValidationError"):
        schemas.pop(name, None)
    template = "#/components/schemas/{model}"
    _, problem = models_json_schema([(Problem, "serialization")], ref_template=template)
    schemas.update(problem["$defs"])
    schemas["GatewayRefusal"] = {
        "type": "object",
        "properties": {"message": {"type": ["string", "null"]}},
        "description": "What the gateway itself answers, before a function is called.",
    }


def _complete(operation: dict[str, Any], path: str, method: str) -> None:
    operation["operationId"] = _operation_id(path, method)
    responses = operation["responses"]
    for status in ("422", "500"):
        responses.pop(status, None)
    for status, title in _REFUSALS.items():
        name = "GatewayRefusal" if status in _OF_THE_GATEWAY else "Problem"
        kind = "application/json" if status in _OF_THE_GATEWAY else "application/problem+json"
        schema = {"$ref": f"#/components/schemas/{name}"}
        responses[status] = {"description": title, "content": {kind: {"schema": schema}}}
    for status in ("204", "302", "304"):
        if status in responses:
            responses[status].pop("content", None)


def _operation_id(path: str, method: str) -> str:
    words = [part.strip("{}").replace(".", "_") for part in path.split("/")[2:]]
    return "_".join((method, *words)).replace("-", "_")


def main() -> None:
    """Write the document."""
    PATH.write_text(json.dumps(document(), indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
