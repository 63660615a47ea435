import pytest
from hypothesis import given
from hypothesis import strategies as st

from legwork.domain import recipient as recipients
from legwork.domain.errors import NotFound
from legwork.trade.mail.usecases.unsubscribe import read, sign, unsubscribe, unsubscribe_link
from tests.unit.account import ACCOUNT, Account
from tests.unit.families import family
from tests.unit.trade.mail.test_email_blast import agreed

SECRET = "a secret"


@given(st.text(), st.text(), st.text())
def test_a_token_tells_what_was_signed(secret: str, account: str, email: str) -> None:
    token = sign(secret, account, email)
    assert read(secret, token) == (account, email)
    assert all(c.isalnum() or c in "-_." for c in token)


TOKEN = sign(SECRET, "parkside", "one@example.com")
PAYLOAD, SIGNATURE = TOKEN.split(".")


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        PAYLOAD,
        f"{PAYLOAD}.",
        f"{PAYLOAD}.{SIGNATURE[:-1]}",
        f"{PAYLOAD}.{SIGNATURE}x",
        f"{PAYLOAD[:-1]}.{SIGNATURE}",
        f"{sign('another', 'parkside', 'one@example.com')}",
        f"{sign(SECRET, 'riverside', 'one@example.com').split('.')[0]}.{SIGNATURE}",
        f"{PAYLOAD}.ü",
    ],
)
def test_what_we_did_not_sign_is_nothing(token: str) -> None:
    with pytest.raises(NotFound):
        read(SECRET, token)


def test_the_link_leads_to_the_api() -> None:
    link = unsubscribe_link(SECRET, "https://api.example/", "parkside", "one@example.com")
    assert link == f"https://api.example/v1/unsubscribe/{TOKEN}"


def test_the_consent_is_taken_back_in_one_account_only() -> None:
    account = Account()
    account.commit([*family("F1", "one@example.com"), agreed("one@example.com")])
    for who in ("riverside", ACCOUNT, ACCOUNT):
        unsubscribe(who, "One@example.com", database=account.database)
    known = recipients.find(["one@example.com"], account.records)
    assert known["one@example.com"].opted_in is False
    others = [key for key in account.database.records.rows if "riverside" in key.partition]
    assert len(others) == 1
