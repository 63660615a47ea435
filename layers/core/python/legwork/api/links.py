"""Links of the OpenAPI document: which answers name what other calls ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from legwork.api.operation import Operation

_NAMED: Final = {
    "TaskView": {"task_id": "/id"},
    "PermitView": {"permit": "/id", "holder": "/holder"},
    "SavedPermitView": {"permit": "/id", "holder": "/holder"},
    "ReceiptView": {"receipt": "/id", "permit": "/permit", "holder": "/holder"},
    "NotificationListView": {"notification_id": "/notifications/0/id"},
    "WorkflowView": {"workflow_id": "/id"},
}
"""Where in an answer a path parameter of other calls is found, by schema."""


def add_links(operations: Iterable[Operation]) -> None:
    """Link each answer to the calls about what it names."""
    every = list(operations)
    for operation in every:
        for answer in operation.made["responses"].values():
            if links := dict(_links_of(answer, operation, every)):
                answer["links"] = links


def _links_of(
    answer: dict[str, Any], operation: Operation, every: Iterable[Operation]
) -> Iterator[tuple[str, Any]]:
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    named = _NAMED.get(schema.get("$ref", "").rpartition("/")[2], {})
    for other in every:
        wanted = {one["name"] for one in other.parameters if one["in"] == "path"}
        if wanted and wanted <= named.keys() and other is not operation:
            parameters = {name: f"$response.body#{named[name]}" for name in sorted(wanted)}
            yield other.id, {"operationId": other.id, "parameters": parameters}
