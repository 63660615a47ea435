"""An operation of the OpenAPI document: what the framework knows of a call, made complete."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from legwork.rooms import modules_in

METHODS: Final = ("get", "put", "post", "delete")
IDEMPOTENCY_KEY: Final = "Idempotency-Key"
_PROBLEM: Final = ("application/problem+json", "Problem")
_GATEWAY: Final = ("application/json", "GatewayRefusal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A call of the API.

    Attributes:
        path, method: which one; the method in small letters.
        made: its part of the document as the framework made it; completed in place.
        summary: what it does.
    """

    path: str
    method: str
    made: dict[str, Any]
    summary: str

    @property
    def id(self) -> str:
        """A name for programs that are generated from the document."""
        words = [part.strip("{}").replace(".", "_") for part in self.path.split("/")[2:]]
        return "_".join((self.method, *words)).replace("-", "_")

    @property
    def open(self) -> bool:
        """Whether it can be called without a token."""
        return self.path.startswith(("/v1/openapi.json", "/v1/unsubscribe/"))

    @property
    def parameters(self) -> list[dict[str, Any]]:
        """In its path, its query and its header."""
        found: list[dict[str, Any]] = self.made.get("parameters", [])
        return found

    def takes(self, place: str) -> bool:
        """Whether it has parameters there: ``path``, ``query`` or ``header``."""
        return any(parameter["in"] == place for parameter in self.parameters)

    @property
    def launches(self) -> bool:
        """Whether it may launch a task."""
        return any(parameter["name"] == IDEMPOTENCY_KEY for parameter in self.parameters)

    @property
    def changes(self) -> bool:
        """Whether it asks for more than a look."""
        return self.method != "get"

    def complete(self, schemas: Mapping[str, Any]) -> None:
        """Say all that a caller has to know, and nothing that cannot be.

        Args:
            schemas: the components that it refers to.
        """
        self.made["operationId"] = self.id
        self.made["summary"] = self.summary.rstrip(".")
        if self.open:
            self.made["security"] = []
        responses = self.made["responses"]
        for parameter in self.parameters:
            _describe(parameter)
        if "304" in responses:
            self.made.setdefault("parameters", []).append(_IF_NONE_MATCH)
        for status in ("422", "500"):
            # The framework's own; ours are problems.
            responses.pop(status, None)
        for status, answer in responses.items():
            self._complete_answer(status, answer, schemas)
        for refusal in REFUSALS:
            if refusal.can_be(self):
                responses[refusal.status] = refusal.answer

    def _complete_answer(
        self, status: str, answer: dict[str, Any], schemas: Mapping[str, Any]
    ) -> None:
        if status in {"204", "302", "304"}:
            answer.pop("content", None)
        if answer["description"] == "Successful Response":
            answer["description"] = _description(answer, schemas)
        if headers := self._headers(status):
            answer["headers"] = headers

    def _headers(self, status: str) -> dict[str, Any]:
        match status:
            case "200" | "304" if "304" in self.made["responses"]:
                return _header("ETag", "Names this very answer: send it as If-None-Match next time")
            case "202":
                return {
                    **_header("Location", "Path of the task"),
                    **_header("Retry-After", "Seconds until it is worth a look", "integer"),
                }
            case "201" if self.path == "/v1/autopilots":
                return _header("Location", "Path of the workflow")
            case "302":
                return _header("Location", "A link that is good for five minutes")
        return {}


def _header(name: str, description: str, type_: str = "string") -> dict[str, Any]:
    return {name: {"description": description, "required": True, "schema": {"type": type_}}}


def _description(answer: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    for content in answer.get("content", {}).values():
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        if name in schemas:
            return str(schemas[name]["description"]).rstrip(".")
    return "Done"


# --- Parameters ------------------------------------------------------------------------------

_IF_NONE_MATCH: Final = {
    "in": "header",
    "name": "If-None-Match",
    "description": "The ETag of an earlier answer: 304 if nothing has changed since.",
    "schema": {"type": "string"},
}
_IN_PATH: Final[Mapping[str, Mapping[str, Any]]] = {
    "task_id": {"description": "Id of a task."},
    "notification_id": {"description": "Id of a notification."},
    "workflow_id": {"description": "Id of a workflow."},
}


@cache
def _in_path() -> Mapping[str, Mapping[str, Any]]:
    """What paths name, in the engine's calls and in those of each room (its ``IN_PATH``)."""
    rooms = (getattr(module, "IN_PATH", {}) for module in modules_in("api"))
    return {**_IN_PATH, **{name: said for room in rooms for name, said in room.items()}}


def _describe(parameter: dict[str, Any]) -> None:
    schema = parameter["schema"]
    if parameter["in"] == "path":
        known = _in_path()[parameter["name"]]
        parameter["description"] = known["description"]
        schema |= {"minLength": 1, **known.get("schema", {})}
    if parameter["name"].lower() == IDEMPOTENCY_KEY.lower():
        parameter["name"] = IDEMPOTENCY_KEY
    # One that is not given is left out: there is no way to send null.
    given = [one for one in schema.pop("anyOf", ()) if one != {"type": "null"}]
    for one in given:
        schema |= one
    if "$ref" in schema:
        schema.pop("title", None)
    schema.pop("description", None)


# --- Refusals --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Refusal:
    """A status with which a call may be refused."""

    status: str
    description: str
    can_be: Callable[[Operation], bool]
    """Which calls it can happen to."""
    form: tuple[str, str] = _PROBLEM
    """Content type and schema."""
    retry_after: bool = False

    @property
    def answer(self) -> dict[str, Any]:
        """Its part of an operation."""
        kind, name = self.form
        schema = {"$ref": f"#/components/schemas/{name}"}
        answer: dict[str, Any] = {
            "description": self.description,
            "content": {kind: {"schema": schema}},
        }
        if self.retry_after:
            answer["headers"] = _header("Retry-After", "Seconds", "integer")
        return answer


def _has_a_state(operation: Operation) -> bool:
    """A task that the call is about, or that it drives to its end."""
    return (
        operation.changes
        and operation.takes("path")
        and set(operation.made["tags"]) <= {"Tasks", "Permits"}
    )


REFUSALS: Final = (
    Refusal("400", "The request is not valid", lambda call: not call.open),
    Refusal("401", "The token is missing, wrong or expired", lambda call: not call.open, _GATEWAY),
    Refusal("403", "A permission is missing", lambda call: not call.open),
    Refusal("404", "There is no such thing here", lambda call: call.takes("path") or call.launches),
    Refusal("409", "The task is not in a state that allows this", _has_a_state),
    Refusal("413", "The body is over 5 MB", lambda call: "requestBody" in call.made),
    Refusal("422", "The Idempotency-Key was used for another request", lambda call: call.launches),
    Refusal("429", "Too many requests: slow down", lambda _call: True, _GATEWAY),
    Refusal(
        "503",
        "The same call may succeed a moment later",
        lambda call: not call.open or call.changes,
        retry_after=True,
    ),
)
