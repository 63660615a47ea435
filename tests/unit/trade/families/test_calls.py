import pytest

from legwork.domain.recipient import suppress
from legwork.trade.families.api.records import families
from tests.unit.account import Account
from tests.unit.api.asking import Answer, ask, event, set_up
from tests.unit.families import enrolled
from tests.unit.trade.mail.test_email_blast import agreed


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    account = Account()
    account.commit([*enrolled("A B", "F1", "S1", "S2", email="one@example.com")])
    account.commit([agreed("one@example.com")])
    set_up(monkeypatch, account)
    return account


def get(path: str, *groups: str) -> Answer:
    return ask(families.calls, event("GET", path, groups=groups or ("classes",)))


def test_a_family(account: Account) -> None:
    account.commit([suppress("one@example.com", "bounce")])
    assert get("/v1/families/F1").body == {
        "id": "F1",
        "name": "",
        "email": "one@example.com",
        "guardians": [],
        "address": "",
        "location": "",
        "active": True,
        "omit_from": [],
        "opted_in": True,
        "consent": True,
        "consent_source": None,
        "consent_at": None,
        "suppressed": "bounce",
        "students": ["S1", "S2"],
        "keywords": [],
    }


def test_what_is_not_there_or_not_allowed(account: Account) -> None:
    assert get("/v1/families/X").status == 404
    assert get("/v1/families/X", "permits").status == 403
