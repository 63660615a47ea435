import pytest

from legwork.domain.recipient import Recipient, recipient_key, unsubscribe
from legwork.trade.mail.deliverability import Contact, contacts_of, obstacle
from tests.unit.account import Account
from tests.unit.families import family
from tests.unit.tasks import NOW


@pytest.mark.parametrize(
    ("email", "recipient", "blast", "code"),
    [
        ("a@example.com", Recipient("a@example.com", opted_in=True), True, None),
        ("a@example.com", None, False, None),
        ("a@example.com", None, True, "not_opted_in"),
        ("a@example.com", Recipient("a@example.com"), True, "not_opted_in"),
        ("a@example.com", Recipient("a@example.com"), False, None),
        ("a@example.com", Recipient("a@example.com", True, "bounce"), True, "suppressed"),
        ("a@example.com", Recipient("a@example.com", True, "complaint"), False, "suppressed"),
        ("", None, False, "no_address"),
        ("nobody", None, False, "bad_address"),
        ("a@b", None, True, "bad_address"),
        ("a@example.com; b@example.com", None, True, "bad_address"),
    ],
)
def test_what_stands_in_the_way(
    email: str, recipient: Recipient | None, blast: bool, code: str | None
) -> None:
    found = obstacle(email, recipient, blast=blast)
    assert (found and found.code) == code


def test_families_are_reached_at_their_addresses() -> None:
    account = Account()
    account.commit([*family("F1", "A@Example.com"), *family("F2", "b@")])
    account.commit([unsubscribe("a@example.com", NOW)])
    found = contacts_of(["F1", "F2", "F3"], account.records)
    assert found["F1"] == Contact("A@Example.com")
    assert found["F2"].obstacle
    assert found["F2"].obstacle.code == "bad_address"
    assert found["F3"].obstacle
    assert found["F3"].obstacle.code == "no_address"
    assert account.records.get([recipient_key("a@example.com")])
