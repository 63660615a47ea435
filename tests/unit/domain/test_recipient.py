from datetime import UTC, datetime

import pytest

from legwork.domain.recipient import Consent, Recipient, at_of, from_item, unsubscribe

EMAIL = "one@example.com"
YES = {"email": EMAIL, "opted_in": True}
NO = {"email": EMAIL, "opted_in": False}


def said(agreed: bool, at: str = "", source: str = "form") -> Consent:
    return Consent(agreed=agreed, source=source, at=at)


def known(item: dict[str, object], at: str) -> Recipient:
    return from_item({**item, "consent_source": "form", "consent_at": at})


NEVER_ASKED = Recipient(EMAIL)
BOUNCED = from_item({"email": EMAIL, "suppressed": "bounce"})
LAST_RELEASE_YES, LAST_RELEASE_NO = from_item(YES), from_item(NO)
DAY, LATER = "2026-05-03", "2026-05-04"
MOMENT = "2026-05-03T10:00:00Z"


@pytest.mark.parametrize(
    ("recipient", "consent", "counts", "by_hand"),
    [
        (NEVER_ASKED, said(True, DAY), True, True),
        (NEVER_ASKED, said(False), True, True),
        (BOUNCED, said(True, DAY), True, True),
        (LAST_RELEASE_YES, said(True, DAY), True, True),
        (LAST_RELEASE_YES, said(False), True, True),
        (LAST_RELEASE_NO, said(True, DAY), False, True),
        (LAST_RELEASE_NO, said(False, DAY), True, True),
        (known(NO, DAY), said(True, LATER), True, True),
        (known(NO, DAY), said(True, DAY), False, True),
        (known(NO, MOMENT), said(True, DAY), False, False),
        (known(NO, LATER), said(True, DAY), False, False),
        (known(YES, DAY), said(True, DAY), False, False),
        (known(YES, DAY), said(False, DAY), True, True),
        (known(YES, LATER), said(False, DAY), False, False),
        (known(YES, LATER), said(False), True, True),
    ],
)
def test_of_two_statements_the_later_one_counts(
    recipient: Recipient, consent: Consent, counts: bool, by_hand: bool
) -> None:
    assert consent.counts(recipient, by_hand=False) is counts
    assert consent.counts(recipient, by_hand=True) is by_hand


def test_an_address_that_bounced_was_never_asked() -> None:
    assert (NEVER_ASKED.consent, BOUNCED.consent) == (None, None)
    assert (LAST_RELEASE_YES.consent, LAST_RELEASE_NO.consent) == (True, False)


def test_a_link_notes_itself_and_its_moment() -> None:
    update = unsubscribe(EMAIL, datetime(2026, 5, 3, 12, tzinfo=UTC))
    assert update.set["consent_source"] == "unsubscribe link"
    assert update.set["consent_at"] == "2026-05-03T12:00:00Z"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (DAY, DAY),
        ("2026-05-03T12:00:00+02:00", MOMENT),
        (MOMENT, MOMENT),
        ("2026-05-03T12:00:00", None),
        ("2026-13-03", None),
        ("soon", None),
    ],
)
def test_a_day_or_a_moment_with_its_zone(text: str, at: str | None) -> None:
    assert at_of(text) == at
