"""The trail: one row for each act, in its own transaction; what is done to it later shows (P11)."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from legwork.domain.act import KEPT, Act, ActName, Doer, hash_of
from legwork.domain.effect import Absent, Equals, Item, Key, Put, Update
from legwork.domain.errors import Conflicted
from legwork.domain.trail_proof import broken
from legwork.ports import Database, TransactionRefused
from legwork.store import keys, trail
from legwork.testing.clock import FrozenClock
from legwork.testing.database import MemoryDatabase
from legwork.testing.faults import Faults, at, interrupt, refuse, send_again
from legwork.testing.faulty_ports import FaultyDatabase
from legwork.testing.interleave import interleave

NOW = FrozenClock().now()
ANA = Doer("ana", "Ana")
ACCOUNT = "parkside"
THING = Key("THINGS", "one")


def act(minute: int = 0, **detail: object) -> Act:
    at = NOW + timedelta(minutes=minute)
    return Act(account=ACCOUNT, name=ActName.LAUNCHED, by=ANA, at=at, detail=detail)


@pytest.fixture
def tables() -> MemoryDatabase:
    """A trail of five acts, one a minute."""
    tables = MemoryDatabase()
    for minute in range(5):
        trail.commit(tables, act(minute, launched=f"Ü{minute}"))
    return tables


def acts(database: Database) -> list[Act]:
    return [*trail.newest_first(database, ACCOUNT)]


def problems(database: Database, *, after: timedelta = timedelta(0)) -> list[str]:
    now = NOW + after
    kept = [one for one in acts(database) if not one.is_gone(now)]
    return [*broken(trail.head_of(database, ACCOUNT), kept, now)]


def key(number: int) -> Key:
    return Key(keys.trail(ACCOUNT), f"ACT#{number:012d}")


def test_each_act_is_a_row_that_names_the_one_before_it(tables: MemoryDatabase) -> None:
    found = acts(tables)

    assert [one.number for one in found] == [5, 4, 3, 2, 1]
    assert [one.before for one in found] == [*(one.hash for one in found[1:]), ""]
    assert [one.detail["launched"] for one in found] == ["Ü4", "Ü3", "Ü2", "Ü1", "Ü0"]
    assert tables.tasks.rows[key(1)]["expires_at"] == int((NOW + KEPT).timestamp())
    assert problems(tables) == []


def test_the_hash_is_that_of_what_is_told(tables: MemoryDatabase) -> None:
    newest = acts(tables)[0]
    told = {**newest.told(), "task": None, "hash": newest.hash}
    assert hash_of(told) == newest.hash
    assert replace(newest, number=4).hash != newest.hash


def test_an_act_and_its_row_are_written_together_or_not_at_all(tables: MemoryDatabase) -> None:
    with pytest.raises(TransactionRefused) as refusal:
        trail.commit(tables, act(), tasks=[Update(THING, expect=(Equals("n", 1),))])
    assert refusal.value.tasks == {0: None}
    assert len(acts(tables)) == 5

    with pytest.raises(TransactionRefused) as refusal:
        trail.commit(tables, act(), records=[Update(THING, expect=(Equals("n", 1),))])
    assert refusal.value.records == {0: None}
    assert len(acts(tables)) == 5

    trail.commit(tables, act(), tasks=[Put(THING, {"n": 1}, (Absent(),))])
    assert len(acts(tables)) == 6
    assert tables.tasks.rows[THING] == {"n": 1}


def test_what_nobody_did_leaves_no_row(tables: MemoryDatabase) -> None:
    trail.commit(tables, None, tasks=[Put(THING, {"n": 1})])
    assert len(acts(tables)) == 5


def test_a_slow_clock_puts_no_act_before_the_one_before_it(tables: MemoryDatabase) -> None:
    trail.commit(tables, act(-3))
    assert acts(tables)[0].at == acts(tables)[1].at
    assert problems(tables) == []


@pytest.mark.parametrize("seed", range(20))
def test_of_many_who_act_at_once_each_leaves_its_row(seed: int) -> None:
    tables, faults = MemoryDatabase(), Faults()
    database = FaultyDatabase(tables, faults)
    calls = [
        lambda n=n: trail.commit(database, act(n % 3, n=n), tasks=[Put(Key("THINGS", f"{n}"), {})])
        for n in range(20)
    ]

    assert interleave(faults, calls, Random(seed).randrange) == [None] * 20

    assert sorted(one.detail["n"] for one in acts(tables)) == [*range(20)]
    assert problems(tables) == []


def test_one_that_is_always_overtaken_is_refused_for_now(tables: MemoryDatabase) -> None:
    overtake = interrupt(lambda: trail.commit(tables, act(9)))
    faults = Faults(lambda call: overtake if call.writes else None)

    with pytest.raises(Conflicted):
        trail.commit(FaultyDatabase(tables, faults), act(n="mine"))

    assert len(acts(tables)) == 5 + trail.ROUNDS
    assert problems(tables) == []


def test_rows_that_are_being_written_are_tried_again(tables: MemoryDatabase) -> None:
    faults = Faults(lambda call: refuse(Conflicted) if call.number == 1 else None)
    trail.commit(FaultyDatabase(tables, faults), act())
    assert len(acts(tables)) == 6

    faults = Faults(lambda call: refuse(Conflicted) if call.writes else None)
    with pytest.raises(Conflicted):
        trail.commit(FaultyDatabase(tables, faults), act())
    assert len(acts(tables)) == 6


def test_a_request_that_is_sent_again_leaves_one_row(tables: MemoryDatabase) -> None:
    faults = Faults(at(1, send_again))
    with pytest.raises(TransactionRefused):
        trail.commit(FaultyDatabase(tables, faults), act(), tasks=[Put(THING, {}, (Absent(),))])
    assert len(acts(tables)) == 6


@pytest.mark.parametrize("number", range(1, 6))
def test_a_removed_act_shows(tables: MemoryDatabase, number: int) -> None:
    tables.tasks.delete_many([key(number)])
    [problem] = problems(tables)
    assert str(max(number, 2)) in problem
    trail.commit(tables, act(9))
    assert len(problems(tables)) == 1


@pytest.mark.parametrize("number", range(1, 6))
@pytest.mark.parametrize(
    "change",
    [
        {"act": "paused"},
        {"at": "2026-03-02T09:00:01Z"},
        {"by": {"id": "ben", "name": "Ben"}},
        {"detail": {}},
        {"before": "another"},
    ],
)
def test_a_changed_act_shows(tables: MemoryDatabase, number: int, change: Item) -> None:
    tables.tasks.write(Update(key(number), set=change))
    assert problems(tables)


def test_acts_that_change_places_show(tables: MemoryDatabase) -> None:
    two, three = (tables.tasks.rows[key(n)] for n in (2, 3))
    tables.tasks.put_many(
        [(key(2), {**three, "id": "2"}), (key(3), {**two, "id": "3"})],
    )
    assert problems(tables)
    tables.tasks.put_many([(key(2), three), (key(3), two)])
    assert problems(tables)


def test_a_removed_head_shows_for_good_and_stops_nobody(tables: MemoryDatabase) -> None:
    tables.tasks.delete_many([keys.trail_head(ACCOUNT)])
    assert problems(tables) == ["The head of the trail is gone."]

    trail.commit(tables, act(9))

    assert [one.number for one in acts(tables)] == [6, 5, 4, 3, 2, 1]
    assert len(problems(tables)) == 1


def test_a_head_that_was_set_back_shows_and_stops_nobody(tables: MemoryDatabase) -> None:
    third = acts(tables)[2]
    head = {"number": 3, "hash": third.hash, "at": third.told()["at"]}
    tables.tasks.put_many([(keys.trail_head(ACCOUNT), head)])

    trail.commit(tables, act(9))

    assert [one.number for one in acts(tables)] == [6, 5, 4, 3, 2, 1]
    assert len(problems(tables)) == 1


def test_a_head_that_cannot_be_read_stops_nobody(tables: MemoryDatabase) -> None:
    tables.tasks.write(Update(keys.trail_head(ACCOUNT), set={"number": "six"}))
    trail.commit(tables, act(9))
    assert acts(tables)[0].number == 6
    assert len(problems(tables)) == 1


def test_all_acts_gone_with_the_head_left_shows(tables: MemoryDatabase) -> None:
    tables.tasks.delete_many([key(n) for n in range(1, 6)])
    assert problems(tables) == ["All acts up to 5 are gone."]


def test_the_oldest_expire_and_that_is_as_it_should_be(tables: MemoryDatabase) -> None:
    for minutes in range(6):
        assert problems(tables, after=KEPT + timedelta(minutes=minutes)) == []
    # The table removes them when it likes, and there are new ones.
    tables.tasks.delete_many([key(1), key(2)])
    trail.commit(tables, act(60 * 24 * 400))
    assert problems(tables, after=KEPT + timedelta(minutes=1)) == []
    assert problems(tables, after=KEPT)


def test_the_first_since_a_moment_is_found_among_many() -> None:
    tables = MemoryDatabase()
    assert trail.first_since(tables, ACCOUNT, NOW) == 1
    for minute in (0, 0, 2, 2, 2, 5, 9):
        trail.commit(tables, act(minute))

    def first(minute: int) -> int:
        return trail.first_since(tables, ACCOUNT, NOW + timedelta(minutes=minute))

    assert [first(m) for m in (-1, 0, 1, 2, 3, 5, 6, 9, 10)] == [1, 1, 3, 3, 6, 6, 7, 7, 8]
    tables.tasks.delete_many([key(n) for n in (1, 2, 4)])
    assert [first(m) for m in (2, 3, 5, 10)] == [1, 6, 6, 8]
