import pytest

from legwork.domain.act import ActName, Doer
from legwork.domain.recipient import suppress
from legwork.store import trail
from legwork.trade.families.api.records import families
from tests.unit.account import ACCOUNT, Account
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


def test_a_correction_leaves_its_row_in_the_trail(account: Account) -> None:
    read = get("/v1/families/F1")
    request = event("PATCH", "/v1/families/F1", body='{"name": "Fern"}')

    refused = ask(families.calls, request)
    request["headers"]["if-match"] = read.headers["etag"]
    corrected = ask(families.calls, request)
    again = ask(families.calls, request)

    assert [answer.status for answer in (refused, corrected, again)] == [428, 200, 412]
    [act] = trail.newest_first(account.database, ACCOUNT)
    assert (act.name, act.by) == (ActName.RECORD_CHANGED, Doer("ana", "Ana"))
    assert act.detail == {"record": "families/F1", "method": "PATCH", "fields": ["name"]}
