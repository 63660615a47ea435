"""Whatever a task did: undone, all is as before; undone twice, nothing changes; and money adds up.

Of every kind that can be undone, with made-up schools, parameters and parts of the work: a task may
have been cancelled half way, and somebody else may have edited some of its records since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from legwork import kinds
from legwork.domain.effect import Item, Key
from legwork.domain.outcome import Outcome
from legwork.trade.classes.class_ import Class, Proration
from legwork.trade.classes.instructor import Instructor, made
from legwork.trade.money import account as accounts
from legwork.trade.money import history as histories
from legwork.trade.money.rules.account_audit import audit
from tests.unit.account import Account
from tests.unit.trade.decisions import Decisions
from tests.unit.trade.money.homes import MONDAYS, has, home, school
from tests.unit.trade.test_undo import CHARGES, FILES

Draw = st.DataObject
Build = Callable[[Account, Draw], Decisions]

FAMILIES = {"F1": {"S1": ["A", "B"], "S2": ["A"]}, "F2": {"S3": ["A"]}, "F3": {"S4": ["B"]}}
GROWS = {"version", "made_by", "edited_by", "cancelled_by", "restored_by", "assigned_by"}
"""Attributes that only grow, or say who made it."""
TRACES = (
    *("POSTING#", "RECEIPT", "COUNTS#", "DROPS", "TOKEN#", "KEYWORD", "PERMIT", "TIMETABLE"),
    *("LISTED", "RECIPIENT"),
)
"""Beginnings of the keys of what an undo says that it leaves: books, and what is named first."""
LEFT = ("KEYWORDS", "#TOLD#", "#REDRESS#", "DIRECTORY#")


def records_of(account: Account) -> dict[Key, Item]:
    """What an undo puts right."""
    found = {
        key: {name: value for name, value in item.items() if name not in GROWS}
        for key, item in account.database.records.rows.items()
        if not key.sort.startswith(TRACES)
        if not any(part in f"{key.partition}#" for part in LEFT)
    }
    # An account, a holder or a sheet with nothing in it is none.
    return {key: item for key, item in found.items() if any(item.values())}


def town(account: Account, draw: Draw) -> None:
    """Two classes, three families, staff and a permit."""
    tuition = draw.draw(st.sampled_from([None, 1, 6_999, 7_000]))
    proration = draw.draw(st.sampled_from([None, Proration.MEETINGS]))
    school(
        account,
        Class(id="A", tuition_cents=tuition, proration=proration),
        Class(id="B", instructor="ana"),
        meetings=MONDAYS,
    )
    for name, enrolled in FAMILIES.items():
        billing = {"billing_cycle": "monthly", "next_billing_day": "2027-03-31"}
        cycle: dict[str, Any] = billing if draw.draw(st.booleans()) else {}
        home(account, name, enrolled, tuition_cents=draw.draw(st.sampled_from([0, 5, 70])), **cycle)
    for one in (Instructor(id="ana", classes=("B",)), Instructor(id="ben")):
        account.commit(made(one))
    for name in draw.draw(st.sets(st.sampled_from(sorted(FAMILIES)))):
        has(account, name, 500)


def uploaded(account: Account, header: str, lines: tuple[str, ...], name: str = "UP1") -> str:
    return account.upload("\n".join([header, *lines, ""]).encode(), name)


def importing(entity: str) -> Build:
    header, before, lines = FILES[entity]

    def build(account: Account, draw: Draw) -> Decisions:
        params = {"entity": entity, "mode": "upsert"}
        if draw.draw(st.booleans()):
            stands = uploaded(account, header, before, "UP0")
            Decisions(account, "import_records", upload_id=stands, **params).run()
        some = draw.draw(st.lists(st.sampled_from(lines), min_size=1, unique=True))
        upload = uploaded(account, header, tuple(some))
        return Decisions(account, "import_records", upload_id=upload, **params)

    return build


def charges_of_a_file(account: Account, draw: Draw) -> Decisions:
    town(account, draw)
    cents = draw.draw(st.lists(st.integers(1, 10**6), min_size=1, max_size=4))
    lines = tuple(f"C-{n},F{n % 3 + 1},,,tuition,{c},2027-04-01,," for n, c in enumerate(cents))
    upload = uploaded(account, CHARGES, lines)
    return Decisions(account, "import_records", entity="charges", upload_id=upload)


def of_school(kind: str, **params: st.SearchStrategy[Any]) -> Build:
    def build(account: Account, draw: Draw) -> Decisions:
        town(account, draw)
        given_ = {name: draw.draw(strategy) for name, strategy in params.items()}
        return Decisions(account, kind, **given_)

    return build


def saving(account: Account, draw: Draw) -> Decisions:
    hours = draw.draw(st.lists(st.integers(8, 19), min_size=1, max_size=6))
    lines = tuple(
        f"Game {n % 2},Field {n % 2},2027-04-05T{hour:02d}:00,2027-04-05T{hour + 1:02d}:00,{n + 1}"
        for n, hour in enumerate(hours)
    )
    upload = uploaded(account, "event,facility,starts_at,ends_at,amount_cents", lines)
    on = draw.draw(st.sampled_from(["error", "warn"]))
    params = {"permit": "P-1", "holder": "Club", "upload_id": upload, "on_conflict": on}
    if draw.draw(st.booleans()):
        before = Decisions(account, "permit_save", **params)
        before.task = "01J00000000000000000000000"
        before.targets = [*before.listed()][:2]
        before.run()
    return Decisions(account, "permit_save", **params)


def billing(account: Account, draw: Draw) -> Decisions:
    saved = saving(account, draw)
    saved.run()
    saved.finish()
    return Decisions(account, "permit_billout", permit="P-1")


CLASSES = st.sets(st.sampled_from("AB"), min_size=1).map(lambda some: tuple(sorted(some)))
DAYS = {"from_date": st.just(MONDAYS[0]), "to_date": st.sampled_from(MONDAYS)}
WORKS: Mapping[str, tuple[str, Build]] = {
    "bill-out": ("permit_billout", billing),
    "save": ("permit_save", saving),
    **{f"import of {entity}": ("import_records", importing(entity)) for entity in FILES},
    "import of charges": ("import_records", charges_of_a_file),
    "charges": (
        "post_charges",
        of_school(
            "post_charges",
            classes=CLASSES,
            amount_cents=st.sampled_from([None, 1, 2_500]),
            scheduled=st.booleans(),
            day=st.sampled_from(["2027-04-05", "2027-06-30"]),
        ),
    ),
    "yearly fees": (
        "post_charges",
        of_school(
            "post_charges",
            classes=CLASSES,
            amount_cents=st.integers(1, 5_000),
            per=st.sampled_from(["student_yearly", "family_yearly"]),
            category=st.just("membership"),
        ),
    ),
    "keywords": (
        "assign_keywords",
        of_school(
            "assign_keywords",
            type=st.sampled_from(["family", "student"]),
            keywords=st.sets(st.sampled_from(["x", "y"]), min_size=1).map(tuple),
            everyone=st.just(True),
        ),
    ),
    "quick edit of classes": (
        "quick_edit",
        of_school(
            "quick_edit",
            what=st.just("classes"),
            ids=CLASSES,
            capacity=st.integers(1, 9),
            instructor=st.sampled_from(["ana", "ben"]),
            tuition_cents=st.sampled_from([None, 0, 7_000]),
        ),
    ),
    "quick edit of families": (
        "quick_edit",
        of_school(
            "quick_edit",
            what=st.just("families"),
            ids=st.sets(st.sampled_from(sorted(FAMILIES)), min_size=1).map(tuple),
            location=st.sampled_from(["North", "South"]),
            active=st.booleans(),
        ),
    ),
    "drops": (
        "drop_enrollments",
        of_school(
            "drop_enrollments",
            classes=CLASSES,
            reason=st.just("Moved"),
            min_due_cents=st.just(0),
            on=st.sampled_from([None, "2027-12-31"]),
        ),
    ),
    "tokens": (
        "generate_makeup_tokens",
        of_school(
            "generate_makeup_tokens",
            classes=CLASSES,
            count=st.integers(1, 3),
            expires_on=st.sampled_from([None, "2027-12-31"]),
        ),
    ),
    "cancellation": (
        "cancel_classes",
        of_school(
            "cancel_classes",
            classes=CLASSES,
            **DAYS,
            reason=st.just("Storm"),
            tokens=st.booleans(),
        ),
    ),
    "assignment": (
        "assign_substitute",
        of_school(
            "assign_substitute",
            classes=CLASSES,
            **DAYS,
            substitute=st.sampled_from(["ben", "none"]),
        ),
    ),
}
"""By work: its kind, and how one of it is made up."""


def test_every_kind_that_can_be_undone_is_among_them() -> None:
    assert {kind for kind, _ in WORKS.values()} == {
        name for name, kind in kinds.all_kinds().items() if kind.reverse is not None
    }


@pytest.mark.parametrize("name", WORKS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_undone_all_is_as_before_and_twice_changes_nothing(name: str, data: Draw) -> None:
    account = Account()
    work = WORKS[name][1](account, data)
    before = records_of(account)
    part(work, data)
    done = [one for one in work.run() if one.done]
    work.finish(cancelled=True)
    assume(done)
    taken = work.undo()
    assert [one.outcome for one in taken if one.outcome is not Outcome.SUCCEEDED] == []
    assert len(taken) == len(done)
    left = {key: item for key, item in records_of(account).items() if not named_first(key, before)}
    assert left == before
    check_money(account)

    after = dict(account.database.records.rows)
    again = work.undo()
    assert {one.code for one in again} <= {"edited_since", "cannot_undo", ""}
    assert money(account) == money_of(after)
    assert dict(account.database.records.rows) == after


def named_first(key: Key, before: Mapping[Key, Item]) -> bool:
    """Whether it is a class that the task has named first: an undo leaves it."""
    return key.sort == "CLASS" and key not in before


def part(work: Decisions, data: Draw) -> None:
    """The targets that it came to before it was cancelled: mostly all of them."""
    listed = [*work.listed()]
    assume(listed)
    if data.draw(st.booleans()):
        work.targets = listed[: data.draw(st.integers(1, len(listed)))]
    else:
        work.targets = listed


def money(account: Account) -> dict[Key, Item]:
    """What was posted."""
    return money_of(account.database.records.rows)


def money_of(rows: Mapping[Key, Item]) -> dict[Key, Item]:
    return {key: item for key, item in rows.items() if key.sort.startswith(("POSTING#", "HOLDER"))}


def check_money(account: Account) -> None:
    """The balance of every family is the sum of its postings, and so is every holder's."""
    for name in FAMILIES:
        assert audit(name, account.records).problems == ()
        books = histories.read(name, account.records)
        found = accounts.find([name], account.records)[name]
        assert found.balance_cents == sum(one.amount_cents for one in books.postings)
    for holder, cents, posted in _holders(account):
        assert cents == posted, holder


def _holders(account: Account) -> Iterator[tuple[str, int, int]]:
    rows = account.database.records.rows
    for key, item in rows.items():
        if key.sort == "HOLDER":
            postings = (
                one["amount_cents"]
                for other, one in rows.items()
                if other.partition == key.partition and other.sort.startswith("POSTING#")
            )
            yield key.partition, item["balance_cents"], sum(postings)
