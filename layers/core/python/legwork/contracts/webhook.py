"""Webhooks and their log as owners see them."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from legwork.contracts.model import Model, Request
from legwork.contracts.moment import Moment
from legwork.domain.webhook import URL_LENGTH, Webhook, WebhookEvent
from legwork.domain.webhook_call import CallState, Try, WebhookCall


class WebhookRequest(Request):
    """Where to call, and what for."""

    url: str = Field(
        min_length=1,
        max_length=URL_LENGTH,
        description="An https address of the public internet.",
        examples=["https://hooks.example.com/legwork"],
    )
    events: list[WebhookEvent] = Field(min_length=1, max_length=len(WebhookEvent))
    """What it is told of."""
    enabled: bool = Field(default=True, strict=True, description="One that is not is not called.")


class WebhookView(Model):
    """An address that is called when something happens."""

    id: str
    """Id of the webhook."""
    url: str
    """Where it is."""
    events: list[WebhookEvent]
    """What it is told of."""
    enabled: bool
    """Whether it is called."""
    made_by: str
    """Name of the owner who registered it."""
    created_at: Moment
    """When it was registered."""
    failing_since: Moment | None
    """When the first call failed since which none has succeeded; null while all is well."""
    disabled_because: str | None
    """Why Legwork calls it no more, if it was Legwork that disabled it."""
    old_secret_until: Moment | None
    """Until when the secret before the last change signs, too; null when there is none."""

    @classmethod
    def of(cls, webhook: Webhook) -> WebhookView:
        """Show a webhook."""
        return cls(**_shown(webhook))


class NewWebhookView(WebhookView):
    """A webhook with the secret that was made for it just now."""

    secret: str
    """Signs its calls, as the Standard Webhooks specification says. Shown this one time."""

    @classmethod
    def made(cls, webhook: Webhook) -> NewWebhookView:
        """Show a webhook with its newest secret."""
        return cls(**_shown(webhook), secret=webhook.secrets[0].text)


class WebhookListView(Model):
    """The webhooks of an account, oldest first."""

    webhooks: list[WebhookView]
    """All of them."""


class TryView(Model):
    """One try to call."""

    at: Moment
    """When."""
    status: int | None
    """The status of the answer; null when there was none."""
    problem: str | None
    """Why there was no answer."""

    @classmethod
    def of(cls, one: Try) -> TryView:
        """Show a try."""
        return cls(at=one.at, status=one.status, problem=one.problem)


class DeliveryView(Model):
    """One event for one webhook."""

    id: str
    """Id of the delivery."""
    event_id: str
    """The ``webhook-id`` of its calls: the same at each try, and for each webhook."""
    event: WebhookEvent
    """What happened."""
    state: CallState
    """What became of it."""
    created_at: Moment
    """When it was written down."""
    next_at: Moment | None
    """When it is tried next, about; null when it is not."""
    tries: list[TryView]
    """The last tries, in order."""
    body: str
    """What the webhook is called with: JSON, as it was signed."""

    @classmethod
    def of(cls, call: WebhookCall) -> DeliveryView:
        """Show a delivery."""
        return cls(
            id=call.id,
            event_id=call.event_id,
            event=call.event,
            state=call.state,
            created_at=call.created_at,
            next_at=call.next_at,
            tries=[TryView.of(one) for one in call.tries],
            body=call.body,
        )


class DeliveryListView(Model):
    """A page of the log of a webhook, newest first. Deliveries stay for seven days."""

    deliveries: list[DeliveryView]
    """The deliveries of this page."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""


def _shown(webhook: Webhook) -> dict[str, Any]:
    old = webhook.secrets[1:]
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": list(webhook.events),
        "enabled": webhook.enabled,
        "made_by": webhook.made_by,
        "created_at": webhook.created_at,
        "failing_since": webhook.failing_since,
        "disabled_because": webhook.disabled_because,
        "old_secret_until": old[0].ends_at if old else None,
    }
