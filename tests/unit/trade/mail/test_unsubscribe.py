import pytest
from hypothesis import given
from hypothesis import strategies as st

from legwork.domain import recipient as recipients
from legwork.domain.errors import NotFound
from legwork.testing.clock import FrozenClock
from legwork.testing.signing_keys import MemoryKeys
from legwork.trade.mail.usecases.unsubscribe import read, sign, unsubscribe, unsubscribe_link
from tests.unit.account import ACCOUNT, Account
from tests.unit.families import family
from tests.unit.trade.mail.test_email_blast import agreed

SECRET = "a secret"


@given(st.text(), st.text(), st.text())
def test_a_token_tells_what_was_signed(secret: str, account: str, email: str) -> None:
    token = sign(secret, account, email)
    assert read(MemoryKeys(secret), token) == (account, email)
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
        read(MemoryKeys(SECRET, "an older secret"), token)


def test_the_link_leads_to_the_api() -> None:
    link = unsubscribe_link(
        MemoryKeys(SECRET, "old"), "https://api.example/", "parkside", "one@example.com"
    )
    assert link == f"https://api.example/v1/unsubscribe/{TOKEN}"


def test_after_a_rotation_the_newest_signs_and_links_in_old_mails_work_on() -> None:
    keys = MemoryKeys("old")
    before = unsubscribe_link(keys, "https://api.example", "parkside", "one@example.com")
    keys.secret = ("new", "old")
    keys.fresh()
    after = unsubscribe_link(keys, "https://api.example", "parkside", "one@example.com")
    assert after != before
    for link in (before, after):
        assert read(keys, link.rsplit("/", 1)[1]) == ("parkside", "one@example.com")
    keys.secret = ("new",)
    keys.fresh()
    with pytest.raises(NotFound):
        read(keys, before.rsplit("/", 1)[1])


def test_a_key_that_others_sign_with_already_is_found_by_reading_again() -> None:
    keys = MemoryKeys("old")
    keys.secret = ("new", "old")
    token = sign("new", "parkside", "one@example.com")
    assert read(keys, token) == ("parkside", "one@example.com")


def test_the_consent_is_taken_back_in_one_account_only() -> None:
    account = Account()
    account.commit([*family("F1", "one@example.com"), agreed("one@example.com")])
    for who in ("riverside", ACCOUNT, ACCOUNT):
        unsubscribe(who, "One@example.com", database=account.database, clock=FrozenClock())
    known = recipients.find(["one@example.com"], account.records)
    assert known["one@example.com"].opted_in is False
    others = [key for key in account.database.records.rows if "riverside" in key.partition]
    assert len(others) == 1
