import re
from collections.abc import Iterable
from importlib import import_module

import pytest

from tests.infra.reading import Properties, Reading, written

ROUTE = "AWS::ApiGatewayV2::Route"
STAGE = "AWS::ApiGatewayV2::Stage"
AUTHORIZER = "AWS::ApiGatewayV2::Authorizer"
STAFF, PROGRAMS = "Http", "Programs"
"""How the logical ids of the two doors begin."""

OPEN = {
    "GET /v1/openapi.json",
    "GET /v1/reference",
    # Whoever has the link that is in a mail may use it: it is signed.
    "GET /v1/statements/{token}",
    "GET /v1/unsubscribe/{token}",
    "POST /v1/unsubscribe/{token}",
}
SERVING = (
    "launch_task",
    "manage_tasks",
    "stop_tasks",
    "edit_permit",
    "edit_records",
    "edit_autopilot",
    "edit_programs",
    "read_classes",
    "open_statement",
    "unsubscribe",
)


def served(name: str) -> set[str]:
    """The calls that a function answers, with nameless parameters."""
    app = import_module(f"functions.{name}.handler").app
    paths = app.get_openapi_schema(title="Legwork", version="1").paths
    return {
        f"{method.upper()} {without_names(path)}"
        for path, item in paths.items()
        for method in ("get", "put", "patch", "post", "delete")
        if getattr(item, method) is not None
    }


def routes(reading: Reading, door: str) -> list[Properties]:
    """The routes of the API for people, or of the one for programs."""
    every = reading.of_type(ROUTE).values()
    return [route for route in every if route["ApiId"]["Ref"].startswith(door)]


def without_names(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path)


@pytest.mark.parametrize("door", [STAFF, PROGRAMS])
@pytest.mark.parametrize("name", SERVING)
def test_a_function_gets_the_calls_it_answers(prod: Reading, name: str, door: str) -> None:
    """And no others: no call that somebody else answers leads to it."""
    integrations = prod.of_type("AWS::ApiGatewayV2::Integration")

    def leads_to(route: Properties) -> str:
        integration = integrations[written(route["Target"]).removeprefix("integrations/")]
        return prod.called(integration["IntegrationUri"])

    lead = {route["RouteKey"]: leads_to(route) for route in routes(prod, door)}
    own = served(name) - (nameless(OPEN) if door == PROGRAMS else set())
    assert own or door == PROGRAMS
    assert {lead[most_telling(lead, call)] for call in own} <= {prod.function_id(name)}


def nameless(calls: Iterable[str]) -> set[str]:
    return {without_names(call) for call in calls}


def test_the_door_for_programs_leads_to_functions_that_refuse_strangers(prod: Reading) -> None:
    """It lets everybody in: `tests/security/test_strangers.py` tries each that is listed here."""
    integrations = prod.of_type("AWS::ApiGatewayV2::Integration").values()
    called = {
        prod.called(one["IntegrationUri"])
        for one in integrations
        if one["ApiId"]["Ref"].startswith(PROGRAMS)
    }

    assert called <= {prod.function_id(name) for name in SERVING}
    for name in SERVING:
        assert import_module(f"functions.{name}.handler").app, name


def test_both_doors_lead_to_the_same_calls(prod: Reading) -> None:
    of_staff = {route["RouteKey"] for route in routes(prod, STAFF)}

    assert {route["RouteKey"] for route in routes(prod, PROGRAMS)} == of_staff - OPEN


def test_every_other_route_asks_for_a_token_of_the_staff(prod: Reading) -> None:
    authorizer = prod.logical_id(AUTHORIZER, STAFF)
    settings = prod.of_type(AUTHORIZER)[authorizer]

    assert settings["AuthorizerType"] == "JWT"
    assert settings["IdentitySource"] == ["$request.header.Authorization"]
    assert prod.logical_id("AWS::Cognito::UserPool", "") in written(
        settings["JwtConfiguration"]["Issuer"]
    )
    for route in routes(prod, STAFF):
        if route["RouteKey"] not in OPEN:
            assert route["AuthorizationType"] == "JWT", route["RouteKey"]
            assert route["AuthorizerId"] == {"Ref": authorizer}, route["RouteKey"]


def test_programs_are_asked_for_their_key_at_every_call(prod: Reading) -> None:
    authorizer = prod.logical_id(AUTHORIZER, PROGRAMS)
    settings = prod.of_type(AUTHORIZER)[authorizer]

    assert settings["AuthorizerType"] == "REQUEST"
    assert settings["EnableSimpleResponses"] is True
    assert settings["AuthorizerPayloadFormatVersion"] == "2.0"
    assert settings["IdentitySource"] == ["$request.header.Authorization"]
    # What it said before would let in whoever was revoked since.
    assert settings["AuthorizerResultTtlInSeconds"] == 0
    assert prod.alias_id("authorize") in written(settings["AuthorizerUri"])
    for route in routes(prod, PROGRAMS):
        assert route["AuthorizationType"] == "CUSTOM", route["RouteKey"]
        assert route["AuthorizerId"] == {"Ref": authorizer}, route["RouteKey"]


def most_telling(keys: Iterable[str], call: str) -> str:
    """The route that the gateway takes: one that names the whole path, and the method, first."""
    method, path = call.split(" ")

    def rank(key: str) -> tuple[bool, int, bool]:
        return ("proxy+" not in key, len(key.replace("{proxy+}", "")), not key.startswith("ANY "))

    fitting = []
    for key in keys:
        verb, pattern = key.split(" ")
        form = re.sub(r"\{\w*\}", "[^/]+", pattern.replace("{proxy+}", ".+"))
        if verb in {method, "ANY"} and re.fullmatch(form, path):
            fitting.append(key)
    return max(fitting, key=rank)


def test_what_is_open_to_everybody(prod: Reading) -> None:
    free = {
        route["RouteKey"]
        for route in prod.of_type(ROUTE).values()
        if route["AuthorizationType"] == "NONE"
    }

    assert free == OPEN


@pytest.mark.parametrize(("stage", "rate", "burst"), [("dev", 200, 500), ("prod", 2_000, 4_000)])
def test_requests_are_limited_by_stage(
    templates: dict[str, Reading], stage: str, rate: int, burst: int
) -> None:
    for one in templates[stage].of_type(STAGE).values():
        settings = one["DefaultRouteSettings"]

        assert settings["ThrottlingRateLimit"] == rate
        assert settings["ThrottlingBurstLimit"] == burst


def test_the_access_log_holds_no_token_and_no_query(prod: Reading) -> None:
    for one in prod.of_type(STAGE).values():
        settings = one["AccessLogSettings"]

        assert "$context.requestId" in settings["Format"]
        assert "header" not in settings["Format"].lower()
        assert "query" not in settings["Format"].lower()


def test_pages_of_other_origins_may_call_only_where_the_stage_says_so(
    templates: dict[str, Reading],
) -> None:
    def origins(stage: str) -> dict[str, object]:
        every = templates[stage].of_type("AWS::ApiGatewayV2::Api").items()
        return {name: one.get("CorsConfiguration", {}).get("AllowOrigins") for name, one in every}

    people = templates["local"].logical_id("AWS::ApiGatewayV2::Api", STAFF)
    # Programs are no pages: no browser ever holds a key.
    assert [name for name, allowed in origins("local").items() if allowed == ["*"]] == [people]
    assert set(origins("prod").values()) == {None}


def test_a_browser_may_ask_first_without_a_token(templates: dict[str, Reading]) -> None:
    """A route for any method would take the question, and ask for a token."""

    def asking(stage: str) -> set[str]:
        return {
            route["RouteKey"].removeprefix("OPTIONS ")
            for route in templates[stage].of_type(ROUTE).values()
            if route["RouteKey"].startswith("OPTIONS ") and route["AuthorizationType"] == "NONE"
        }

    any_method = {
        route["RouteKey"].removeprefix("ANY ")
        for route in routes(templates["local"], STAFF)
        if route["RouteKey"].startswith("ANY ")
    }
    assert any_method
    assert asking("local") == any_method
    assert asking("prod") == set()
