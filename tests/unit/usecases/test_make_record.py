"""A record is made where there is none, or not at all."""

from collections.abc import Callable

import pytest

from legwork.domain.effect import Absent, Effect, Equals, Item, Key, Put, Update
from legwork.domain.errors import Conflicted, NotFound, ThereAlready, TooLarge
from legwork.store.records import in_account
from legwork.testing.database import MemoryDatabase
from legwork.usecases.correct_record import ROUNDS, WRITES
from legwork.usecases.make_record import make_record

KEY, HOME = Key("THING#1", "THING"), Key("HOME#1", "HOME")
FULL, FULL_HOME = in_account("parkside", KEY), in_account("parkside", HOME)


class Shelf:
    """A place for a record that belongs to a home, and whoever else writes meanwhile."""

    def __init__(self) -> None:
        self.database = MemoryDatabase()
        self.database.records.put_many([(FULL_HOME, {"things": 0})])
        self.others: list[Callable[[], None]] = []

    @property
    def item(self) -> Item | None:
        return self.database.records.get(FULL)

    def read(self) -> Item:
        if self.item is None:
            raise NotFound("There is no such thing.")
        return self.item

    def make(self, item: Item) -> list[Effect]:
        home = self.database.records.get(FULL_HOME) or {}
        effects: list[Effect] = [
            Put(KEY, item, (Absent(),)),
            Update(
                HOME, set={"things": home["things"] + 1}, expect=(Equals("things", home["things"]),)
            ),
        ]
        for other in self.others[:1]:
            self.others.remove(other)
            other()
        return effects

    def made(self, item: Item) -> Item:
        return make_record(
            self.read, lambda: self.make(item), account="parkside", database=self.database
        )

    def elsewhere(self, key: Key, item: Item) -> Callable[[], None]:
        """Somebody else's write."""
        return lambda: self.database.records.put_many([(key, item)])


def test_what_is_not_there_is_made_with_all_that_belongs_to_it() -> None:
    shelf = Shelf()
    assert shelf.made({"name": "a"}) == {"name": "a"} == shelf.item
    assert shelf.database.records.get(FULL_HOME) == {"things": 1}


def test_what_is_there_stays_as_it_is() -> None:
    shelf = Shelf()
    shelf.made({"name": "a"})
    for name in ("a", "b"):
        with pytest.raises(ThereAlready):
            shelf.made({"name": name})
    assert shelf.item == {"name": "a"}
    assert shelf.database.records.get(FULL_HOME) == {"things": 1}


def test_of_two_who_make_the_same_record_at_once_one_does() -> None:
    shelf = Shelf()

    def somebody_else() -> None:
        shelf.made({"name": "b"})

    shelf.others = [somebody_else]
    with pytest.raises(ThereAlready):
        shelf.made({"name": "a"})
    assert shelf.item == {"name": "b"}
    assert shelf.database.records.get(FULL_HOME) == {"things": 1}


def test_a_change_of_what_it_belongs_to_is_read_again() -> None:
    shelf = Shelf()
    shelf.others = [shelf.elsewhere(FULL_HOME, {"things": n}) for n in (5, 7)]
    assert shelf.made({"name": "a"})
    assert shelf.database.records.get(FULL_HOME) == {"things": 8}


def test_what_others_keep_changing_is_left_to_them() -> None:
    shelf = Shelf()
    shelf.others = [shelf.elsewhere(FULL_HOME, {"things": n + 1}) for n in range(ROUNDS)]
    with pytest.raises(Conflicted):
        shelf.made({"name": "a"})
    assert shelf.item is None


def test_more_than_a_transaction_holds_is_refused() -> None:
    shelf = Shelf()
    many = [Put(Key("OTHER", f"{n}"), {}) for n in range(WRITES + 1)]
    with pytest.raises(TooLarge, match="one call"):
        make_record(shelf.read, lambda: many, account="parkside", database=shelf.database)
