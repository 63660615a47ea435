"""Settings of ``call_webhooks``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import TasksSettings


@dataclass(frozen=True, kw_only=True)
class CallWebhooksSettings(TasksSettings):
    """``call_webhooks``."""

    event_bus_name: str
    webhooks_queue_url: str
    webhooks_to_loopback: int
    """Whether receivers may be on this very machine: 1 on an embedded stack, else 0."""
