"""A record of the trade that nobody can read costs its target, or its task a sentence."""

from typing import Any

import pytest

from legwork.domain.effect import Foreign, Item, Key
from legwork.domain.errors import Unreadable
from legwork.domain.outcome import Counts
from legwork.domain.permission import Caller
from legwork.domain.task import Task, TaskState
from legwork.store.records import AccountRecords, in_account
from legwork.testing.fleet import Fleet
from legwork.testing.owner import Owner
from legwork.trade.classes.class_ import class_key
from legwork.trade.classes.enrollment import enrollment_key
from legwork.trade.classes.makeup_token import token_key
from legwork.trade.classes.session import session_key
from legwork.trade.classes.usecases.read_class import (
    page_of_enrollments,
    page_of_sessions,
    read_student,
)
from legwork.trade.families.family import family_key
from legwork.trade.permits.reservation import read_reservation, reservation_key
from legwork.trade.permits.usecases.read_permit import page_of_reservations
from legwork.trade.permits.usecases.save_permit import PermitSave
from legwork.usecases.read_outcomes import read_outcomes
from tests.faults.park import GAMES
from tests.unit.trade.school import DAYS, School

ANA = Caller.of(account="parkside", sub="ana", name="Ana", groups=["owner"])
SPOILT = read_reservation(GAMES[5], "P-1").id
RESERVATION = reservation_key("P-1", SPOILT)
_MISSING = object()
DAMAGES = {
    "missing": _MISSING,
    "no whole number": Foreign("N"),
    "a list": [1],
    "a number": 10**38 - 1,
    "nothing": None,
}


def spoil(fleet: Fleet, key: Key, attribute: str, damage: Any = _MISSING) -> Item:
    """Answers the record as it was."""
    rows, full = fleet.tables.records.rows, in_account("parkside", key)
    before = rows[full]
    rest = {name: value for name, value in before.items() if name != attribute}
    rows[full] = rest if damage is _MISSING else {**rest, attribute: damage}
    return before


def codes(fleet: Fleet, task: Task) -> dict[str, str]:
    page = read_outcomes(task, wanted=(), limit=100, cursor=None, database=fleet.tables)
    return {one.target: one.verdict.code for one in page.outcomes if one.verdict.code}


def calm(fleet: Fleet) -> None:
    assert fleet.surprises == []
    assert fleet.inbox.dead == []


@pytest.fixture
def park() -> Fleet:
    fleet = Fleet()
    Owner(fleet).save(PermitSave(permit="P-1", holder="H-1", reservations=GAMES), key="base")
    fleet.settle()
    return fleet


@pytest.mark.parametrize("named", [False, True], ids=["all", "by name"])
@pytest.mark.parametrize("attribute", ["status", "amount_cents", "starts_at"])
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_reservation_costs_one_error_and_the_rest_is_billed(
    park: Fleet, attribute: str, damage: Any, named: bool
) -> None:
    if (attribute, damage) == ("amount_cents", DAMAGES["a number"]):
        damage = "a lot"
    before = spoil(park, RESERVATION, attribute, damage)
    ids = [read_reservation(game, "P-1").id for game in GAMES] if named else None

    task = Owner(park, background_at=1).bill_out("P-1", ids, key="bill")
    park.settle()

    task = park.task(task.ref)
    assert (task.state, task.counts) == (TaskState.COMPLETED, Counts(11, errors=1))
    [(target, code)] = codes(park, task).items()
    assert (target.split("#")[-1], code) == (SPOILT, "unreadable")
    calm(park)
    page, _ = page_of_reservations(
        "P-1",
        caller=ANA,
        limit=100,
        cursor=None,
        records=AccountRecords(park.tables, park.bodies, "parkside"),
    )
    assert len(page) == 11

    park.tables.records.rows[in_account("parkside", RESERVATION)] = before
    retry = Owner(park).retry(task, key="again")
    park.settle()
    assert park.task(retry.ref).counts == Counts(1)


def test_a_sheet_of_a_facility_costs_those_who_want_to_book_it(park: Fleet) -> None:
    sheets = [key for key in park.tables.records.rows if key.sort == "SHEET"]
    first = min(sheets)
    park.tables.records.rows[first] = {"version": "~", "bookings": ["~"]}
    more = [
        {**game, "starts_at": f"2027-04-{day:02d}T08:00", "ends_at": f"2027-04-{day:02d}T09:00"}
        for game in (GAMES[0], GAMES[4], GAMES[8])
        for day in (6, 7)
    ]

    task = Owner(park, background_at=1).save(
        PermitSave(permit="P-2", holder="H-1", reservations=more), key="more"
    )
    park.settle()

    task = park.task(task.ref)
    assert task.state is TaskState.COMPLETED
    assert task.counts.errors > 0
    assert task.counts.succeeded > 0
    calm(park)


def ended(school: School, task: Task) -> Task:
    """Come to rest, whatever the audit says of records that nobody can read."""
    school.fleet.settle()
    return school.fleet.task(task.ref)


@pytest.fixture
def school() -> School:
    school = School()
    school.open()
    return school


def test_a_recipient_costs_one_mail(school: School) -> None:
    spoil(school.fleet, Key("RECIPIENT#home3@example.com", "RECIPIENT"), "email", Foreign("N"))
    task = school.launched("email_blast", everyone=True, subject="News", text="Hello")
    school.fleet.settle()
    task = school.fleet.task(task.ref)
    assert task.state is TaskState.COMPLETED
    assert task.counts.done == 12
    assert task.counts.succeeded < 12
    calm(school.fleet)


def test_a_family_costs_its_own_targets(school: School) -> None:
    spoil(school.fleet, family_key("F3"), "email", 7)
    task = ended(school, school.cancelling())
    found = codes(school.fleet, task)
    assert set(found.values()) == {"unreadable"}
    assert all("family F3" in target for target in found)
    assert len(found) == len(DAYS)
    calm(school.fleet)


def test_a_session_fails_its_task_with_a_sentence(school: School) -> None:
    spoil(school.fleet, session_key("A", f"{DAYS[1]}T09:00"), "status")
    task = ended(school, school.cancelling())
    assert task.state is TaskState.FAILED
    assert task.failure == "A stored session cannot be read: it has no 'status'."
    calm(school.fleet)


def test_lists_show_what_can_be_read(school: School) -> None:
    school.done(school.cancelling())
    token = next(iter(school.students()["S6"].open_tokens))
    spoil(school.fleet, session_key("A", f"{DAYS[1]}T09:00"), "status", "~")
    spoil(school.fleet, enrollment_key("A", "F3", "S6"), "tuition_cents", Foreign("N"))
    spoil(school.fleet, token_key("S6", token), "made_at", "yesterday")
    records = school.records
    sessions, _ = page_of_sessions("A", caller=ANA, limit=100, cursor=None, records=records)
    assert [session.date for session in sessions] == [DAYS[0], DAYS[2]]
    enrolled, _ = page_of_enrollments("A", caller=ANA, limit=100, cursor=None, records=records)
    assert len(enrolled) == 2 * school.families - 1
    _, tokens, _ = read_student("S6", caller=ANA, limit=100, cursor=None, records=records)
    assert len(tokens) == len(DAYS) - 1


def test_a_class_is_refused_at_launch_and_costs_the_targets_of_a_task_that_runs(
    school: School,
) -> None:
    task = school.cancelling()
    school.fleet.step()
    before = spoil(school.fleet, class_key("A"), "title", 7)
    with pytest.raises(Unreadable, match="A stored class cannot be read"):
        school.cancelling()
    task = ended(school, task)
    assert task.state is TaskState.COMPLETED
    assert set(codes(school.fleet, task).values()) == {"unreadable"}
    calm(school.fleet)

    school.fleet.tables.records.rows[in_account("parkside", class_key("A"))] = before
    assert ended(school, school.owner.retry(task, key="again")).counts.errors == 0
