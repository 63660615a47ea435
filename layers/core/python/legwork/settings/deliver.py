"""Settings of ``deliver``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import RetentionSettings, StorageSettings


@dataclass(frozen=True, kw_only=True)
class DeliverSettings(StorageSettings, RetentionSettings):
    """``deliver``."""

    api_url: str
    """Where the links in mails lead."""
    configuration_set: str
    deliveries_queue_url: str
    charges_queue_url: str
    making_queue_url: str
    mails_per_second: int
    slice_seconds: int
    unsubscribe_secret_arn: str
