"""What every HTTPS function has in common: who calls, how answers and problems look."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Final, cast
from urllib.parse import quote, unquote

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.event_handler.openapi.params import Header, Path, Query
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel

from legwork.api.answers import JSON, PROBLEM
from legwork.api.body import check_body, check_path, read_json
from legwork.api.callers import caller_of, refuse_strangers
from legwork.api.etag import NotModified, etag_of, tags_in
from legwork.api.fair_calls import CALLS, admit, rate_headers
from legwork.contracts.params import invalid
from legwork.contracts.problem import Problem, problem_of
from legwork.contracts.task import TaskView
from legwork.domain.errors import (
    InvalidInput,
    LegworkError,
    NotAllowed,
    NotFound,
    NotLoggedIn,
    TooManyCalls,
    Transient,
)
from legwork.domain.permission import Caller
from legwork.domain.redacted_trace import redacted_trace
from legwork.usecases.read_task import TaskReading

logger, metrics = Logger(child=True), Metrics()

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="A new one for each new request; the same again for a repeat of the same call.",
    ),
]
OptionalKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="The same again for a repeat of the same call; without it, a repeat is another "
        "call.",
    ),
]


_NAME: Final = 10
"""Where the name of a call (its operation id) stands in the key of a route of Powertools."""
_ROUTERS: Final[dict[int, tuple[Calls, ...]]] = {}
"""Whose calls a resolver answers."""


class Calls(Router):
    """The calls about one noun."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def part(self, only: Collection[str], but: Collection[str]) -> Calls:
        """Some of the calls, by their names: see ``serve``."""
        part = Calls()
        part._routes = {
            route: answer
            for route, answer in self._routes.items()
            if (not only or route[_NAME] in only) and route[_NAME] not in but
        }
        return part

    @property
    def event(self) -> APIGatewayProxyEventV2:
        """The request that is being answered."""
        return cast("APIGatewayProxyEventV2", self.current_event)

    @property
    def caller(self) -> Caller:
        """Who sent it."""
        return caller_of(self.event)


def serve(
    *routers: Calls, only: Collection[str] = (), but: Collection[str] = ()
) -> APIGatewayHttpResolver:
    """A resolver for these calls, whose errors are problems.

    Args:
        routers: the calls.
        only: names of those that it answers; all when empty.
        but: names of those that it does not.
    """
    app = APIGatewayHttpResolver(
        enable_validation=True,
        response_validation_error_http_code=HTTPStatus.INTERNAL_SERVER_ERROR,
        json_body_deserializer=read_json,
    )
    for router in routers:
        app.include_router(router.part(only, but))
    _ROUTERS[id(app)] = routers

    @app.exception_handler(LegworkError)  # type: ignore[untyped-decorator]
    def refused(error: LegworkError) -> Response[str]:
        return _problem(problem_of(error, app.current_event.path), isinstance(error, Transient))

    @app.exception_handler(NotModified)  # type: ignore[untyped-decorator]
    def not_modified(error: NotModified) -> Response[None]:
        return Response(304, headers={"ETag": error.tag})

    @app.exception_handler(RequestValidationError)  # type: ignore[untyped-decorator]
    def not_valid(error: RequestValidationError) -> Response[str]:
        return _problem(problem_of(_without_place(error), app.current_event.path))

    @app.exception_handler(Exception)  # type: ignore[untyped-decorator]
    def unexpected(error: Exception) -> Response[str]:
        logger.error("unexpected", extra={"error_trace": redacted_trace(error)})
        detail = "Something went wrong here. The same call again may succeed; nothing is lost."
        return _problem(problem_of(LegworkError(detail), app.current_event.path))

    @app.not_found
    def no_route(_error: Exception) -> Response[str]:
        return _problem(problem_of(NotFound("There is no such call."), app.current_event.path))

    return app


def resolve(
    app: APIGatewayHttpResolver,
    event: dict[str, Any],
    context: LambdaContext,
    bucket: str = CALLS,
) -> dict[str, Any]:
    """Answer one request.

    Args:
        app: answers it.
        event: the request.
        context: of the call.
        bucket: name of the account's bucket that it is taken from.
    """
    answer: dict[str, Any]
    if _is_preflight(event):
        # The gateway adds what the browser wants to know.
        answer = {"statusCode": 204, "body": ""}
    else:
        answer = _answered(app, event, context, bucket)
    answer["headers"] = {**SECURITY_HEADERS, **(answer.get("headers") or {})}
    metrics.add_metric("ServerErrors", MetricUnit.Count, int(answer["statusCode"] >= 500))
    return answer


def _answered(
    app: APIGatewayHttpResolver, event: dict[str, Any], context: LambdaContext, bucket: str
) -> dict[str, Any]:
    try:
        refuse_strangers(app, event)
        check_path(event)
        check_body(event)
    except LegworkError as error:
        return _refused(error, event)
    for router in _ROUTERS[id(app)]:
        router.api_resolver = app
    answer = _admitted(app, event, context, bucket)
    # An answer without a body has an empty one: null is for the gateway to puzzle over.
    return {**answer, "body": answer.get("body") or ""}


def _admitted(
    app: APIGatewayHttpResolver, event: dict[str, Any], context: LambdaContext, bucket: str
) -> dict[str, Any]:
    """The answer to a call of an account that does not call too often, and where it stands."""
    try:
        account = caller_of(APIGatewayProxyEventV2(event)).account
    except NotAllowed:
        # Open to everybody, or refused in a moment.
        answer: dict[str, Any] = app.resolve(event, context)
        return answer
    standing = admit(account, bucket)
    if standing.wait:
        metrics.add_metric("SlowedDown", MetricUnit.Count, 1)
        answer = _refused(TooManyCalls(standing.wait), event)
    else:
        answer = app.resolve(event, context)
    answer["headers"] = {**(answer.get("headers") or {}), **rate_headers(bucket, standing)}
    return answer


def _refused(error: LegworkError, event: dict[str, Any]) -> dict[str, Any]:
    problem = problem_of(error, event.get("rawPath", ""))
    body = problem.model_dump_json(exclude_none=True)
    headers = {"Content-Type": PROBLEM}
    if isinstance(error, NotLoggedIn):
        headers["WWW-Authenticate"] = "Bearer"
    return {"statusCode": problem.status, "headers": headers, "body": body}


def _is_preflight(event: Mapping[str, Any]) -> bool:
    """Whether a browser asks what a page of another origin may send: for that it has no token."""
    http = event.get("requestContext", {}).get("http", {})
    return bool(http.get("method") == "OPTIONS")


def named(value: str) -> str:
    """A path parameter as it was meant, however much of it the gateway has decoded."""
    return unquote(value)


def fingerprint(request: APIGatewayProxyEventV2) -> str:
    """Digest of a request: the same for the same call, whatever the order of its fields."""
    body = json.dumps(request.json_body if request.body else None, sort_keys=True)
    text = "\n".join((request.http_method, unquote(request.path), body))
    return hashlib.sha256(text.encode()).hexdigest()


def reply(
    body: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response[Any]:
    """An answer."""
    return Response(status, JSON, body, headers=dict(headers or {}))


def reply_launched(caller: Caller, reading: TaskReading, now: datetime) -> Response[Any]:
    """The answer to a launch: where the task is, and when to look again."""
    headers = {"Location": f"/v1/tasks/{reading.task.ref.id}", "Retry-After": "1"}
    return reply(TaskView.seen_by(caller, reading, now), 202, headers)


def reply_cached(body: BaseModel, known: str | None, *, without: Any = None) -> Response[Any]:
    """An answer with its ETag, unless the caller has it already.

    Args:
        body: the answer.
        known: the ``If-None-Match`` of the request.
        without: fields that change although nothing has happened, such as an estimate.

    Raises:
        NotModified: answered with 304.
    """
    tag = etag_of(body, without=without)
    if tag in tags_in(known):
        raise NotModified(tag)
    return reply_tagged(body, without=without)


def reply_tagged(body: BaseModel, *, without: Any = None) -> Response[Any]:
    """An answer with its ETag: that of the version which a change may be based on."""
    headers = {"ETag": etag_of(body, without=without), "Cache-Control": "private, no-cache"}
    return reply(body, headers=headers)


def reply_made(body: BaseModel, *path: str, without: Any = None) -> Response[Any]:
    """What was made, with its ETag and the path where it is from now on.

    Args:
        body: the answer.
        path: of the record, part by part: ids as they are.
        without: as for ``reply_tagged``.
    """
    made = reply_tagged(body, without=without)
    made.status_code = 201
    made.headers["Location"] = "/".join(("/v1", *(quote(part, safe="") for part in path)))
    return made


def in_path(description: str, **said: Any) -> Any:
    """A parameter in a path. It is read as it was meant: its form is checked by who reads it."""
    return Path(description=description, json_schema_extra={"minLength": 1, **said})


TaskId = Annotated[str, in_path("Id of a task.")]
SECURITY_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}
"""Of every answer that does not say otherwise. Source: OWASP, REST Security Cheat Sheet."""
Limit = Annotated[int, Query(ge=1, le=100, description="Most items of the page.")]
Cursor = Annotated[
    str | None, Query(max_length=1_400, description="Where the page begins: a ``next_cursor``.")
]


Beginning = Annotated[
    str, Query(max_length=200, description="How an id or a name begins, whatever its capitals.")
]


def _problem(problem: Problem, again: bool = False) -> Response[str]:
    headers = {"Retry-After": "2"} if again else {}
    body = problem.model_dump_json(exclude_none=True)
    return Response(problem.status, PROBLEM, body, headers=dict(headers))


def _without_place(error: RequestValidationError) -> InvalidInput:
    """A refusal that names fields as the caller wrote them, not where the request carried them."""
    errors = [dict(found) for found in error.errors()]
    for found in errors:
        if tuple(found["loc"]) == ("header", "idempotency-key"):
            found["loc"] = ("Idempotency-Key",)
            found["msg"] = "send this header, new for each new request, at most 255 characters"
        else:
            found["loc"] = tuple(found["loc"][1:]) or tuple(found["loc"])
    return invalid(errors)
