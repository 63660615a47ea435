"""The OpenAPI document: as committed, valid, and as the API is."""

import json
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from legwork import kinds
from legwork.api import about, document
from legwork.contracts.params import params_model, validated
from legwork.contracts.problem import type_of
from legwork.domain import errors as domain_errors
from legwork.domain.errors import LegworkError

COMMITTED: dict[str, Any] = json.loads(document.PATH.read_text())
SERVED = (
    *("launch_task", "manage_tasks", "stop_tasks", "edit_permit", "edit_records"),
    *("edit_autopilot", "edit_programs", "read_classes", "open_statement", "unsubscribe"),
)
"""Functions that API Gateway sends calls to."""
BY_THE_CDK = pytest.mark.xdist_group("templates")
"""Loads the CDK, which one process has loaded anyway."""

OPEN = "429"
READ = "400 401 403 429 503"
NAMED = f"404 {READ}"
SENT = f"413 {READ}"
CHANGED = f"409 {NAMED}"
CORRECTED = f"200 412 413 428 {NAMED}"
MADE = f"201 {CORRECTED}"
CALLS = {
    "GET /v1/openapi.json": f"200 {OPEN}",
    "GET /v1/reference": f"200 {OPEN}",
    "GET /v1/kinds": f"200 {READ}",
    "POST /v1/uploads": f"201 {SENT}",
    "GET /v1/tasks": f"200 304 {READ}",
    "POST /v1/tasks": f"202 404 409 422 {SENT}",
    "GET /v1/tasks/{}": f"200 304 {NAMED}",
    "DELETE /v1/tasks/{}": f"204 {CHANGED}",
    "GET /v1/tasks/{}/audit": f"200 413 {NAMED}",
    "GET /v1/tasks/{}/outcomes": f"200 {NAMED}",
    "GET /v1/tasks/{}/outcomes/summary": f"200 {NAMED}",
    "GET /v1/tasks/{}/outcomes.csv": f"200 302 {NAMED}",
    "POST /v1/tasks/{}/cancel": f"200 413 {CHANGED}",
    "POST /v1/tasks/{}/pause": f"200 413 {CHANGED}",
    "POST /v1/tasks/{}/resume": f"200 413 {CHANGED}",
    "POST /v1/previews/{}/approve": f"200 413 {CHANGED}",
    "POST /v1/previews/{}/reject": f"200 413 {CHANGED}",
    "GET /v1/approval-rules": f"200 {READ}",
    "PUT /v1/approval-rules": f"200 {SENT}",
    "GET /v1/trail": f"200 {READ}",
    "GET /v1/trail.csv": f"200 413 {READ}",
    "GET /v1/account": f"200 {READ}",
    "GET /v1/costs": f"200 {READ}",
    "PUT /v1/account/hold": f"200 {SENT}",
    "DELETE /v1/account/hold": f"200 {READ}",
    "PUT /v1/account/stop-when": f"200 {SENT}",
    "DELETE /v1/account/stop-when": f"200 {READ}",
    "POST /v1/tasks/{}/retry": f"202 413 422 {CHANGED}",
    "POST /v1/tasks/{}/undo": f"202 413 422 {CHANGED}",
    "GET /v1/reports/{}": f"302 {NAMED}",
    "GET /v1/permits": f"200 {READ}",
    "GET /v1/holders": f"200 {READ}",
    "GET /v1/classes": f"200 {READ}",
    "GET /v1/families": f"200 {READ}",
    "GET /v1/students": f"200 {READ}",
    "GET /v1/permits/{}": f"200 {NAMED}",
    "PUT /v1/permits/{}": f"200 202 413 422 {CHANGED}",
    "POST /v1/permits/{}/billout": f"200 202 413 422 {CHANGED}",
    "GET /v1/permits/{}/reservations/{}": f"200 304 {NAMED}",
    "PUT /v1/permits/{}/reservations/{}": f"409 {CORRECTED}",
    "PATCH /v1/permits/{}/reservations/{}": f"409 {CORRECTED}",
    "GET /v1/permits/{}/reservations": f"200 {NAMED}",
    "GET /v1/permits/{}/background-jobs": f"200 {NAMED}",
    "GET /v1/receipts/{}": f"200 {NAMED}",
    "GET /v1/holders/{}": f"200 {NAMED}",
    "GET /v1/classes/{}": f"200 304 {NAMED}",
    "PUT /v1/classes/{}": MADE,
    "PATCH /v1/classes/{}": CORRECTED,
    "GET /v1/classes/{}/enrollments/{}": f"200 304 {NAMED}",
    "PUT /v1/classes/{}/enrollments/{}": MADE,
    "PATCH /v1/classes/{}/enrollments/{}": CORRECTED,
    "POST /v1/students/{}/tokens/{}/redeem": f"200 409 413 {NAMED}",
    "GET /v1/staff": f"200 {READ}",
    "GET /v1/staff/{}": f"200 304 {NAMED}",
    "PUT /v1/staff/{}": MADE,
    "PATCH /v1/staff/{}": CORRECTED,
    "GET /v1/classes/{}/enrollments": f"200 {NAMED}",
    "GET /v1/classes/{}/sessions": f"200 {NAMED}",
    "GET /v1/families/{}": f"200 304 {NAMED}",
    "PUT /v1/families/{}": MADE,
    "PATCH /v1/families/{}": CORRECTED,
    "GET /v1/families/{}/account": f"200 {NAMED}",
    "POST /v1/classes/{}/enrollments/{}/transfer": f"200 413 422 {NAMED}",
    "GET /v1/accounts/audit": f"200 {READ}",
    "GET /v1/families/{}/payment-methods": f"200 304 {NAMED}",
    "PUT /v1/families/{}/payment-methods/{}": CORRECTED,
    "DELETE /v1/families/{}/payment-methods/{}": f"200 412 428 {NAMED}",
    "GET /v1/payment-terms": f"200 304 {READ}",
    "PUT /v1/payment-terms": f"200 412 428 {SENT}",
    "POST /v1/tasks/preflight": f"200 404 {SENT}",
    "POST /v1/previews": f"202 404 409 422 {SENT}",
    "POST /v1/families/{}/charges": f"201 413 422 {NAMED}",
    "POST /v1/families/{}/payments": f"201 413 422 {NAMED}",
    "POST /v1/families/{}/credits": f"201 413 422 {NAMED}",
    "POST /v1/families/{}/postings/{}/counter": f"201 409 413 422 {NAMED}",
    "POST /v1/families/{}/postings/{}/unlink": f"200 413 {NAMED}",
    "GET /v1/account/profile": f"200 304 {READ}",
    "PUT /v1/account/profile": f"200 412 428 {SENT}",
    "GET /v1/students/{}": f"200 304 {NAMED}",
    "PUT /v1/students/{}": MADE,
    "GET /v1/keywords": f"200 {READ}",
    "GET /v1/lists": f"200 {READ}",
    "GET /v1/lists/{}": f"200 304 {NAMED}",
    "PUT /v1/lists/{}": f"200 201 412 413 428 {READ}",
    "DELETE /v1/lists/{}": f"204 {NAMED}",
    "PATCH /v1/students/{}": CORRECTED,
    "POST /v1/kinds/email_blast/preview": f"200 {SENT}",
    "GET /v1/statements/{}": f"200 404 503 {OPEN}",
    "GET /v1/unsubscribe/{}": f"200 404 {OPEN}",
    "POST /v1/unsubscribe/{}": f"200 404 503 {OPEN}",
    "GET /v1/notifications": f"200 304 {READ}",
    "POST /v1/notifications/{}/read": f"200 {NAMED}",
    "GET /v1/autopilots": f"200 {READ}",
    "POST /v1/autopilots": f"201 404 422 {SENT}",
    "GET /v1/autopilots/{}": f"200 {NAMED}",
    "PUT /v1/autopilots/{}": f"200 412 413 428 {NAMED}",
    "DELETE /v1/autopilots/{}": f"204 412 428 {NAMED}",
    "POST /v1/autopilots/{}/run": f"202 413 422 {NAMED}",
    "GET /v1/credentials": f"200 {READ}",
    "POST /v1/credentials": f"201 409 {SENT}",
    "DELETE /v1/credentials/{}": f"204 {NAMED}",
    "GET /v1/webhooks": f"200 {READ}",
    "POST /v1/webhooks": f"201 409 {SENT}",
    "GET /v1/webhooks/{}": f"200 {NAMED}",
    "PUT /v1/webhooks/{}": f"200 413 {NAMED}",
    "DELETE /v1/webhooks/{}": f"204 {NAMED}",
    "POST /v1/webhooks/{}/rotate-secret": f"200 {NAMED}",
    "GET /v1/webhooks/{}/deliveries": f"200 {NAMED}",
    "POST /v1/webhooks/{}/deliveries/{}/redeliver": f"200 {CHANGED}",
}
"""Every call with the statuses that it can answer with."""


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every call as it stands in the document."""
    for path, item in COMMITTED["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {nameless(path)}", operation


def nameless(path: str) -> str:
    """A path whatever its parameters are called."""
    return re.sub(r"[{<][^}>]*[}>]", "{}", path)


EACH = pytest.mark.parametrize("call", CALLS)


def operation(call: str) -> dict[str, Any]:
    return dict(operations())[call]


def test_it_is_committed_as_it_is_generated() -> None:
    """If this fails: ``make contract``, and look at what changed."""
    assert document.PATH.read_text() == document.text()


def test_it_is_served_as_it_is_committed() -> None:
    assert about.openapi().body == document.PATH.read_text()


def test_it_is_valid() -> None:
    assert COMMITTED["openapi"].startswith("3.1.")
    assert [str(error) for error in OpenAPIV31SpecValidator(COMMITTED).iter_errors()] == []


def test_it_has_the_calls_that_there_are() -> None:
    assert sorted(call for call, _ in operations()) == sorted(CALLS)


def sent_to(function: str) -> list[str]:
    """The routes that lead to a function."""
    construct = import_module(f"infra.constructs.{function}")
    names = ("ROUTES", "OPEN_ROUTES")
    return [route for name in names for route in getattr(construct, name, ())]


@BY_THE_CDK
@pytest.mark.parametrize("function", SERVED)
def test_each_function_serves_the_routes_that_it_is_sent(function: str) -> None:
    app = import_module(f"functions.{function}.handler").app
    routes = {
        f"{route.method} {nameless(route.path)}"
        for route in (*app._static_routes, *app._dynamic_routes)
    }
    assert routes == {nameless(route) for route in sent_to(function)}


@BY_THE_CDK
def test_all_routes_together_are_its_calls() -> None:
    routes = [route for function in SERVED for route in sent_to(function)]

    assert sorted(map(nameless, routes)) == sorted(CALLS)


# --- Each call -------------------------------------------------------------------------------


@EACH
def test_a_call_has_its_statuses_and_no_others(call: str) -> None:
    assert operation(call)["responses"].keys() == set(CALLS[call].split())


@EACH
def test_a_refusal_is_a_problem_or_the_gateways_own(call: str) -> None:
    for status, answer in operation(call)["responses"].items():
        if status < "400":
            continue
        kind, name = ("application/problem+json", "Problem")
        if status in {"401", "429"}:
            kind, name = ("application/json", "GatewayRefusal")
        contents = dict(answer["content"])
        if status in {"401", "429"} and operation(call).get("security") != []:
            # Of a program's key, and of the account's own bucket, besides the gateway's.
            own = contents.pop("application/problem+json")
            assert own["schema"]["$ref"] == "#/components/schemas/Problem"
        if status == "429" and operation(call).get("security") != []:
            assert {*answer["headers"]} == {"Retry-After", "RateLimit", "RateLimit-Policy"}
        [(found, content)] = contents.items()
        if call == "GET /v1/statements/{}" and status == "404":
            # A family has followed a link: it is shown a page.
            assert found == "text/html"
            continue
        assert (found, content["schema"]["$ref"]) == (kind, f"#/components/schemas/{name}")


@EACH
def test_an_answer_is_described(call: str) -> None:
    for status, answer in operation(call)["responses"].items():
        assert answer["description"] not in {"", "Successful Response"}
        assert ("content" in answer) == (status not in {"204", "302", "304"})
        for content in answer.get("content", {}).values():
            assert content["schema"]
        for header in answer.get("headers", {}).values():
            assert header["description"]


@EACH
def test_so_are_the_call_and_what_it_takes(call: str) -> None:
    found = operation(call)
    assert found["summary"]
    assert not found["summary"].endswith(".")
    assert set(found["tags"]) <= {tag["name"] for tag in COMMITTED["tags"]}
    for parameter in found.get("parameters", ()):
        assert parameter["description"]
        assert "anyOf" not in parameter["schema"]


@EACH
def test_all_but_the_open_ones_need_a_token(call: str) -> None:
    open_ = (
        call in {"GET /v1/openapi.json", "GET /v1/reference"}
        or "/v1/unsubscribe/" in call
        or "/v1/statements/" in call
    )
    assert operation(call).get("security") == ([] if open_ else None)
    assert COMMITTED["security"] == [{"idToken": []}, {"credential": []}]


def test_calls_have_names_of_their_own() -> None:
    names = [found["operationId"] for _, found in operations()]
    assert len(set(names)) == len(names)


@EACH
def test_links_lead_to_calls_by_what_those_take(call: str) -> None:
    known = {found["operationId"]: found for _, found in operations()}
    for answer in operation(call)["responses"].values():
        for link in answer.get("links", {}).values():
            taken = {one["name"] for one in known[link["operationId"]]["parameters"]}
            assert link["parameters"].keys() <= taken


def test_a_launched_task_leads_to_everything_about_it() -> None:
    links = operation("POST /v1/tasks")["responses"]["202"]["links"]
    about_a_task = {
        found["operationId"]
        for call, found in operations()
        if "tasks/{}" in call or "previews/{}" in call
    }
    assert links.keys() == about_a_task


@pytest.mark.parametrize(
    "call", [call for call, statuses in CALLS.items() if "202" in statuses.split()]
)
def test_whatever_launches_takes_a_key_and_says_where_the_task_is(call: str) -> None:
    found = operation(call)
    [key] = [one for one in found["parameters"] if one["in"] == "header"]
    assert (key["name"], key["required"]) == ("Idempotency-Key", True)
    assert found["responses"]["202"]["headers"].keys() == {"Location", "Retry-After"}


# --- Fields ----------------------------------------------------------------------------------


def test_every_field_is_described() -> None:
    silent = [
        f"{name}.{field}"
        for name, schema in COMMITTED["components"]["schemas"].items()
        for field, said in schema.get("properties", {}).items()
        if not said.get("description")
    ]
    assert silent == []


def test_every_schema_is_described() -> None:
    schemas = COMMITTED["components"]["schemas"]
    assert [name for name, schema in schemas.items() if not schema.get("description")] == []


def test_problem_types_are_listed() -> None:
    """Every error has one: which of them a caller meets is a question of statuses."""
    listed = COMMITTED["components"]["schemas"]["ProblemType"]["enum"]
    errors = {one for one in vars(domain_errors).values() if isinstance(one, type)}
    known = {type_of(one) for one in errors if issubclass(one, LegworkError)}
    assert set(listed) == known == {type_of(one) for one in _every(LegworkError)}


def _every(error: type[LegworkError]) -> Iterator[type[LegworkError]]:
    yield error
    for one in error.__subclasses__():
        yield from _every(one)


# --- Variants --------------------------------------------------------------------------------


@EACH
def test_a_body_that_need_not_be_sent_is_left_out(call: str) -> None:
    """A generated client would send ``null``, or fail to."""
    for content in operation(call).get("requestBody", {}).get("content", {}).values():
        assert content["schema"].keys() == {"$ref"}


def test_no_variant_is_without_a_name() -> None:
    """Generated programs name types after schemas: an inline one has no name, or a wrong one."""
    for name, schema in COMMITTED["components"]["schemas"].items():
        for variant in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
            assert variant.keys() == {"$ref"}, name


@pytest.mark.parametrize(
    "request_", ["LaunchOfKindRequest", "PreviewOfKindRequest", "WorkflowRequest"]
)
def test_the_variants_of_a_kind_are_told_apart_by_it(request_: str) -> None:
    schema = COMMITTED["components"]["schemas"][request_]
    mapping = schema["discriminator"]["mapping"]
    assert schema["discriminator"]["propertyName"] == "kind"
    assert mapping.keys() == kinds.all_kinds().keys()
    assert [one["$ref"] for one in schema["oneOf"]] == list(mapping.values())


# --- Kinds -----------------------------------------------------------------------------------


def fits(schema: str, value: Any) -> bool:
    root = {**COMMITTED, "$ref": f"#/components/schemas/{schema}"}
    return Draft202012Validator(root, format_checker=FormatChecker()).is_valid(value)


def examples() -> dict[str, Any]:
    body = operation("POST /v1/tasks")["requestBody"]["content"]["application/json"]
    return {name: example["value"] for name, example in body["examples"].items()}


def test_every_kind_has_an_example_that_can_be_launched() -> None:
    assert examples().keys() == kinds.all_kinds().keys()
    for name, example in examples().items():
        assert example["kind"] == name
        assert fits("LaunchRequest", example)
        assert validated(kinds.find(name), example["params"]).items() >= example["params"].items()


@pytest.mark.parametrize("kind", kinds.all_kinds())
def test_the_parameters_of_a_kind_go_with_its_name_only(kind: str) -> None:
    example = examples()[kind]
    assert not fits("LaunchRequest", {**example, "kind": "no_such_kind"})
    assert not fits("LaunchRequest", {**example, "params": {**example["params"], "colour": "red"}})
    needs_params = any(
        f.is_required() for f in params_model(kinds.find(kind)).model_fields.values()
    )
    assert fits("LaunchRequest", {"kind": kind}) is not needs_params
    workflow = {"name": "Daily", "schedule": "rate(1 day)", **example}
    assert fits("WorkflowRequest", workflow)
    assert not fits("WorkflowRequest", {**workflow, "schedule": "daily"})


@pytest.mark.parametrize("kind", kinds.all_kinds())
def test_they_are_those_that_the_list_of_kinds_shows(kind: str) -> None:
    shown = params_model(kinds.find(kind)).model_json_schema()
    assert COMMITTED["components"]["schemas"][shown["title"]] == shown


def test_a_save_has_one_source_of_reservations() -> None:
    save = {"holder": "League"}
    assert fits("PermitSaveRequest", {**save, "reservations": []})
    assert fits("PermitSaveRequest", {**save, "reservations": None, "upload_id": "A"})
    assert not fits("PermitSaveRequest", save)
    assert not fits("PermitSaveRequest", {**save, "reservations": [], "upload_id": "A"})
