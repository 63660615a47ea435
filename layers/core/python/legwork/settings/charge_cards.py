"""Settings of ``charge_cards``."""

from __future__ import annotations

from dataclasses import dataclass

from legwork.settings.parts import RetentionSettings, StorageSettings


@dataclass(frozen=True, kw_only=True)
class ChargeCardsSettings(StorageSettings, RetentionSettings):
    """``charge_cards``."""

    charges_queue_url: str
    deliveries_queue_url: str
    payment_address: str
    """Where the payment service is."""
    payment_patience_seconds: int
    """How long the payment service may be at an order that it does not show yet."""
    payment_secret_arn: str
    """The secret that holds our key to the payment service."""
    slice_seconds: int
