from typing import Any

import pytest

from legwork.domain.errors import InvalidInput, NotAllowed
from legwork.domain.permission import Caller
from legwork.domain.recipient import unsubscribe
from legwork.testing.clock import FrozenClock
from legwork.trade.mail import sender as senders
from legwork.trade.mail.usecases import preview_blast as usecase
from legwork.trade.mail.usecases.preview_blast import Preview, Reason, preview_blast
from tests.unit.account import Account
from tests.unit.families import family
from tests.unit.tasks import NOW
from tests.unit.trade.mail.test_email_blast import TEXT, agreed

EDITH = Caller.of(account="parkside", sub="edith", name="Edith", groups=["email"])


@pytest.fixture
def account() -> Account:
    account = Account()
    account.commit(senders.verified("office@parkside.example", default=True))
    for number in range(250):
        email = f"home{number}@example.com"
        account.commit([*family(f"F{number}", email), agreed(email)])
    account.commit([*family("silent", ""), *family("wrong", "nobody")])
    for number in range(10):
        account.commit([unsubscribe(f"home{number}@example.com", NOW)])
    return account


def preview(account: Account, *, caller: Caller = EDITH, limit: int = 2, **params: Any) -> Preview:
    return preview_blast(
        {**TEXT, "everyone": True, **params},
        limit=limit,
        caller=caller,
        records=account.records,
        clock=FrozenClock(),
    )


def test_it_tells_who_would_get_what_and_who_would_not(account: Account) -> None:
    before = dict(account.database.records.rows)
    found = preview(account)
    assert (found.would_get, found.looked_at, found.complete) == (240, 252, True)
    assert {code: reason.count for code, reason in found.would_not.items()} == {
        "not_opted_in": 10,
        "no_address": 1,
        "bad_address": 1,
    }
    assert found.would_not["no_address"] == Reason(
        "no_address", "Not sent: the family has no mail address.", 1
    )
    first, _ = found.mails
    assert first.text.startswith("Hello F")
    assert "https://unsubscribe.invalid/preview" in first.text
    assert account.database.records.rows == before


def test_numbers_only(account: Account) -> None:
    assert preview(account, limit=0).mails == []


def test_of_a_larger_selection_it_knows_lower_bounds(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usecase, "COUNTED", 200)
    found = preview(account)
    assert (found.looked_at, found.complete) == (200, False)
    assert found.would_get + sum(reason.count for reason in found.would_not.values()) == 200


def test_exactly_as_many_as_it_looks_at_is_complete(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usecase, "COUNTED", 100)
    names = [f"F{number}" for number in range(100)]
    found = preview(account, everyone=False, families=names)
    assert (found.looked_at, found.complete) == (100, True)


def test_what_could_not_be_launched_cannot_be_previewed(account: Account) -> None:
    with pytest.raises(InvalidInput) as refused:
        preview(account, text="{{x}}")
    assert [error.field for error in refused.value.errors] == ["params.text"]
    staff = Caller.of(account="parkside", sub="ben", name="Ben", groups=["classes"])
    with pytest.raises(NotAllowed):
        preview(account, caller=staff)
