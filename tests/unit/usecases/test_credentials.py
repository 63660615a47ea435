"""Logins of programs: made and revoked by owners, opened by their own key and by nothing else."""

from datetime import timedelta

import pytest

from legwork.domain.credential import CREDENTIALS_MAX, digest_of, named_by, new_key
from legwork.domain.effect import Update
from legwork.domain.errors import NotAllowed, NotFound, NotPossible
from legwork.domain.permission import Caller, Permission
from legwork.domain.task import Via
from legwork.store import credentials, keys
from legwork.testing.clock import CountingIds, FrozenClock
from legwork.testing.database import MemoryDatabase
from legwork.usecases.authorize import authorize
from legwork.usecases.edit_credentials import add_credential, revoke_credential

ANA = Caller.of(account="parkside", sub="ana", name="Ana", groups=["owner"])
GIL = Caller.of(account="parkside", sub="gil", name="Gil", groups=["permits"])
DANA = Caller.of(account="riverside", sub="dana", name="Dana", groups=["owner"])


class Door:
    def __init__(self) -> None:
        self.database, self.clock = MemoryDatabase(), FrozenClock()
        self.ids = CountingIds(self.clock)

    def add(self, caller: Caller = ANA, *permissions: Permission) -> tuple[str, str]:
        made, key = add_credential(
            "Till",
            permissions,
            caller=caller,
            database=self.database,
            clock=self.clock,
            ids=self.ids,
        )
        return made.id, key

    def revoke(self, credential: str, caller: Caller = ANA) -> None:
        revoke_credential(credential, caller=caller, database=self.database, clock=self.clock)

    def opens(self, key: str) -> str | None:
        """The credential that a key opens."""
        found = authorize(key, database=self.database, clock=self.clock)
        return f"{found.account}/{found.id}" if found else None


@pytest.fixture
def door() -> Door:
    return Door()


def test_a_key_opens_its_own_credential(door: Door) -> None:
    id_, key = door.add(ANA, Permission.PERMITS)
    other, _ = door.add(DANA)

    assert door.opens(key) == f"parkside/{id_}"
    assert id_ != other


def test_nothing_that_is_kept_opens_anything(door: Door) -> None:
    id_, key = door.add()
    kept = str(door.database.tasks.rows)

    assert key not in kept
    assert key.rpartition(".")[2] not in kept
    assert door.opens(new_key("parkside", id_)) is None


def test_a_revoked_credential_opens_nothing_from_the_next_call_on(door: Door) -> None:
    id_, key = door.add()
    assert door.opens(key)

    door.revoke(id_)

    assert door.opens(key) is None
    with pytest.raises(NotFound):
        door.revoke(id_)


def test_a_key_that_names_another_account_opens_nothing(door: Door) -> None:
    """P6: which account a key is of says the row that has its digest."""
    id_, key = door.add()
    secret = key.rpartition(".")[2]
    theirs, _ = door.add(DANA)
    place = new_key("riverside", "x").partition(".")[0]

    assert door.opens(f"{place}.{theirs}.{secret}") is None
    assert door.opens(f"{place}.{id_}.{secret}") is None


@pytest.mark.parametrize(
    "key",
    [
        "",
        "lwk_",
        "lwk_.x.y",
        "lwk_cGFya3NpZGU.01J",
        "lwk_cGFya3NpZGU..secret",
        "lwk_%%%.x.y",
        "lwk_YSNi.x.y",
        "lwk_Ä.x.y",
        "eyJhbGciOiJub25lIn0.e30.",
        "\ud800",
    ],
)
def test_what_is_no_key_opens_nothing(door: Door, key: str) -> None:
    assert door.opens(key) is None
    assert named_by(key) is None or "#" not in "".join(named_by(key) or ())


@pytest.mark.parametrize("account", ["parkside", "park-side_2", "Freibad-Süd", "世界"])
def test_a_key_says_which_account_it_is_of(account: str) -> None:
    assert named_by(new_key(account, "01J")) == (account, "01J")
    assert new_key(account, "01J").isascii()


def test_only_owners_make_and_revoke(door: Door) -> None:
    id_, _ = door.add()

    with pytest.raises(NotAllowed):
        door.add(GIL)
    with pytest.raises(NotAllowed):
        door.revoke(id_, GIL)
    with pytest.raises(NotFound):
        door.revoke(id_, DANA)


def test_a_program_is_no_owner_whatever_its_permissions_are_called() -> None:
    said = ["owner", "permits", "admin"]
    program = Caller.program(account="parkside", id_="01J", name="Till", permissions=said)

    assert program.via is Via.PROGRAM
    assert not program.owner
    assert program.permissions == {Permission.PERMITS}


def test_when_it_was_last_used_is_known_to_the_minute(door: Door) -> None:
    id_, key = door.add()

    def used() -> object:
        found = credentials.load(door.database, "parkside", id_)
        return found and found.last_used_at

    assert used() is None
    first = door.clock.now()
    door.opens(key)
    door.clock.advance(timedelta(seconds=59))
    door.opens(key)
    assert used() == first
    door.clock.advance(timedelta(seconds=1))
    door.opens(key)
    assert used() == door.clock.now()


def test_an_account_has_so_many_at_most(door: Door) -> None:
    made = [door.add()[0] for _ in range(CREDENTIALS_MAX)]

    with pytest.raises(NotPossible, match="at most 50"):
        door.add()
    door.revoke(made[0])
    door.add()


def test_a_row_of_a_later_release_opens_with_what_is_known_here(door: Door) -> None:
    id_, key = door.add(ANA, Permission.EMAIL)
    row = keys.credential("parkside", id_)
    door.database.tasks.write(Update(row, set={"permissions": ["email", "moon"]}))
    assert door.opens(key)

    door.database.tasks.write(Update(row, set={"digest": None}))
    assert door.opens(key) is None
    assert credentials.list_all(door.database, "parkside") == []


def test_digests_tell_keys_apart() -> None:
    assert digest_of("a") != digest_of("b")
    assert len(digest_of("a")) == 64
