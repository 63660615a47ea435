"""The OpenAPI 3.1 document of the HTTPS API, generated from the calls themselves.

``python -m legwork.api.document`` writes it to ``openapi.json`` beside this file, from where it is
served; a test fails when it was forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from legwork import kinds
from legwork.api import about, autopilots, launching, notifications, outcomes, tasks
from legwork.api.http import serve
from legwork.api.links import add_links
from legwork.api.operation import METHODS, Operation
from legwork.contracts.params import params_model
from legwork.contracts.problem import Problem
from legwork.domain.kind import Kind
from legwork.rooms import modules_in

PATH: Final = Path(__file__).with_name("openapi.json")
ENGINE: Final = (launching, tasks, outcomes, notifications, autopilots, about)
"""Calls that are about every task; those of the trade are found in its rooms."""
_ABOUT: Final = (
    "Background tasks that touch thousands of records: launch, watch, cancel. Times are RFC 3339 "
    "in UTC, but for reservations: theirs are local to the facility. Money is whole cents. The "
    "account is the token's. Refusals are problems as RFC 9457 has them. A call that may launch a "
    "task takes an Idempotency-Key: sent again with the same one, it answers with the same task."
)
_TAGS: Final = {
    "Tasks": "Background tasks, their outcomes, and the kinds that there are",
    "Files": "Uploads for tasks to read",
    "Permits": "Permits, their reservations, receipts, and holders' accounts",
    "Classes": "Classes, their sessions and enrollments; families and students",
    "Mail": "What the recipients of mailings can do",
    "Notifications": "Who was told of the end of a task",
    "Autopilot": "Tasks on a schedule; for owners",
    "About": "The API itself",
}
_BY_KIND: Final = ("LaunchRequest", "WorkflowRequest")
"""Schemas that name a kind and have its parameters."""
_OF_ONE_KIND: Final = {"PreviewRequest": "email_blast"}
"""Schemas that have the parameters of one kind and need not name it."""
_REF: Final = "#/components/schemas/"


def document() -> dict[str, Any]:
    """The document."""
    app = serve(*(noun.calls for noun in (*ENGINE, *modules_in("api"))))
    made: dict[str, Any] = json.loads(
        app.get_openapi_json_schema(title="Legwork", version="1", description=_ABOUT)
    )
    schemas = made["components"]["schemas"]
    _complete_schemas(schemas)
    operations = list(_operations(app, made))
    for operation in operations:
        operation.complete(schemas)
    add_links(operations)
    _add_examples(made["paths"]["/v1/tasks"]["post"])
    made["info"]["license"] = {"name": "Apache 2.0", "identifier": "Apache-2.0"}
    made["components"]["securitySchemes"] = {
        "idToken": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "An ID token of the Cognito user pool.",
        }
    }
    made["security"] = [{"idToken": []}]
    made["servers"] = [{"url": "/"}]
    made["tags"] = [{"name": name, "description": text} for name, text in _TAGS.items()]
    return made


def _operations(app: APIGatewayHttpResolver, made: dict[str, Any]) -> Iterator[Operation]:
    summaries = _summaries(app)
    for path, item in made["paths"].items():
        for method in METHODS:
            if method in item:
                summary = summaries[path, method]
                yield Operation(path=path, method=method, made=item[method], summary=summary)


def _summaries(app: APIGatewayHttpResolver) -> dict[tuple[str, str], str]:
    """What each call does, as its function says it."""
    routes = [*app._static_routes, *app._dynamic_routes]  # noqa: SLF001 -- there is no other way
    return {
        (route.path.replace("<", "{").replace(">", "}"), route.method.lower()): (
            (route.func.__doc__ or "").strip().splitlines()[0]
        )
        for route in routes
    }


# --- Schemas ---------------------------------------------------------------------------------


def _complete_schemas(schemas: dict[str, Any]) -> None:
    for name in ("HTTPValidationError", "ValidationError", "ResponseValidationError"):
        schemas.pop(name, None)
    models: list[tuple[type[BaseModel], JsonSchemaMode]] = [(Problem, "serialization")]
    models += [(params_model(kind), "validation") for kind in kinds.all_kinds().values()]
    _, more = models_json_schema(models, ref_template=f"{_REF}{{model}}")
    schemas.update(more["$defs"])
    schemas["GatewayRefusal"] = {
        "type": "object",
        "properties": {"message": {"type": ["string", "null"]}},
        "description": "What the gateway itself answers, before a function is called.",
    }
    for name in _BY_KIND:
        schemas[name] = _by_kind(schemas[name])
    for name, kind in _OF_ONE_KIND.items():
        model = params_model(kinds.find(kind))
        schemas[name]["properties"]["params"] = {"$ref": f"{_REF}{model.__name__}"}


def _by_kind(request: dict[str, Any]) -> dict[str, Any]:
    """A request that names a kind: one of the kinds, with the parameters of that one."""
    return {
        "title": request["title"],
        "description": request["description"],
        "oneOf": [_of_kind(request, kind) for kind in kinds.all_kinds().values()],
    }


def _of_kind(request: dict[str, Any], kind: Kind[Any]) -> dict[str, Any]:
    model = params_model(kind)
    needs_params = any(field.is_required() for field in model.model_fields.values())
    required = [name for name in request["required"] if name != "params"]
    return {
        **request,
        "title": kind.title,
        "description": f"Needs the permission '{kind.permission}'.",
        "required": [*required, "params"] if needs_params else required,
        "properties": {
            **request["properties"],
            "kind": {"type": "string", "const": kind.name},
            "params": {"$ref": f"{_REF}{model.__name__}"},
        },
    }


def _add_examples(launch: dict[str, Any]) -> None:
    """A launch of each kind, from the examples that its parameters give."""
    launch["requestBody"]["content"]["application/json"]["examples"] = {
        kind.name: {"summary": kind.title, "value": {"kind": kind.name, "params": _example(kind)}}
        for kind in kinds.all_kinds().values()
    }


def _example(kind: Kind[Any]) -> dict[str, Any]:
    fields = params_model(kind).model_fields
    return {name: field.examples[0] for name, field in fields.items() if field.examples}


def text() -> str:
    """The document as it is kept and served."""
    return json.dumps(document(), indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Write the document."""
    PATH.write_text(text())


if __name__ == "__main__":
    main()
