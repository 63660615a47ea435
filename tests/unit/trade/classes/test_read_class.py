from collections.abc import Callable
from itertools import chain

import pytest

from legwork.domain.errors import InvalidInput, NotAllowed, NotFound
from legwork.domain.permission import Caller
from legwork.trade.classes.usecases.read_class import (
    find_class,
    page_of_enrollments,
    page_of_sessions,
    read_student,
)
from tests.unit.account import Account
from tests.unit.families import class_, enrolled, session
from tests.unit.trade.decisions import Decisions

CLEO = Caller.of(account="parkside", sub="cleo", name="Cleo", groups=["classes"])
BEN = Caller.of(account="parkside", sub="ben", name="Ben", groups=["permits"])


@pytest.fixture
def account() -> Account:
    account = Account()
    account.commit([*class_("A", "Judo"), *class_("B")])
    account.commit(e for day in range(3, 10) for e in session("A", f"2027-05-{day:02d}"))
    for number in range(7):
        email = f"home{number}@example.com"
        account.commit(enrolled("A", f"F{number}", f"S{number}", f"T{number}", email=email))
    Decisions(account, "generate_makeup_tokens", students=["S1"], count=5, override=True).run()
    return account


Page = Callable[[str | None], tuple[list[str], str | None]]


def pages(page: Page) -> list[list[str]]:
    found, cursor = [], None
    while True:
        part, cursor = page(cursor)
        found.append(part)
        if cursor is None:
            return found


def test_a_class(account: Account) -> None:
    assert find_class("A", caller=CLEO, records=account.records).title == "Judo"


def test_sessions_come_in_order_of_time_page_by_page(account: Account) -> None:
    def page(cursor: str | None) -> tuple[list[str], str | None]:
        found, after = page_of_sessions(
            "A", caller=CLEO, limit=3, cursor=cursor, records=account.records
        )
        return [one.slot for one in found], after

    found = pages(page)
    assert [len(part) for part in found] == [3, 3, 1]
    assert [*chain(*found)] == [f"2027-05-{day:02d}T09:00" for day in range(3, 10)]


def test_enrollments_come_families_together_page_by_page(account: Account) -> None:
    def page(cursor: str | None) -> tuple[list[str], str | None]:
        found, after = page_of_enrollments(
            "A", caller=CLEO, limit=5, cursor=cursor, records=account.records
        )
        return [one.student for one in found], after

    found = pages(page)
    assert [len(part) for part in found] == [5, 5, 4]
    every = [*chain(*found)]
    assert sorted(every) == sorted(f"{x}{n}" for x in "ST" for n in range(7))
    assert all(every[n][1:] == every[n + 1][1:] for n in range(0, 14, 2))


def test_tokens_of_a_student_page_by_page(account: Account) -> None:
    def page(cursor: str | None) -> tuple[list[str], str | None]:
        student, tokens, after = read_student(
            "S1", caller=CLEO, limit=2, cursor=cursor, records=account.records
        )
        assert (student.family, student.classes) == ("F1", ("A",))
        return [token.id for token in tokens], after

    found = pages(page)
    assert [len(part) for part in found] == [2, 2, 1]
    assert len({*chain(*found)}) == 5


def test_what_is_not_there(account: Account) -> None:
    records = account.records
    for read in (
        lambda: find_class("X", caller=CLEO, records=records),
        lambda: page_of_sessions("X", caller=CLEO, limit=1, cursor=None, records=records),
        lambda: page_of_enrollments("A#B", caller=CLEO, limit=1, cursor=None, records=records),
        lambda: read_student("X", caller=CLEO, limit=1, cursor=None, records=records),
    ):
        with pytest.raises(NotFound):
            read()


def test_it_takes_the_permission(account: Account) -> None:
    records = account.records
    for read in (
        lambda: find_class("A", caller=BEN, records=records),
        lambda: read_student("S1", caller=BEN, limit=1, cursor=None, records=records),
    ):
        with pytest.raises(NotAllowed):
            read()


def test_a_cursor_is_good_for_its_own_list_only(account: Account) -> None:
    records = account.records
    _, cursor = page_of_sessions("A", caller=CLEO, limit=1, cursor=None, records=records)
    with pytest.raises(InvalidInput):
        page_of_enrollments("A", caller=CLEO, limit=1, cursor=cursor, records=records)
    with pytest.raises(InvalidInput):
        page_of_sessions("B", caller=CLEO, limit=1, cursor=cursor, records=records)
