"""Lists by the beginning of id or name: what is on them, page by page, and what they cost."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from legwork.domain.directory import Entry
from legwork.domain.errors import InvalidInput, NotAllowed
from legwork.domain.permission import Caller, Permission
from legwork.ports import Database
from legwork.store.records import effects_in_account
from legwork.testing.database import MemoryDatabase
from legwork.usecases.list_names import list_names
from tests.conformance.aws import Aws

ANA = Caller.of(account="parkside", sub="ana", name="Ana", groups=["classes"])
DANA = Caller.of(account="riverside", sub="dana", name="Dana", groups=["owner"])
CLASSES = [("J-1", "Judo"), ("J-2", "judo, advanced"), ("K-1", "Karate"), ("JUDO", "Old one")]


def enter(database: Database, *classes: tuple[str, str], account: str = "parkside") -> None:
    for id_, name in classes:
        entry = Entry(noun="classes", id=id_, name=name)
        for effect in effects_in_account(account, entry.put()):
            database.records.write(effect)


def page(
    database: Database, q: str = "", limit: int = 25, cursor: str | None = None, who: Caller = ANA
) -> tuple[list[str], str | None]:
    found, next_cursor = list_names(
        "classes",
        q,
        needs=(Permission.CLASSES,),
        caller=who,
        limit=limit,
        cursor=cursor,
        database=database,
    )
    return [one.id for one in found], next_cursor


def whole(database: Database, q: str, limit: int) -> list[str]:
    found, cursor = page(database, q, limit)
    while cursor is not None:
        more, cursor = page(database, q, limit, cursor)
        assert len(more) <= limit
        found += more
    return found


@pytest.fixture
def database() -> MemoryDatabase:
    made = MemoryDatabase()
    enter(made, *CLASSES)
    return made


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("", ["J-1", "J-2", "JUDO", "K-1"]),
        ("j", ["J-1", "J-2", "JUDO"]),
        ("judo", ["J-1", "JUDO", "J-2"]),
        (" JUDO, ", ["J-2"]),
        ("karate", ["K-1"]),
        ("k-2", []),
        ("\U0001f94b", []),
    ],
)
def test_by_the_beginning_of_id_or_name(
    database: MemoryDatabase, q: str, expected: list[str]
) -> None:
    assert page(database, q) == (expected, None)


@pytest.mark.parametrize("limit", [1, 2, 7, 25])
def test_page_by_page_nothing_is_left_out_or_shown_twice(limit: int) -> None:
    database = MemoryDatabase()
    classes = [(f"A {n:03d}", f"A title {n % 5}") for n in range(40)]
    enter(database, *classes, ("B", "Begins otherwise"))
    ids = [id_ for id_, _ in classes]
    assert whole(database, "a ", limit) == ids
    assert whole(database, "", limit) == [*ids, "B"]
    assert sorted(whole(database, "a t", limit)) == ids


def test_a_page_is_full_where_ids_alone_begin_so() -> None:
    database = MemoryDatabase()
    enter(database, *((f"S-{n:03d}", "") for n in range(100)))
    first, cursor = page(database, "s", 25)
    assert first == [f"S-{n:03d}" for n in range(25)]
    assert page(database, "S", 25, cursor)[0] == [f"S-{n:03d}" for n in range(25, 50)]


def test_another_accounts_are_not_there(database: MemoryDatabase) -> None:
    enter(database, ("R-1", "Rowing"), account="riverside")
    assert page(database, who=DANA) == (["R-1"], None)
    assert page(database, "r") == ([], None)


def test_a_cursor_is_good_for_its_own_list_alone(database: MemoryDatabase) -> None:
    _, cursor = page(database, "j", 1)
    assert cursor
    for q, who in (("k", ANA), ("j", DANA)):
        with pytest.raises(InvalidInput):
            page(database, q, 1, cursor, who)


def test_the_permission_is_asked_for(database: MemoryDatabase) -> None:
    guest = Caller.of(account="parkside", sub="gil", name="Gil", groups=["permits"])
    with pytest.raises(NotAllowed):
        page(database, who=guest)


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    with mock_aws():
        yield Aws()


def test_a_page_is_three_requests(aws: Aws) -> None:
    database = aws.database()
    enter(
        database, *((f"A {n:03d}", f"A title {n % 5}") for n in range(60)), ("ünï", "Ω\U0001f94b")
    )
    counted = Counter[str]()

    def count(model: Any, **_rest: Any) -> None:
        counted[model.name] += 1

    aws.dynamodb.meta.events.register("before-call.dynamodb", count)
    for q, limit in (("", 25), ("a", 100), ("a title 3", 1), ("nobody", 25), ("ω", 25), ("ÜN", 5)):
        counted.clear()
        found, _ = page(database, q, limit)
        assert counted == {"Query": 3}, q
        assert bool(found) is (q != "nobody")
    assert len(whole(database, "a ", 7)) == 60
