"""A record is corrected as its reader saw it, or not at all."""

from collections.abc import Callable
from functools import partial

import pytest

from legwork.domain.correction import corrected
from legwork.domain.effect import Effect, Foreign, Item, Key, Put, Update, fold
from legwork.domain.errors import (
    Conflicted,
    NotFound,
    Outdated,
    TooLarge,
    VersionMissing,
)
from legwork.store.records import effects_in_account, in_account
from legwork.testing.database import MemoryDatabase
from legwork.usecases.correct_record import ROUNDS, Noun, correct_record

KEY = Key("THING#1", "THING")
FULL = in_account("parkside", KEY)
SHOWN = ("name", "size")


class Shelf:
    """A record of which two attributes are shown, and whoever else writes it meanwhile."""

    def __init__(self, item: Item | None) -> None:
        self.database = MemoryDatabase()
        if item is not None:
            self.database.records.put_many([(FULL, item)])
        self.others: list[Callable[[], None]] = []

    @property
    def item(self) -> Item | None:
        return self.database.records.get(FULL)

    def read(self) -> Item:
        found = self.item
        if found is None:
            raise NotFound("There is no such thing.")
        return found

    def change(self, wanted: Item, found: Item) -> list[Effect]:
        before = {name: found[name] for name in SHOWN if name in found}
        effects = [*corrected(KEY, found, before, {**before, **wanted})]
        for other in self.others[:1]:
            self.others.remove(other)
            other()
        return [*effects]

    def correct(self, wanted: Item, *tags: str) -> tuple[Item, bool]:
        noun = Noun(read=self.read, tag=tag, change=partial(self.change, wanted))
        return correct_record(noun, frozenset(tags), account="parkside", database=self.database)

    def elsewhere(self, **changes: object) -> Callable[[], None]:
        """Somebody else's write."""

        def write() -> None:
            self.database.records.write(Update(FULL, set=changes))

        return write


def tag(item: Item) -> str:
    return "-".join(str(item.get(name)) for name in SHOWN)


def test_what_was_read_is_changed_and_what_is_not_shown_stays() -> None:
    shelf = Shelf({"name": "a", "size": 1, "later": {"x": [1]}})
    after, changed = shelf.correct({"name": "b"}, "a-1")
    assert changed
    assert after == shelf.item == {"name": "b", "size": 1, "later": {"x": [1]}}


def test_without_a_version_nothing_is_changed() -> None:
    shelf = Shelf({"name": "a", "size": 1})
    with pytest.raises(VersionMissing, match="If-Match"):
        shelf.correct({"name": "b"})
    assert shelf.item == {"name": "a", "size": 1}


def test_an_old_version_is_refused_and_nothing_is_changed() -> None:
    shelf = Shelf({"name": "a", "size": 2})
    with pytest.raises(Outdated, match="Read it again"):
        shelf.correct({"name": "b"}, "a-1")
    assert shelf.item == {"name": "a", "size": 2}


def test_any_version_will_do_if_the_caller_says_so() -> None:
    shelf = Shelf({"name": "a", "size": 2})
    assert shelf.correct({"name": "b"}, "*")[0]["name"] == "b"


def test_there_is_no_correcting_what_is_not_there() -> None:
    with pytest.raises(NotFound):
        Shelf(None).correct({"name": "b"})


def test_saying_what_it_is_already_writes_nothing() -> None:
    shelf = Shelf({"name": "a", "size": 1})
    assert shelf.correct({"name": "a"}, "a-1") == ({"name": "a", "size": 1}, False)


def test_a_change_between_reading_and_writing_makes_it_outdated() -> None:
    shelf = Shelf({"name": "a", "size": 1})
    shelf.others = [shelf.elsewhere(size=7)]
    with pytest.raises(Outdated):
        shelf.correct({"name": "b"}, "a-1")
    assert shelf.item == {"name": "a", "size": 7}


def test_a_change_of_what_is_not_shown_is_read_again() -> None:
    shelf = Shelf({"name": "a", "size": 1, "open": 1})
    shelf.others = [shelf.elsewhere(open=2), shelf.elsewhere(new=1)]
    assert shelf.correct({"name": "b"}, "a-1")[1]
    assert shelf.item == {"name": "b", "size": 1, "open": 2, "new": 1}


def test_one_that_others_keep_changing_is_left_to_them() -> None:
    shelf = Shelf({"name": "a", "size": 1, "open": -1})
    shelf.others = [shelf.elsewhere(open=n) for n in range(ROUNDS)]
    with pytest.raises(Conflicted):
        shelf.correct({"name": "b"}, "a-1")
    assert shelf.item == {"name": "a", "size": 1, "open": ROUNDS - 1}


def test_two_corrections_of_one_version_are_one() -> None:
    shelf = Shelf({"name": "a", "size": 1})
    shelf.others = [lambda: bool(shelf.correct({"size": 9}, "a-1"))]  # type: ignore[list-item]
    with pytest.raises(Outdated):
        shelf.correct({"name": "b"}, "a-1")
    assert shelf.item == {"name": "a", "size": 9}


def test_more_than_a_transaction_holds_is_refused() -> None:
    shelf = Shelf({"name": "a", "size": 1})
    many = [Put(Key("OTHER", f"{n}"), {}) for n in range(101)]
    noun = Noun(read=shelf.read, tag=tag, change=lambda _found: many)
    with pytest.raises(TooLarge, match="one call"):
        correct_record(noun, frozenset("*"), account="parkside", database=shelf.database)


def test_what_cannot_be_compared_is_no_part_of_the_condition() -> None:
    found = {"name": "a", "weight": Foreign("N")}
    [update] = corrected(KEY, found, {"name": "a"}, {"name": "b"})
    assert "weight" not in [getattr(clause, "attribute", "") for clause in update.expect]


def test_what_is_taken_away_is_removed_and_what_was_never_there_is_not() -> None:
    found = {"name": "a", "size": 1, "later": 1}
    [update] = corrected(KEY, found, {"name": "a", "size": 1, "x": 0}, {"name": "a"})
    assert (update.set, update.remove) == ({}, ("size",))
    assert fold(effects_in_account("parkside", [update]))
