"""Workflows of Autopilot: what owners may do with them, and what a schedule may look like."""

from dataclasses import replace

import pytest

from legwork.domain.errors import InvalidInput, KeyReused, NotAllowed, NotFound, TooLarge
from legwork.domain.permission import Caller
from legwork.domain.retention import IDEMPOTENCY
from legwork.domain.task import PARAMS_BYTES
from legwork.store import workflows
from tests.unit.usecases.pilot import NEVER, Pilot, daily

ZOE = Caller.of(account="parkside", sub="zoe", name="Zoe", groups=["owner", "permits"])
DANA = Caller.of(account="riverside", sub="dana", name="Dana", groups=["owner"])
EVERYTHING_BUT_OWNER = (
    "transactions",
    "keywords",
    "classes",
    "tokens",
    "reports",
    "email",
    "permits",
    "import",
    "autopilot_tasks",
)
BEN = Caller.of(account="parkside", sub="ben", name="Ben", groups=EVERYTHING_BUT_OWNER)
GIL = Caller.of(account="parkside", sub="gil", name="Gil", groups=())


@pytest.fixture
def pilot() -> Pilot:
    return Pilot()


def test_a_workflow_has_its_schedule(pilot: Pilot) -> None:
    added = pilot.add(daily())
    assert pilot.there() == [added]
    assert pilot.schedules.by_id == {added.id: added}
    assert (added.owner_id, added.owner_login) == ("ana", "owner@parkside")
    pilot.check()


def test_a_change_changes_both_and_who_it_launches_for(pilot: Pilot) -> None:
    added = pilot.add(daily())
    given = replace(daily("Hourly", schedule="rate(1 hour)"), enabled=False)
    changed = pilot.change(added.id, given, ZOE)
    assert pilot.there() == [changed]
    assert (changed.name, changed.schedule, changed.enabled) == ("Hourly", "rate(1 hour)", False)
    assert (changed.owner_name, changed.created_at) == ("Zoe", added.created_at)
    pilot.check()


def test_a_deletion_deletes_both(pilot: Pilot) -> None:
    added, stays = pilot.add(daily()), pilot.add(daily("Another"))
    pilot.delete(added.id)
    assert pilot.there() == [stays]
    pilot.check()
    with pytest.raises(NotFound):
        pilot.delete(added.id)
    with pytest.raises(NotFound):
        pilot.change(added.id, daily())


def test_they_are_listed_oldest_first(pilot: Pilot) -> None:
    added = [pilot.add(daily(name)) for name in "cab"]
    assert pilot.there() == added


@pytest.mark.parametrize(
    "caller", [BEN, Caller.of(account="parkside", sub="x", name="", groups=[])]
)
def test_only_owners_may(pilot: Pilot, caller: Caller) -> None:
    added = pilot.add(daily())
    for call in (
        lambda: pilot.add(daily(), caller),
        lambda: pilot.change(added.id, daily("Mine"), caller),
        lambda: pilot.delete(added.id, caller),
    ):
        with pytest.raises(NotAllowed) as refusal:
            call()
        assert refusal.value.permission == "owner"
    assert pilot.there() == [added]


def test_another_account_has_no_such_workflow(pilot: Pilot) -> None:
    added = pilot.add(daily())
    for call in (
        lambda: pilot.change(added.id, daily("Mine"), DANA),
        lambda: pilot.delete(added.id, DANA),
        lambda: workflows.load(pilot.fleet.tables, DANA.account, added.id),
    ):
        with pytest.raises(NotFound):
            call()
    assert workflows.list_all(pilot.fleet.tables, DANA.account) == []
    assert pilot.there() == [added]


# --- What is refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "schedule",
    [
        "rate(1 day)",
        "rate(1 days)",
        "rate(12 hours)",
        "rate(99999 minutes)",
        "cron(0 6 ? * MON-FRI *)",
        "cron(0/15 * * * ? *)",
        "cron(0 10 ? * 2#1 2026-2030)",
        "cron(0 18 L * ? *)",
        "at(2026-09-01T06:00:00)",
    ],
)
def test_schedules_as_the_scheduler_writes_them(pilot: Pilot, schedule: str) -> None:
    assert pilot.add(daily(schedule=schedule)).schedule == schedule


@pytest.mark.parametrize(
    "schedule",
    [
        "",
        "daily",
        "rate()",
        "rate(0 days)",
        "rate(-1 days)",
        "rate(1.5 days)",
        "rate(1 week)",
        "rate(100000 days)",
        "rate(١ day)",
        "rate(1 day) ",
        "rate(1 day)\n",
        "cron(* * * * *)",
        "cron(0 6 ? * MON-FRI * *)",
        "cron(0 6 ? * MON-FRI; *)",
        "at(2026-09-01)",
        "at(2026-09-01T06:00)",
        "at(2026-02-30T06:00:00)",
        "at(2026-09-01T24:00:01)",
        "at(2026-09-01T06:00:00Z)",
        "at(٢٠٢٦-09-01T06:00:00)",
        NEVER,
    ],
)
def test_what_is_no_schedule_leaves_nothing(pilot: Pilot, schedule: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        pilot.add(daily(schedule=schedule))
    assert [error.field for error in refusal.value.errors] == ["schedule"]
    assert pilot.there() == []
    pilot.check()


@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "America", "../etc/passwd", "/etc/localtime", "\x00", "\ud800"]
)
def test_nor_does_what_is_no_time_zone(pilot: Pilot, zone: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        pilot.add(replace(daily(), timezone=zone))
    assert [error.field for error in refusal.value.errors] == ["timezone"]
    pilot.check()


def test_nor_does_a_kind_that_there_is_not(pilot: Pilot) -> None:
    with pytest.raises(InvalidInput) as refusal:
        pilot.add(replace(daily(), kind="no_such_kind"))
    assert [error.field for error in refusal.value.errors] == ["kind"]
    pilot.check()


@pytest.mark.parametrize("schedule", ["daily", NEVER])
def test_a_refused_change_leaves_it_as_it_was(pilot: Pilot, schedule: str) -> None:
    added = pilot.add(daily())
    with pytest.raises(InvalidInput):
        pilot.change(added.id, daily("Never", schedule=schedule), ZOE)
    [stands] = pilot.there()
    assert replace(stands, version=added.version) == added
    pilot.check()
    # And it may be changed again, with a right one.
    assert pilot.change(added.id, daily("Hourly", schedule="rate(1 hour)")).name == "Hourly"
    pilot.check()


def test_what_the_scheduler_took_once_stays_even_if_it_would_refuse_it_now(pilot: Pilot) -> None:
    """As it may with a moment that is past."""
    added = pilot.add(daily(schedule="at(2026-09-01T06:00:00)"))
    pilot.schedules.refused.add(added.schedule)
    with pytest.raises(InvalidInput):
        pilot.change(added.id, daily("Another name", schedule=added.schedule))
    [stands] = pilot.there()
    assert stands.name == added.name
    pilot.check()
    pilot.delete(added.id)
    pilot.check()


def test_the_watchdog_finds_nothing_to_do(pilot: Pilot) -> None:
    pilot.add(daily())
    pilot.delete(pilot.add(daily()).id)
    before = len(pilot.fleet.faults.writes)
    pilot.recover()
    assert len(pilot.fleet.faults.writes) == before


def test_a_workflow_with_the_largest_parameters_has_room_in_its_row(pilot: Pilot) -> None:
    """The row holds them twice: as they are, and as the scheduler took them last."""
    params = {"text": "x" * (PARAMS_BYTES - 100)}
    added = pilot.add(replace(daily(), params=params))
    pilot.change(added.id, replace(daily("Another"), params=params))
    pilot.check()
    with pytest.raises(TooLarge):
        pilot.change(added.id, replace(daily(), params={"text": "x" * PARAMS_BYTES}))


def test_workflows_that_fit_into_no_answer_together_are_refused(pilot: Pilot) -> None:
    large = replace(daily(), params={"text": "x" * 180_000})
    added = [pilot.add(large) for _ in range(11)]
    with pytest.raises(TooLarge, match="together"):
        pilot.add(large)
    pilot.change(added[0].id, large)
    pilot.delete(added[0].id)
    pilot.add(large)


def test_a_key_adds_once_and_is_good_for_one_request(pilot: Pilot) -> None:
    added = pilot.add(daily(), key="k")
    assert pilot.add(daily(), key="k").id == added.id
    with pytest.raises(KeyReused):
        pilot.add(daily("Another"), key="k")
    # Somebody else's key is another one, and so is none at all.
    assert len({added.id, pilot.add(daily(), ZOE, key="k").id, pilot.add(daily()).id}) == 3
    pilot.check()


def test_a_key_does_not_bring_back_what_was_deleted(pilot: Pilot) -> None:
    pilot.delete(pilot.add(daily(), key="k").id)
    with pytest.raises(NotFound):
        pilot.add(daily(), key="k")
    assert pilot.there() == []


def test_a_key_is_remembered_for_a_day(pilot: Pilot) -> None:
    pilot.add(daily(), key="k")
    pilot.fleet.clock.advance(IDEMPOTENCY)
    pilot.add(daily(), key="k")
    assert len(pilot.there()) == 2
