"""Whoever is spared the rest of its way stands where it would have come to by itself."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from legwork.domain.effect import Key
from legwork.domain.errors import Throttled
from legwork.testing.endings import Endings, standing_of
from legwork.testing.faults import (
    Call,
    Fault,
    OfName,
    at,
    crash_after,
    crash_before,
    interrupt,
    lose_answer,
    refuse,
)
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems
from legwork.testing.rows import Rows
from tests.faults.cancel import Cancel
from tests.faults.test_checker import Careless
from tests.faults.trial import ENDINGS, Trial, launched, other_code, undisturbed

NAMES = ("bill-out", "import", "cancellation", "charges")


def struck(name: str, number: int, fault: Fault, times: int = 1) -> Trial:
    trial = Trial(name)
    trial.launch_struck(number, fault, times=times)
    return trial


@pytest.mark.parametrize("fault", [crash_before, crash_after, lose_answer])
@pytest.mark.parametrize("name", NAMES)
def test_it_is_where_it_would_have_come_to(name: str, fault: Fault) -> None:
    endings, spared = Endings(), 0
    for call in undisturbed(name).fleet.faults.calls[::2]:
        trial, alone = struck(name, call.number, fault), struck(name, call.number, fault)
        endings.settle(trial.fleet)
        alone.fleet.settle()
        assert_alike(trial, alone)
        assert not endings.problems(trial.fleet, double_bookings=trial.work.double_bookings)
        spared += len(alone.fleet.faults.calls) - len(trial.fleet.faults.calls)
    assert spared > 0


@pytest.mark.parametrize("times", [1, 12, 40])
@pytest.mark.parametrize("name", NAMES)
def test_faults_that_are_still_to_come_are_the_same_ones(name: str, times: int) -> None:
    endings, spared = Endings(), 0
    calls = undisturbed(name).fleet.faults.calls
    for call in calls[len(calls) // 2 :][:20]:
        trial, alone = (struck(name, call.number, refuse(Throttled), times) for _ in range(2))
        for one, settle in ((trial, endings.settle), (alone, Fleet.settle)):
            settle(one.fleet)
            # Whatever is left of the plan strikes at the same calls of who goes on.
            one.launch()
            settle(one.fleet)
        assert_alike(trial, alone)
        spared += len(alone.fleet.faults.calls) - len(trial.fleet.faults.calls)
    assert spared > 0


def test_plans_are_told_by_what_is_left_of_them() -> None:
    one, other = launched("bill-out", 2), launched("bill-out", 2)
    for trial, first in ((one, 3), (other, 5)):
        trial.strike(first, refuse(Throttled), times=4)
    assert standing_of(one.fleet) != standing_of(other.fleet)
    other.fleet.faults.calls += [Call(number, "get", writes=False) for number in range(2)]
    assert standing_of(one.fleet) == standing_of(other.fleet)
    # Where the one is struck for the second time, the other one is struck for the first.
    for trial in (one, other):
        trial.fleet.faults.calls += [Call(0, "get", writes=False)] * 4
    other.fleet.faults.plan = at(6, refuse(Throttled), times=3)
    assert standing_of(one.fleet) == standing_of(other.fleet)
    other.fleet.faults.plan = at(6, crash_before, times=3)
    assert standing_of(one.fleet) != standing_of(other.fleet)


def test_what_other_code_comes_to_is_kept_from_the_rest() -> None:
    with other_code():
        whole = calls_to_the_end()
        assert calls_to_the_end() < whole
    with other_code():
        assert calls_to_the_end() == whole
    assert calls_to_the_end() == whole


@pytest.fixture(scope="class")
def known() -> int:
    """How many calls it takes to the end, which is remembered when a test begins."""
    ENDINGS.forget()
    return calls_to_the_end()


def calls_to_the_end() -> int:
    trial = launched("bill-out", 3)
    ENDINGS.settle(trial.fleet)
    return len(trial.fleet.faults.calls)


def test_a_test_goes_on_with_what_others_of_its_file_have_come_to(known: int) -> None:
    assert calls_to_the_end() < known


@pytest.mark.usefixtures("monkeypatch")
def test_but_not_when_it_may_run_other_code(known: int) -> None:
    assert calls_to_the_end() == known


def test_whoever_changes_code_does_so_by_the_fixture() -> None:
    # By a context of their own, they would share ends with those who run other code.
    own = ("MonkeyPatch.context", "MonkeyPatch()", "mock.patch")
    files = [path for path in Path(__file__).parent.glob("*.py") if path != Path(__file__)]
    changing = {path for path in files if any(word in path.read_text() for word in own)}
    # The first is the room that all tests here have; the second settles no trial.
    assert {path.name for path in changing} == {"conftest.py", "test_recover.py"}
    assert "tests.faults.trial" not in Path(__file__).with_name("test_recover.py").read_text()


def assert_alike(trial: Trial, alone: Trial) -> None:
    assert standing_of(trial.fleet) == standing_of(alone.fleet) is not None
    for mine, other in zip(tables_of(trial), tables_of(alone), strict=True):
        assert mine == other
    assert trial.fleet.post.outbox == alone.fleet.post.outbox
    assert trial.fleet.inbox.waiting == alone.fleet.inbox.waiting


def tables_of(trial: Trial) -> tuple[Rows, Rows]:
    return trial.fleet.tables.tasks.rows, trial.fleet.tables.records.rows


def test_a_cancel_on_the_way_is_none_of_another_one() -> None:
    endings = Endings()
    whole, cancelled = launched("bill-out", 3), launched("bill-out", 3)
    endings.settle(whole.fleet)
    cancel = Cancel(cancelled)
    cancelled.strike(2, interrupt(cancel))
    endings.settle(cancelled.fleet)
    cancel.check()
    assert standing_of(whole.fleet) != standing_of(cancelled.fleet)


def test_what_is_wrong_at_an_end_is_wrong_of_all_who_stand_there() -> None:
    endings, trials = Endings(), [launched("bill-out", 3) for _ in range(2)]
    for trial in trials:
        endings.settle(trial.fleet)
        rows = trial.fleet.tables.records.rows
        key = next(key for key in rows if key.sort.startswith("RESERVATION"))
        rows[key] = {**rows[key], "amount_cents": 1}
        assert endings.problems(trial.fleet)


def seeded(trial: Trial) -> None:
    trial.fleet = Trial("bill-out", seed=1).fleet


def with_a_plan_of_its_own(trial: Trial) -> None:
    trial.fleet.faults.plan = lambda _call: None


def with_some_to_be_struck(trial: Trial) -> None:
    trial.fleet.faults.plan = OfName("transact", crash_before, 0, times=1)


def where_others_get_their_turn(trial: Trial) -> None:
    trial.fleet.faults.turn = lambda _call: None


def ended(trial: Trial) -> None:
    while not trial.fleet.stream:
        trial.fleet.step()


def surprised(trial: Trial) -> None:
    trial.fleet.surprises.append(ValueError("never seen"))


def some_in_turn(trial: Trial) -> None:
    trial.fleet.faults.takes = lambda _name, _rows: (0,)


def with_another_port(trial: Trial) -> None:
    trial.fleet.database = Careless(trial.fleet.database, lambda effect: effect)


def some_removed(trial: Trial) -> None:
    rows = trial.fleet.tables.records
    rows.delete_many([next(iter(rows.rows))])


@pytest.mark.parametrize(
    "change",
    [
        seeded,
        with_a_plan_of_its_own,
        with_some_to_be_struck,
        where_others_get_their_turn,
        ended,
        surprised,
        some_in_turn,
        with_another_port,
        some_removed,
    ],
)
def test_where_something_is_still_open_nobody_else_decides(
    change: Callable[[Trial], None],
) -> None:
    trial = launched("bill-out", 1)
    assert standing_of(trial.fleet) is not None
    change(trial)
    assert standing_of(trial.fleet) is None


def later(trial: Trial) -> None:
    trial.fleet.clock.advance(timedelta(seconds=1))


def another_id(trial: Trial) -> None:
    trial.fleet.ids.new()


def a_message_less(trial: Trial) -> None:
    trial.fleet.inbox.waiting.pop()


def taken_before(trial: Trial) -> None:
    trial.fleet.inbox.waiting[0].received += 1


def a_row_more(trial: Trial) -> None:
    trial.fleet.tables.tasks.rows[Key("ACCOUNT#parkside", "NEW")] = {"state": "new"}


def a_value_else(trial: Trial) -> None:
    rows = trial.fleet.tables.records.rows
    key = next(iter(rows))
    rows[key] = {**rows[key], "other": 1}


def a_file_more(trial: Trial) -> None:
    trial.fleet.bodies.bodies["new"] = b""


def another_mail_service(trial: Trial) -> None:
    trial.fleet.post.refuses = lambda _: None


def struck_soon(trial: Trial) -> None:
    trial.strike(1_000, crash_before)


@pytest.mark.parametrize(
    "change",
    [
        struck_soon,
        later,
        another_id,
        a_message_less,
        taken_before,
        a_row_more,
        a_value_else,
        a_file_more,
        another_mail_service,
    ],
)
def test_whoever_differs_in_anything_stands_elsewhere(change: Callable[[Trial], None]) -> None:
    one, other = launched("bill-out", 2), launched("bill-out", 2)
    assert standing_of(one.fleet) == standing_of(other.fleet)
    change(other)
    assert standing_of(one.fleet) != standing_of(other.fleet)


def a_mail_twice(trial: Trial) -> None:
    trial.fleet.post.outbox.append(trial.fleet.post.outbox[-1])


def a_task_with_other_counts(trial: Trial) -> None:
    spoil(trial.fleet.tables.tasks.rows, "total", lambda total: total + 1)


def a_receipt_with_another_sum(trial: Trial) -> None:
    spoil(trial.fleet.tables.records.rows, "total_cents", lambda cents: cents + 1)


def spoil(rows: Rows, name: str, change: Callable[[int], int]) -> None:
    key = next(key for key, row in rows.items() if name in row)
    rows[key] = {**rows[key], name: change(rows[key][name])}


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("cancellation", a_mail_twice),
        ("bill-out", a_task_with_other_counts),
        ("bill-out", a_receipt_with_another_sum),
    ],
)
def test_what_is_wrong_is_found_where_nothing_was_before(
    name: str, change: Callable[[Trial], None]
) -> None:
    endings, trial = Endings(), launched(name, 0)
    trial.fleet.settle()
    assert endings.problems(trial.fleet) == []
    change(trial)
    assert endings.problems(trial.fleet) == problems(trial.fleet) != []


def test_rows_are_told_by_what_they_are_not_by_how_they_came() -> None:
    one, other = Rows(), Rows()
    first, second = Key("A", "1"), Key("A", "2")
    one[first] = {"a": 1}
    one[second] = {"b": 2}
    for step in (
        partial(other.__setitem__, second, {"b": 2}),
        partial(other.__setitem__, first, {"a": 2}),
    ):
        step()
        assert other.digest != one.digest
    other[first] = {"a": 1}
    assert other.digest == one.digest
    other.pop(first)
    copied = Rows()
    copied.begin_as(one)
    assert copied.digest == one.digest != other.digest
    copied.clear()
    assert copied.digest == Rows().digest
