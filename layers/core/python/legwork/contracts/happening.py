"""What webhooks are called with."""

from __future__ import annotations

from typing import Any, Final, Literal

from legwork.contracts.model import Model
from legwork.contracts.moment import Moment
from legwork.contracts.task import TaskEvent
from legwork.domain.webhook import WebhookEvent


class PausedDetail(Model):
    """Who paused a task."""

    at: Moment
    """When."""
    by: str | None
    """Name of who did it; null when it paused itself."""
    reason: str | None
    """Why, if that was said."""


class PausedTaskEvent(TaskEvent):
    """A task that is paused, as it is announced."""

    paused: PausedDetail
    """Who paused it."""


class BouncedMail(Model):
    """An address that gets no more mail."""

    account: str
    """The account whose mail it was."""
    id: str
    """Of what came back: the same each time that it is told of."""
    email: str
    """The address."""
    reason: Literal["bounce", "complaint"]
    """Whether the mail came back for good, or somebody complained."""
    at: Moment
    """When the mail service heard of it."""


class _Told(Model):
    """A call of a webhook, as the Standard Webhooks specification has it."""

    timestamp: Moment
    """When it happened."""


class TaskStartedCall(_Told):
    """Says that a task begins: its targets are being found."""

    type: Literal["task.started"]
    """What happened."""
    data: TaskEvent
    """The task as it was then."""


class TaskEndedCall(_Told):
    """Says that a task is complete, failed or cancelled."""

    type: Literal["task.ended"]
    """What happened."""
    data: TaskEvent
    """The task as it ended."""


class TaskPausedCall(_Told):
    """Says that somebody paused a task, or that it has paused itself."""

    type: Literal["task.paused"]
    """What happened."""
    data: PausedTaskEvent
    """The task as it was then."""


class MailBouncedCall(_Told):
    """Says that a mail came back for good, or that somebody complained."""

    type: Literal["mail.bounced"]
    """What happened."""
    data: BouncedMail
    """The address."""


CALLS: Final[dict[WebhookEvent, type[Model]]] = {
    WebhookEvent.TASK_STARTED: TaskStartedCall,
    WebhookEvent.TASK_ENDED: TaskEndedCall,
    WebhookEvent.TASK_PAUSED: TaskPausedCall,
    WebhookEvent.MAIL_BOUNCED: MailBouncedCall,
}
"""What each event is told with."""
_ANSWER: Final = (
    "A receiver answers with a status of 200 to 299 within ten seconds. The body of its answer is "
    "not read, and redirects are not followed. Anything else is tried again for 24 hours; 410 says "
    "that it wants to hear no more."
)
_HEADERS: Final = {
    "webhook-id": "Of the event: the same at each try. Whoever has seen it may forget the call.",
    "webhook-timestamp": "When this try was signed, in seconds since 1970.",
    "webhook-signature": "``v1,`` and a signature in base64; two of them while a secret changes.",
}


def operations() -> dict[str, Any]:
    """The calls as the OpenAPI document lists them under ``webhooks``."""
    return {event.value: {"post": _operation(event, model)} for event, model in CALLS.items()}


def _operation(event: WebhookEvent, model: type[Model]) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {
        "operationId": f"on_{event.value.replace('.', '_')}",
        "tags": ["Programs"],
        "summary": (model.__doc__ or "").strip().rstrip("."),
        "description": _ANSWER,
        "parameters": [
            {
                "name": name,
                "in": "header",
                "required": True,
                "description": text,
                "schema": {"type": "string"},
            }
            for name, text in _HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"2XX": {"description": "The receiver has it."}},
        "security": [],
    }
