"""What somebody says by hand of a family's consent to mailings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from legwork.domain import recipient as recipients
from legwork.domain.effect import Effect
from legwork.domain.errors import InvalidInput
from legwork.domain.recipient import Consent, Recipient, is_address, normal, recipient_key
from legwork.domain.record import Records


def agree(email: str, consent: Consent | None, records: Records, now: datetime) -> Iterator[Effect]:
    """Write down what is said of an address; nothing when nothing is said.

    Raises:
        InvalidInput: there is no such address, nobody could prove the consent, or the opposite was
            said later.
    """
    if consent is None:
        return
    if not is_address(normal(email)):
        raise InvalidInput.of("consent", "there is no mail address that it could be for")
    recipients.check_consent(consent, now)
    key = recipient_key(email)
    item = records.get([key]).get(key)
    known = Recipient(normal(email)) if item is None else recipients.from_item(item)
    if consent.counts(known, by_hand=True):
        yield recipients.consented(email, item, consent)
    elif known.consent is not consent.agreed:
        raise InvalidInput.of(
            "consent_at", f"the opposite was said later, on {(known.consent_at or '')[:10]}"
        )
