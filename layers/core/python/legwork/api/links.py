"""Links of the OpenAPI document: which answers name what other calls ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

_NAMED: Final = {
    "TaskView": {"task_id": "/id"},
    "PermitView": {"permit": "/id", "holder": "/holder"},
    "SavedPermitView": {"permit": "/id", "holder": "/holder"},
    "ReceiptView": {"receipt": "/id", "permit": "/permit", "holder": "/holder"},
    "NotificationListView": {"notification_id": "/notifications/0/id"},
    "WorkflowView": {"workflow_id": "/id"},
}
"""Where in an answer a path parameter of other calls is found, by schema."""


def add_links(made: dict[str, Any]) -> None:
    """Link each answer to the calls about what it names."""
    every = [operation for item in made["paths"].values() for operation in item.values()]
    for operation in every:
        others = [other for other in every if other is not operation]
        for answer in operation["responses"].values():
            if links := dict(_links_of(answer, others)):
                answer["links"] = links


def _links_of(
    answer: dict[str, Any], others: list[dict[str, Any]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    named = _NAMED.get(schema.get("$ref", "").rpartition("/")[2], {})
    for other in others:
        taken = {one["name"] for one in other.get("parameters", ()) if one["in"] == "path"}
        if taken and taken <= named.keys():
            parameters = {name: f"$response.body#{named[name]}" for name in sorted(taken)}
            id_ = other["operationId"]
            yield id_, {"operationId": id_, "parameters": parameters}
