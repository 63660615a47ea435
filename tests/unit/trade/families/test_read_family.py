import pytest

from legwork.domain.errors import NotAllowed, NotFound
from legwork.domain.permission import Caller
from legwork.domain.recipient import Recipient, suppress
from legwork.trade.families.usecases.read_family import MAY_READ, read_family
from tests.unit.account import Account
from tests.unit.families import enrolled


def clerk(*groups: str) -> Caller:
    return Caller.of(account="parkside", sub="cleo", name="Cleo", groups=groups)


@pytest.fixture
def account() -> Account:
    account = Account()
    for number in (2, 3):
        email = f"home{number}@example.com"
        account.commit(enrolled("A", f"F{number}", f"S{number}", f"T{number}", email=email))
    return account


def test_a_family_and_its_address(account: Account) -> None:
    account.commit([suppress("home2@example.com", "bounce")])
    found = read_family("F2", caller=clerk("classes"), records=account.records)
    assert found.family.students == ("S2", "T2")
    assert found.recipient == Recipient("home2@example.com", suppressed="bounce")
    unknown = read_family("F3", caller=clerk("classes"), records=account.records)
    assert unknown.recipient == Recipient("home3@example.com")


@pytest.mark.parametrize("name", ["X", "", "A#B", "x" * 3_000])
def test_what_is_not_there(account: Account, name: str) -> None:
    with pytest.raises(NotFound):
        read_family(name, caller=clerk("classes"), records=account.records)


@pytest.mark.parametrize("permission", MAY_READ)
def test_any_of_these_permissions_is_enough(account: Account, permission: str) -> None:
    found = read_family("F2", caller=clerk(permission), records=account.records)
    assert found.family.id == "F2"


def test_others_are_not(account: Account) -> None:
    with pytest.raises(NotAllowed, match="'classes'"):
        read_family("F2", caller=clerk("permits", "email"), records=account.records)
