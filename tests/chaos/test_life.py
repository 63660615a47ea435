"""The life of tasks, step by step in any order, beside a model of what the promises say of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any, TypeAlias

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from legwork.domain.errors import NotFound, WrongState
from legwork.domain.task import Task, TaskRef, TaskState
from legwork.store import tasks
from legwork.testing.faults import Crash, at, crash_after, crash_before
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems, tasks_of
from legwork.testing.owner import Owner
from legwork.trade.permits.usecases.save_permit import PermitSave
from legwork.usecases.read_task import find_task, read_task
from tests.chaos.checks import exhumed
from tests.chaos.model import Model
from tests.chaos.town import DAYS, GAMES, OTHERS, little_room, town

TIMES = [
    timedelta(seconds=30),
    timedelta(minutes=1),
    timedelta(minutes=4),
    timedelta(minutes=10),
    timedelta(days=60),
]
NEVER = 1_000
deaths = st.one_of(st.just(NEVER), st.integers(0, 12))
"""At which of its port calls a call dies, if at all."""


def _import(owner: Owner, key: str) -> Task:
    params = {"entity": "reservations", "upload_id": "CONFLICTS", "on_conflict": "error"}
    return owner.launch("import_records", params, key=key)


def _save(owner: Owner, key: str) -> Task:
    request = PermitSave(permit="P-9", holder="H-9", reservations=[*GAMES, *OTHERS])
    return owner.save(request, key=key)


def _bill_out(owner: Owner, key: str) -> Task:
    return owner.bill_out("P-1", key=key)


def _blast(owner: Owner, key: str) -> Task:
    params = {"subject": key, "text": "Hello", "everyone": True}
    return owner.launch("email_blast", params, key=key)


def _cancel_classes(owner: Owner, key: str) -> Task:
    days = {"from_date": DAYS[0], "to_date": DAYS[1], "include_past": True}
    params = {"classes": ["A"], **days, "reason": "Storm", "tokens": True}
    return owner.launch("cancel_classes", params, key=key)


Launch: TypeAlias = Callable[[Owner, str], Task]
LAUNCHES: list[Launch] = [_import, _save, _bill_out, _blast, _cancel_classes]


class Life(RuleBasedStateMachine):
    """An owner, a fleet, and whatever can come between them."""

    launched = Bundle("launched")

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(little_room())
        self.fleet = Fleet(like=town())
        self.owner = Owner(self.fleet, background_at=1)
        self.models: dict[TaskRef, Model] = {}
        self.keys = 0

    def teardown(self) -> None:
        """Whatever happened, the fleet comes to rest and every promise is kept."""
        for task in tasks_of(self.fleet):
            if task.state is TaskState.PAUSED:
                self.owner.resume(task.ref)
        self.fleet.settle()
        found = problems(exhumed(self.fleet))
        self.stack.close()
        assert found == []
        assert self.fleet.surprises == []

    def _known(self, task: Task) -> TaskRef:
        self.models.setdefault(task.ref, Model())
        return task.ref

    def _dying(self, death: int, *, after: bool) -> None:
        fault = crash_after if after else crash_before
        self.fleet.faults.plan = at(len(self.fleet.faults.calls) + death, fault)

    def _alive(self) -> None:
        self.fleet.faults.plan = lambda _: None

    # --- What people do ----------------------------------------------------------------------

    @rule(target=launched, launch=st.sampled_from(LAUNCHES))
    def launch(self, launch: Launch) -> Any:
        """What has nothing to do is done within the call and is in no list: it has no life."""
        self.keys += 1
        task = launch(self.owner, f"key {self.keys}")
        return self._known(task) if task.ref.listed else multiple()

    @rule(ref=launched, death=deaths, after=st.booleans())
    def cancel(self, ref: TaskRef, death: int, after: bool) -> None:
        before = tasks.load(self.fleet.tables, ref)
        self._dying(death, after=after)
        try:
            receipt = self.owner.cancel(ref)
        except Crash:
            return
        except NotFound:
            assert before is None
        except WrongState:
            assert before is not None
            assert not before.state.can_be_cancelled
        else:
            assert before is not None
            assert before.state.can_be_cancelled
            assert receipt.state.ended
            self.models[ref].receipt = read_task(receipt, database=self.fleet.tables).progress
        finally:
            self._alive()

    @rule(ref=launched, death=deaths, after=st.booleans())
    def pause(self, ref: TaskRef, death: int, after: bool) -> None:
        before = tasks.load(self.fleet.tables, ref)
        self._dying(death, after=after)
        try:
            paused = self.owner.pause(ref)
        except Crash:
            return
        except NotFound:
            assert before is None
        except WrongState:
            assert before is not None
            assert not before.state.can_be_paused
        else:
            assert paused.state is TaskState.PAUSED
        finally:
            self._alive()

    @rule(ref=launched, death=deaths, after=st.booleans())
    def resume(self, ref: TaskRef, death: int, after: bool) -> None:
        before = tasks.load(self.fleet.tables, ref)
        self._dying(death, after=after)
        try:
            resumed = self.owner.resume(ref)
        except Crash:
            return
        except NotFound:
            assert before is None
        except WrongState:
            assert before is not None
            assert before.state is not TaskState.PAUSED
        else:
            assert resumed.state is not TaskState.PAUSED
        finally:
            self._alive()

    @rule(target=launched, ref=launched)
    def retry(self, ref: TaskRef) -> TaskRef:
        task = tasks.load(self.fleet.tables, ref)
        self.keys += 1
        if task is None or task.is_gone(self.fleet.clock.now()):
            return ref
        try:
            again = self.owner.retry(task, key=f"retry {self.keys}")
        except WrongState:
            assert not task.can_be_retried
            return ref
        assert task.can_be_retried
        return self._known(again)

    @rule(ref=launched, death=deaths, after=st.booleans())
    def delete(self, ref: TaskRef, death: int, after: bool) -> None:
        """Only an ended task can be deleted; it is gone for its readers at once."""
        task = tasks.load(self.fleet.tables, ref)
        if task is None or task.is_gone(self.fleet.clock.now()):
            return
        self._dying(death, after=after)
        try:
            self.owner.delete(task)
        except Crash:
            found = tasks.load(self.fleet.tables, ref)
            self.models[ref].gone_at = found.expires_at if found else None
            return
        except WrongState:
            assert not task.state.ended
        else:
            assert task.state.ended
            self.models[ref].gone_at = self.fleet.clock.now().replace(microsecond=0)
        finally:
            self._alive()

    # --- What the fleet does, and what happens to it -----------------------------------------

    @rule(times=st.integers(1, 6))
    def work(self, times: int) -> None:
        for _ in range(times):
            self.fleet.step()

    @rule(death=st.integers(0, 12), after=st.booleans())
    def kill(self, death: int, after: bool) -> None:
        """A worker dies on its way."""
        self._dying(death, after=after)
        self.fleet.step()
        self._alive()

    @rule()
    def lose_messages(self) -> None:
        self.fleet.lose_messages()

    @rule(time=st.sampled_from(TIMES))
    def time_passes(self, time: timedelta) -> None:
        self.fleet.clock.advance(time)

    @rule()
    def watch(self) -> None:
        self.fleet.watch()

    # --- What is true whenever anybody looks -------------------------------------------------

    @invariant()
    def numbers_add_up(self) -> None:
        for task in tasks_of(self.fleet):
            progress = read_task(task, database=self.fleet.tables).progress
            said = progress.counts.done + progress.remaining + progress.not_attempted
            assert said == progress.total
            assert min(progress.remaining, progress.not_attempted) >= 0

    @invariant()
    def states_follow_each_other(self) -> None:
        for ref, model in self.models.items():
            task = tasks.load(self.fleet.tables, ref)
            if task is not None:
                model.see(task)

    @invariant()
    def nothing_commits_after_the_answer_to_a_cancel(self) -> None:
        for ref, model in self.models.items():
            task = tasks.load(self.fleet.tables, ref)
            if task is not None and model.receipt is not None:
                assert read_task(task, database=self.fleet.tables).progress == model.receipt

    @invariant()
    def tasks_are_gone_when_their_time_is_over_and_not_before(self) -> None:
        now = self.fleet.clock.now()
        for ref, model in self.models.items():
            try:
                find_task(
                    ref.id,
                    caller=self.owner.caller,
                    database=self.fleet.tables,
                    clock=self.fleet.clock,
                )
            except NotFound:
                assert model.gone_at is not None
                assert model.gone_at <= now
            else:
                assert model.gone_at is None or model.gone_at > now


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
