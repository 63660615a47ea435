import re
from importlib import import_module

import pytest

from tests.infra.reading import Properties, Reading, written

ROUTE = "AWS::ApiGatewayV2::Route"
STAGE = "AWS::ApiGatewayV2::Stage"

OPEN = {
    "GET /v1/openapi.json",
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


def without_names(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path)


@pytest.mark.parametrize("name", SERVING)
def test_a_function_gets_the_calls_it_answers_and_no_others(prod: Reading, name: str) -> None:
    integrations = prod.of_type("AWS::ApiGatewayV2::Integration")

    def leads_to(route: Properties) -> str:
        integration = integrations[written(route["Target"]).removeprefix("integrations/")]
        return prod.called(integration["IntegrationUri"])

    routed = {
        without_names(route["RouteKey"])
        for route in prod.of_type(ROUTE).values()
        if leads_to(route) == prod.function_id(name)
    }
    assert routed
    assert routed == served(name)


def test_every_other_route_asks_for_a_token_of_the_staff(prod: Reading) -> None:
    authorizer = prod.logical_id("AWS::ApiGatewayV2::Authorizer", "")
    settings = prod.only("AWS::ApiGatewayV2::Authorizer")

    assert settings["AuthorizerType"] == "JWT"
    assert settings["IdentitySource"] == ["$request.header.Authorization"]
    assert prod.logical_id("AWS::Cognito::UserPool", "") in written(
        settings["JwtConfiguration"]["Issuer"]
    )
    for route in prod.of_type(ROUTE).values():
        if route["RouteKey"] not in OPEN:
            assert route["AuthorizationType"] == "JWT", route["RouteKey"]
            assert route["AuthorizerId"] == {"Ref": authorizer}, route["RouteKey"]


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
    settings = templates[stage].only(STAGE)["DefaultRouteSettings"]

    assert settings["ThrottlingRateLimit"] == rate
    assert settings["ThrottlingBurstLimit"] == burst


def test_the_access_log_holds_no_token_and_no_query(prod: Reading) -> None:
    settings = prod.only(STAGE)["AccessLogSettings"]

    assert "$context.requestId" in settings["Format"]
    assert "header" not in settings["Format"].lower()
    assert "query" not in settings["Format"].lower()


def test_pages_of_other_origins_may_call_only_where_the_stage_says_so(
    templates: dict[str, Reading],
) -> None:
    api = "AWS::ApiGatewayV2::Api"

    assert templates["local"].only(api)["CorsConfiguration"]["AllowOrigins"] == ["*"]
    assert "CorsConfiguration" not in templates["prod"].only(api)
