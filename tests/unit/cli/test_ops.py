"""`legwork ops`: what operators do, on a stack in memory; each act is in a trail (P11)."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from typer.testing import CliRunner

from cli.app import app
from legwork.domain import chronicle
from legwork.domain.act import OPERATORS, ActVia, Doer
from legwork.domain.errors import Conflicted
from legwork.domain.task import TaskRef, TaskState
from legwork.store import holds, keys, limits, trail
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems
from legwork.usecases import operate
from ops.desk import Desk
from tests.faults import park
from tests.faults.trial import Trial
from tests.unit.cli.conftest import Ended, Terminal

OLGA = Doer("arn:aws:sts::1:assumed-role/Ops/olga", "olga", ActVia.OPERATOR)


@dataclass
class Dead:
    """Dead-letter queues in memory."""

    messages: dict[str, int] = field(default_factory=lambda: {"deliveries": 3, "events": 1})

    def names(self) -> list[str]:
        return ["deliveries"]

    def counts(self) -> dict[str, int]:
        return dict(self.messages)

    def redrive(self, name: str) -> int:
        moved, self.messages[name] = self.messages[name], 0
        return moved


class Ops:
    """The command on the stack of a trial whose task is under way."""

    def __init__(self) -> None:
        self.trial = Trial(next(iter(park.WORKS)))
        task = self.trial.launch()
        assert task is not None
        self.task = task
        self.trial.steps(2)
        fleet = self.fleet
        self.desk = Desk(
            operator=OLGA,
            database=fleet.database,
            queues=fleet.queues,
            files=fleet.files,
            clock=fleet.wristwatch,
            retention=fleet.settings.retention,
            dead=Dead(),
        )

    @property
    def fleet(self) -> Fleet:
        return self.trial.fleet

    def __call__(self, *words: str) -> Ended:
        run = replace(Terminal().invocation(), at_desk=self.desk)
        result = CliRunner().invoke(app, ["ops", *words], obj=run)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ended(result.exit_code, result.stdout, result.stderr)

    def told(self, *words: str) -> Any:
        ended = self(*words, "--json")
        assert ended.code == 0, ended.err
        return json.loads(ended.out)

    def acts(self, account: str) -> Sequence[tuple[str, str, str]]:
        found = trail.newest_first(self.fleet.tables, account)
        return [(act.name, act.by.name, act.by.via) for act in found if act.by.via == "operator"]


@pytest.fixture
def ops(monkeypatch: pytest.MonkeyPatch) -> Ops:
    # As where operators work: other tests of this process may listen, as functions do.
    monkeypatch.setattr(logging.getLogger(chronicle.NAME), "handlers", [])
    return Ops()


def test_stuck_is_what_should_have_moved(ops: Ops) -> None:
    [listed] = ops.told("tasks")["tasks"]
    assert (listed["id"], listed["account"]) == (ops.task.ref.id, "parkside")
    assert ops.told("tasks", "--stuck")["tasks"] == []
    assert ops.told("tasks", "--account", "riverside")["tasks"] == []

    ops.fleet.clock.advance(timedelta(minutes=10))

    assert [one["id"] for one in ops.told("tasks", "--stuck")["tasks"]] == [ops.task.ref.id]
    ops.told("pause", "--account", "parkside", "--reason", "Look")
    assert ops.told("tasks", "--stuck")["tasks"] == []


@pytest.mark.parametrize("which", [("--account", "parkside"), ("--kind", "*"), ("--everything",)])
def test_what_operators_hold_stands_still_until_they_let_it_go(
    ops: Ops, which: tuple[str, ...]
) -> None:
    which = tuple(ops.task.kind if word == "*" else word for word in which)
    paused = ops.told("pause", *which, "--reason", "A flood")["paused"]
    assert paused == [ops.task.ref.id]
    assert ops.fleet.task(ops.task.ref).state is TaskState.PAUSED

    ops.told("resume", *which)
    ops.fleet.settle()

    assert ops.fleet.task(ops.task.ref).state is TaskState.COMPLETED
    assert problems(ops.fleet, double_bookings=ops.trial.work.double_bookings) == []
    account = "parkside" if which[0] == "--account" else OPERATORS
    names = [name for name, who, via in ops.acts(account) if (who, via) == ("olga", "operator")]
    assert {name.split("_", 1)[1] for name in names} == {"held", "lifted"}


def test_a_cancel_has_its_receipt_and_its_row(ops: Ops) -> None:
    receipt = ops.told("cancel", ops.task.ref.id, "--reason", "A mistake")
    ended = ops.fleet.task(ops.task.ref)

    assert ended.state is TaskState.CANCELLED
    assert (receipt["total"], receipt["done"]) == (ended.total, ended.counts.done)
    assert ops.acts("parkside") == [("cancelled", "olga", "operator")]
    assert ops("cancel", ops.task.ref.id, "--reason", "Again").code == 1


def test_an_end_is_announced_again(ops: Ops) -> None:
    words = ("announce-again", ops.task.ref.id, "--account", "parkside")
    assert "has not ended" in ops(*words).err
    ops.fleet.settle()
    before = len(ops.fleet.bus.published)

    assert ops(*words).code == 0
    ops.fleet.clock.advance(timedelta(minutes=5))
    ops.fleet.watch()

    assert len(ops.fleet.bus.published) == before + 1
    assert ops.acts("parkside") == [("announced_again", "olga", "operator")]
    assert problems(ops.fleet, double_bookings=ops.trial.work.double_bookings) == []
    assert ops("announce-again", "01J", "--account", "parkside").code == 1


def test_dead_messages_are_counted_and_sent_again(ops: Ops) -> None:
    assert ops.told("dead", "list") == {"deliveries": 3, "events": 1}
    assert ops.told("dead", "redrive", "deliveries") == {"moved": 3}
    assert ops.told("dead", "list")["deliveries"] == 0
    assert ops("dead", "redrive", "events").code == 1
    assert ops.acts(OPERATORS) == [("dead_redriven", "olga", "operator")]


def test_what_aws_refuses_is_a_sentence_and_a_defect_is_not_hidden(
    ops: Ops, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(error: Exception) -> None:
        def counts(_: Dead) -> dict[str, int]:
            raise error

        monkeypatch.setattr(Dead, "counts", counts)

    refuses(ClientError({"Error": {"Code": "AccessDenied", "Message": "You may not"}}, "Read"))
    ended = ops("dead", "list")
    assert ended.code == 1
    assert "You may not" in ended.err

    refuses(KeyError("nobody thought of it"))
    with pytest.raises(KeyError):
        ops("dead", "list")


def test_what_cannot_be_read_keeps_nobody_from_stopping_the_rest(
    ops: Ops, caplog: pytest.LogCaptureFixture
) -> None:
    rows = ops.fleet.tables.tasks.rows
    other = TaskRef("parkside", f"{ops.task.ref.id[:-1]}Z")
    rows[keys.task(other)] = {
        **rows[keys.task(ops.task.ref)],
        "id": other.id,
        "active_key": keys.active(other),
        "created_at": "long ago",
    }

    assert [one["id"] for one in ops.told("tasks")["tasks"]] == [ops.task.ref.id]
    paused = ops.told("pause", "--everything", "--reason", "A flood")["paused"]
    assert paused == [ops.task.ref.id]
    assert f"task {other.id} of parkside cannot be read" in caplog.text


def test_a_task_that_cannot_be_paused_keeps_nobody_from_pausing_the_rest(
    ops: Ops, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def conflicts(*_: object, **__: object) -> None:
        raise Conflicted("Its lanes are busy.")

    monkeypatch.setattr(operate, "pause_for_hold", conflicts)

    assert ops.told("pause", "--everything", "--reason", "A flood")["paused"] == []
    assert "could not be paused" in caplog.text
    assert holds.of_kind(ops.fleet.tables, ops.task.kind) is not None


@pytest.mark.parametrize("name", ["by", "account", "database"])
def test_a_limit_that_there_is_none_of_is_refused_in_a_sentence(ops: Ops, name: str) -> None:
    ended = ops("limits", "parkside", "--set", f"{name}=3")

    assert ended.code == 1
    assert "no such limit" in ended.err


def test_limits_are_set_without_a_deployment(ops: Ops) -> None:
    assert set(ops.told("limits", "parkside").values()) == {None}
    assert ops.told("limits", "parkside", "--set", "running_tasks=3")["running_tasks"] == 3
    assert limits.of_account(ops.fleet.tables, "parkside").running_tasks == 3
    assert ops.told("limits", "parkside", "--set", "running_tasks=stage")["running_tasks"] is None
    assert ops("limits", "parkside", "--set", "running_tasks=0").code == 1
    assert ops("limits", "parkside", "--set", "speed=3").code == 1
    assert ops("limits", "parkside", "--set", "speed").code == 2
    assert ops.acts("parkside") == [("settings_changed", "olga", "operator")] * 2


def test_what_a_month_has_cost(ops: Ops) -> None:
    ops.fleet.settle()
    [one] = ops.told("cost", "parkside")["costs"]
    assert (one["kind"], one["tasks"]) == (ops.task.kind, 1)
    assert ops.told("cost", "parkside", "--month", "2020-01") == {"costs": []}
    assert ops.task.kind in ops("cost", "parkside").out


def test_an_account_at_a_glance(ops: Ops) -> None:
    ops.told("pause", "--account", "parkside", "--reason", "A flood")
    ended = ops("account", "parkside")
    assert ended.code == 0
    assert "A flood" in ended.out
    assert "olga (operator)" in ended.out
    told = ops.told("account", "parkside")
    assert told["acts"][0]["act"] == "account_held"
    assert told["running"] == 0


def test_it_says_which(ops: Ops) -> None:
    assert ops("pause", "--reason", "x").code == 2
    assert ops("resume", "--everything", "--account", "parkside").code == 2
    assert ops("pause", "--kind", "none", "--reason", "x").code == 1
