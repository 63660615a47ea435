import pytest

from legwork.api.http import serve
from legwork.domain import recipient as recipients
from legwork.trade.mail.api import unsubscribe as api
from legwork.trade.mail.usecases.unsubscribe import sign
from tests.unit.account import ACCOUNT, Account
from tests.unit.api.asking import SECRET, Answer, context, event, read, set_up
from tests.unit.families import family
from tests.unit.trade.mail.test_email_blast import agreed

EMAIL = "o'one&two@example.com"
PATH = f"/v1/unsubscribe/{sign(SECRET, ACCOUNT, EMAIL)}"


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    account = Account()
    account.commit([*family("F1", EMAIL), agreed(EMAIL)])
    set_up(monkeypatch, account)
    return account


def call(method: str, path: str, body: str | None = None) -> Answer:
    form = "application/x-www-form-urlencoded"
    request = event(method, path, body=body, content_type=form)
    del request["requestContext"]["authorizer"]
    return read(api.answer(serve(api.calls), request, context()))


def opted_in(account: Account) -> bool:
    return recipients.find([EMAIL], account.records)[EMAIL].opted_in


def test_looking_at_the_link_shows_a_button_and_changes_nothing(account: Account) -> None:
    answer = call("GET", PATH)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.text.startswith("<!doctype html>")
    assert '<form method="post"><button type="submit">Unsubscribe</button></form>' in answer.text
    assert "o&#x27;one&amp;two@example.com" in answer.text
    assert opted_in(account)


@pytest.mark.parametrize("body", ["List-Unsubscribe=One-Click", "", None])
def test_one_click_unsubscribes_at_once(account: Account, body: str | None) -> None:
    assert call("POST", PATH, body).status == 200
    assert not opted_in(account)
    answer = call("POST", PATH, body)
    assert answer.status == 200
    assert "You are unsubscribed" in answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_wrong_signature_is_not_found(account: Account, method: str) -> None:
    for path in (PATH[:-1], f"{PATH}x", "/v1/unsubscribe/x", "/v1/unsubscribe/x.y"):
        answer = call(method, path)
        assert answer.status == 404
        assert answer.headers["content-type"] == "application/problem+json"
    assert opted_in(account)
