"""The OpenAPI 3.1 document of the HTTPS API: what the routes and the contracts say of themselves.

``python -m legwork.api.document`` writes it to ``openapi.json`` beside this file, from where it is
served; a test fails when it was forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer, License, Tag
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from legwork import kinds
from legwork.api import (
    about,
    account,
    autopilots,
    costs,
    credentials,
    launching,
    notifications,
    outcomes,
    pausing,
    previewing,
    tasks,
    trail,
    webhooks,
)
from legwork.api.examples import add_examples
from legwork.api.links import add_links
from legwork.contracts import happening
from legwork.contracts.params import params_model
from legwork.contracts.problem import GatewayRefusal, Problem
from legwork.rooms import modules_in

PATH: Final = Path(__file__).with_name("openapi.json")
ENGINE: Final = (
    launching,
    tasks,
    pausing,
    previewing,
    outcomes,
    notifications,
    autopilots,
    credentials,
    webhooks,
    account,
    costs,
    trail,
    about,
)
"""Calls that are about every task; those of the trade are found in its rooms."""
_ABOUT: Final = (
    "Background tasks that touch thousands of records: launch, watch, cancel. Times are RFC 3339 "
    "in UTC, but for reservations: theirs are local to the facility. Money is whole cents. The "
    "account is the token's. Refusals are problems as RFC 9457 has them. A call that may launch a "
    "task takes an Idempotency-Key: sent again with the same one, it answers with the same task. "
    "An account has so many calls: `RateLimit-Policy` says how many, `RateLimit` what is left, and "
    "a 429 says when to go on (`Retry-After`). Calls that stop a task are counted apart."
)
_TAGS: Final = {
    "Tasks": "Background tasks, their outcomes, and the kinds that there are",
    "Files": "Uploads for tasks to read",
    "Permits": "Permits, their reservations, receipts, and holders' accounts",
    "Classes": "Classes, their sessions and enrollments",
    "Families": "Families and their students",
    "Money": "Accounts of families: charges, payments, credits",
    "Mail": "What the recipients of mailings can do",
    "Notifications": "Who was told of the end of a task",
    "Autopilot": "Tasks on a schedule; for owners",
    "Programs": "Logins of programs, and addresses that are called; for owners",
    "Account": "What holds for all tasks of the account",
    "Trail": "Who did what and when; for owners",
    "About": "The API itself",
}


def document() -> dict[str, Any]:
    """The document."""
    app = APIGatewayHttpResolver()
    for noun in (*ENGINE, *modules_in("api"), *modules_in("api.records")):
        app.include_router(noun.calls)
    for route in (*app._static_routes, *app._dynamic_routes):  # noqa: SLF001 -- no other way
        route.summary = (route.func.__doc__ or "").strip().splitlines()[0].rstrip(".")
    made: dict[str, Any] = json.loads(
        app.get_openapi_json_schema(
            title="Legwork",
            version="1",
            description=_ABOUT,
            license_info=License(name="Apache 2.0", identifier="Apache-2.0"),
            tags=[Tag(name=name, description=text) for name, text in _TAGS.items()],
            security_schemes={
                "idToken": HTTPBearer(
                    bearerFormat="JWT", description="An ID token of the Cognito user pool."
                ),
                "credential": HTTPBearer(
                    description="The key of a credential, at the address for programs."
                ),
            },
            security=[{"idToken": []}, {"credential": []}],
        )
    )
    _complete_schemas(made["components"]["schemas"])
    for operation in operations(made):
        for parameter in operation.get("parameters", ()):
            _complete_parameter(parameter)
        for content in operation.get("requestBody", {}).get("content", {}).values():
            _leave_null_out(content["schema"])
        _complete_responses(operation["responses"])
    made["webhooks"] = happening.operations()
    add_links(made)
    add_examples(made)
    return made


def operations(made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every call in a document."""
    for item in made["paths"].values():
        yield from item.values()


def _complete_schemas(schemas: dict[str, Any]) -> None:
    """Without those of Powertools' own refusals; with those that routes do not name."""
    for name in ("HTTPValidationError", "ValidationError", "ResponseValidationError"):
        schemas.pop(name, None)
    template = "#/components/schemas/{model}"
    models: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        (Problem, "serialization"),
        (GatewayRefusal, "serialization"),
        *((model, "serialization") for model in happening.CALLS.values()),
        *((params_model(kind), "validation") for kind in kinds.all_kinds().values()),
    ]
    _, more = models_json_schema(models, ref_template=template)
    schemas.update(more["$defs"])


def _complete_parameter(parameter: dict[str, Any]) -> None:
    """A header's usual name; and one that is not given is left out."""
    if parameter["in"] == "header":
        parameter["name"] = parameter["name"].title()
    _leave_null_out(parameter["schema"])
    parameter["schema"].pop("description", None)


def _leave_null_out(schema: dict[str, Any]) -> None:
    """What need not be sent is left out: there is no sending null."""
    for given in schema.pop("anyOf", ()):
        if given != {"type": "null"}:
            schema |= given
    if "$ref" in schema:
        schema.pop("title", None)


def _complete_responses(responses: dict[str, Any]) -> None:
    """Without what Powertools presumes: a refusal of its own, and a body for each answer."""
    if "HTTPValidationError" in json.dumps(responses.get("422", {})):
        del responses["422"]
    for status in {"204", "302", "304"} & responses.keys():
        responses[status].pop("content", None)


def text() -> str:
    """The document as it is kept and served."""
    return json.dumps(document(), indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    PATH.write_text(text())
