from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from legwork.domain.effect import Key, Put, Update
from legwork.domain.kind import Context, Performed
from legwork.domain.outcome import Counts, Outcome, Verdict
from legwork.domain.plan import EFFECTS_LIMIT
from legwork.domain.task import Task, TaskState
from legwork.store.records import in_account
from legwork.testing.invariants import problems
from legwork.usecases.read_outcomes import verdicts_of
from tests.unit.usecases.toy import Heap, stone, stone_key

Patch = pytest.MonkeyPatch


def codes(heap: Heap, task: Task) -> dict[str, str]:
    found = verdicts_of(task, database=heap.fleet.tables)
    return {key: verdict.code for _, key, verdict, _ in found if verdict.code}


def test_every_target_gets_its_verdict(monkeypatch: Patch) -> None:
    heap = Heap(monkeypatch)
    task = heap.run()
    assert (task.state, task.counts) == (TaskState.COMPLETED, Counts(10))
    assert (heap.stones, heap.size) == ("abcdefghij", 10)
    assert problems(heap.fleet) == []


@pytest.mark.parametrize("poison", ["a", "d", "j", "cg", "abcd", "abcdefghij"])
def test_a_poisonous_target_costs_one_error(monkeypatch: Patch, poison: str) -> None:
    def perform(targets: Sequence[str], *_: Any) -> list[Performed]:
        if set(targets) & set(poison):
            raise ZeroDivisionError
        return [stone(name) for name in targets]

    heap = Heap(monkeypatch, perform=perform)
    task = heap.run()
    assert task.counts == Counts(10 - len(poison), errors=len(poison))
    assert codes(heap, task) == dict.fromkeys(poison, "internal")
    assert set(heap.stones) == set("abcdefghij") - set(poison)
    assert problems(heap.fleet) == []


def test_a_kind_that_only_fails_on_several_at_once_does_not_stop_the_lane(
    monkeypatch: Patch,
) -> None:
    def perform(targets: Sequence[str], *_: Any) -> list[Performed]:
        if len(targets) > 1:
            raise ZeroDivisionError
        return [stone(name) for name in targets]

    heap = Heap(monkeypatch, perform=perform)
    task = heap.run()
    assert task.state is TaskState.COMPLETED
    assert task.counts.done == 10
    assert problems(heap.fleet) == []


def test_a_kind_that_forgets_a_target_does_not_either(monkeypatch: Patch) -> None:
    def perform(targets: Sequence[str], *_: Any) -> list[Performed]:
        return [stone(name) for name in targets if name != "c"]

    heap = Heap(monkeypatch, perform=perform)
    task = heap.run()
    assert task.counts == Counts(9, errors=1)
    assert codes(heap, task) == {"c": "internal"}


def test_more_writes_than_a_transaction_holds_cost_the_target_that_is_too_much(
    monkeypatch: Patch,
) -> None:
    def perform(targets: Sequence[str], *_: Any) -> list[Performed]:
        return [many(name) if name in "bf" else stone(name) for name in targets]

    def many(name: str) -> Performed:
        effects = [Put(Key("MANY", f"{name}{n}"), {}) for n in range(EFFECTS_LIMIT + 1)]
        return Performed(Verdict(), effects)

    heap = Heap(monkeypatch, perform=perform)
    task = heap.run()
    assert task.counts == Counts(8, errors=2)
    assert codes(heap, task) == {"b": "too_many_writes", "f": "too_many_writes"}
    assert heap.record(Key("MANY", "b0")) is None


def test_writes_to_one_record_are_one_write(monkeypatch: Patch) -> None:
    def perform(targets: Sequence[str], *_: Any) -> list[Performed]:
        return [Performed(Verdict(), [Update(Key("SUM", "1"), add={"n": 1})]) for _ in targets]

    heap = Heap(monkeypatch, perform=perform, verify=lambda *_: iter(()))
    assert heap.run().counts == Counts(10)
    assert heap.record(Key("SUM", "1")) == {"n": 10}


def test_a_record_that_others_change_again_and_again_costs_its_target_only(
    monkeypatch: Patch,
) -> None:
    """Somebody is always there first at stone f; the others of its batch go in."""
    heap = Heap(monkeypatch)
    key = in_account("parkside", stone_key("f"))
    heap.fleet.tables.records.put_many([(key, {})])
    task = heap.run()
    assert task.counts == Counts(9, errors=1)
    assert codes(heap, task) == {"f": "contended"}
    assert heap.stones == "abcdeghij"


def test_what_changed_since_it_was_read_is_decided_anew(monkeypatch: Patch) -> None:
    rounds: list[int] = []

    def perform(targets: Sequence[str], *_: Any) -> list[Performed]:
        if "f" not in targets:
            return [stone(name) for name in targets]
        rounds.append(len(targets))
        if len(rounds) < 3:
            return [stone(name if name != "f" else "a") for name in targets]
        return [stone(name) for name in targets]

    heap = Heap(monkeypatch, perform=perform)
    task = heap.run()
    assert task.counts == Counts(10)
    assert rounds == [4, 4, 4]


def test_what_is_kept_from_batch_to_batch_is_forgotten_when_a_batch_is_decided_anew(
    monkeypatch: Patch,
) -> None:
    seen: list[tuple[str, str, bool]] = []

    def perform(targets: Sequence[str], _: Any, context: Context[Any]) -> list[Performed]:
        known = "".join(context.kept.get("targets", ()))
        seen.append(("".join(targets), known, context.again))
        context.kept["targets"] = [*known, *targets]
        closed = "f" if not context.again else ""
        return [stone("a" if name == closed else name) for name in targets]

    heap = Heap(monkeypatch, perform=perform)
    heap.fleet.settings = replace(heap.fleet.settings, lanes_max=1, slice=timedelta(minutes=1))
    assert heap.run().counts == Counts(10)
    assert seen == [
        ("abcd", "", False),
        ("efgh", "abcd", False),
        ("efgh", "", True),
        ("ij", "efgh", False),
    ]


def test_a_long_sentence_fits_the_ledger(monkeypatch: Patch) -> None:
    def perform(targets: Sequence[str], *_: Any) -> list[Performed]:
        return [Performed(Verdict(Outcome.ERROR, "long", "x" * 100_000)) for _ in targets]

    heap = Heap(monkeypatch, perform=perform)
    task = heap.run()
    found = [v.message for _, _, v, _ in verdicts_of(task, database=heap.fleet.tables)]
    assert {len(message) for message in found} == {300}
