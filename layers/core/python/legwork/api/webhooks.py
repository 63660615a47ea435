"""Calls about webhooks and the log of their deliveries. Owners only."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response

from legwork import bootstrap
from legwork.api.answers import answers
from legwork.api.http import Calls, Cursor, Limit, in_path, named, reply
from legwork.contracts.webhook import (
    DeliveryListView,
    DeliveryView,
    NewWebhookView,
    WebhookListView,
    WebhookRequest,
    WebhookView,
)
from legwork.domain.cursor import seal, unseal
from legwork.settings.edit_programs import EditProgramsSettings
from legwork.store import webhook_calls, webhooks
from legwork.usecases.edit_webhooks import (
    add_webhook,
    change_webhook,
    redeliver,
    remove_webhook,
    rotate_secret,
)

calls = Calls()
WebhookId = Annotated[str, in_path("Id of a webhook.")]
DeliveryId = Annotated[str, in_path("Id of a delivery.")]


@calls.get(
    "/v1/webhooks",
    operation_id="list_webhooks",
    tags=["Programs"],
    responses=answers({200: WebhookListView}),
)
def list_() -> Response[WebhookListView]:
    """List the account's webhooks, oldest first. Owners only."""
    caller = calls.caller
    caller.require_owner()
    found = webhooks.list_all(bootstrap.database(_settings()), caller.account)
    return reply(WebhookListView(webhooks=[WebhookView.of(one) for one in found]))


@calls.post(
    "/v1/webhooks",
    operation_id="add_webhook",
    tags=["Programs"],
    responses=answers({201: NewWebhookView}, 409, 413),
)
def add(body: WebhookRequest) -> Response[NewWebhookView]:
    """Register an address to be called; its secret is in this answer alone. Owners only."""
    of = _settings()
    made = add_webhook(
        body.url,
        body.events,
        enabled=body.enabled,
        loopback=bool(of.webhooks_to_loopback),
        caller=calls.caller,
        database=bootstrap.database(of),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
    )
    return reply(NewWebhookView.made(made), 201, {"Location": f"/v1/webhooks/{made.id}"})


@calls.get(
    "/v1/webhooks/<webhook_id>",
    operation_id="get_webhook",
    tags=["Programs"],
    responses=answers({200: WebhookView}, 404),
)
def read(webhook_id: WebhookId) -> Response[WebhookView]:
    """Read a webhook. Owners only."""
    caller = calls.caller
    caller.require_owner()
    database = bootstrap.database(_settings())
    return reply(WebhookView.of(webhooks.load(database, caller.account, named(webhook_id))))


@calls.put(
    "/v1/webhooks/<webhook_id>",
    operation_id="change_webhook",
    tags=["Programs"],
    responses=answers({200: WebhookView}, 404, 413),
)
def change(webhook_id: WebhookId, body: WebhookRequest) -> Response[WebhookView]:
    """Change a webhook, or enable it again; its secret stays. Owners only."""
    of = _settings()
    changed = change_webhook(
        named(webhook_id),
        body.url,
        body.events,
        enabled=body.enabled,
        loopback=bool(of.webhooks_to_loopback),
        caller=calls.caller,
        database=bootstrap.database(of),
        clock=bootstrap.clock(),
    )
    return reply(WebhookView.of(changed))


@calls.delete(
    "/v1/webhooks/<webhook_id>",
    operation_id="remove_webhook",
    tags=["Programs"],
    responses=answers({204: "It is called no more"}, 404),
)
def remove(webhook_id: WebhookId) -> Response[None]:
    """Remove a webhook with its log. Owners only."""
    remove_webhook(
        named(webhook_id),
        caller=calls.caller,
        database=bootstrap.database(_settings()),
        clock=bootstrap.clock(),
    )
    return Response(204)


@calls.post(
    "/v1/webhooks/<webhook_id>/rotate-secret",
    operation_id="rotate_webhook_secret",
    tags=["Programs"],
    responses=answers({200: NewWebhookView}, 404),
)
def rotate(webhook_id: WebhookId) -> Response[NewWebhookView]:
    """Give a webhook another secret; for a day the one before signs, too. Owners only."""
    changed = rotate_secret(
        named(webhook_id),
        caller=calls.caller,
        database=bootstrap.database(_settings()),
        clock=bootstrap.clock(),
    )
    return reply(NewWebhookView.made(changed))


@calls.get(
    "/v1/webhooks/<webhook_id>/deliveries",
    operation_id="list_webhook_deliveries",
    tags=["Programs"],
    responses=answers({200: DeliveryListView}, 404),
)
def log(
    webhook_id: WebhookId, limit: Limit = 25, cursor: Cursor = None
) -> Response[DeliveryListView]:
    """List what a webhook was called for, and what came of it, newest first. Owners only."""
    caller, database = calls.caller, bootstrap.database(_settings())
    caller.require_owner()
    webhook = webhooks.load(database, caller.account, named(webhook_id))
    scope = f"deliveries#{webhook.id}"
    before = None if cursor is None else unseal(caller.account, scope, cursor)
    found = webhook_calls.page_before(
        database, caller.account, webhook.id, before, limit, bootstrap.clock().now()
    )
    more = seal(caller.account, scope, found[-1].id) if len(found) == limit else None
    return reply(
        DeliveryListView(deliveries=[DeliveryView.of(one) for one in found], next_cursor=more)
    )


@calls.post(
    "/v1/webhooks/<webhook_id>/deliveries/<delivery_id>/redeliver",
    operation_id="redeliver",
    tags=["Programs"],
    responses=answers({200: DeliveryView}, 404, 409),
)
def again(webhook_id: WebhookId, delivery_id: DeliveryId) -> Response[DeliveryView]:
    """Send a delivery again, with the same ``webhook-id``. Owners only."""
    of = _settings()
    sent = redeliver(
        named(webhook_id),
        named(delivery_id),
        caller=calls.caller,
        database=bootstrap.database(of),
        queue=bootstrap.call_queue(of.webhooks_queue_url),
        clock=bootstrap.clock(),
    )
    return reply(DeliveryView.of(sent))


def _settings() -> EditProgramsSettings:
    return bootstrap.read_settings(EditProgramsSettings)
