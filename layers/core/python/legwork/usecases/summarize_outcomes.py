"""Group a task's outcomes by outcome and code: what people ask when many targets failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from legwork.domain.code_tally import Group
from legwork.domain.lane import Lane
from legwork.domain.outcome import Outcome, TargetOutcome
from legwork.domain.task import Task
from legwork.ports import Database
from legwork.store import lanes
from legwork.usecases.read_outcomes import Place, outcomes_at, outcomes_of

_ORDER: Final = tuple(Outcome)


@dataclass(frozen=True, slots=True)
class OutcomeGroup:
    """Targets that ended alike."""

    outcome: Outcome
    code: str
    count: int
    example: TargetOutcome | None
    """One of them; nothing where there is nothing to say of any."""


def summarize_outcomes(task: Task, *, database: Database) -> list[OutcomeGroup]:
    """The groups of a task's outcomes so far: by outcome, the largest first.

    The lanes count them while they work; a task that the last release has worked on is read
    through.
    """
    found = lanes.load_of(database, [task])[task.ref]
    if len(found) < len(task.lanes) or any(lane.codes.batches != lane.cursor for lane in found):
        return _read_through(task, database)
    counts = _counts(task, found)
    wanted = {group: _places(group, found) for group in counts if group[1]}
    examples = _examples(task, wanted, database)
    return _ordered(counts, examples)


def _counts(task: Task, found: Sequence[Lane]) -> Counter[Group]:
    counts = Counter[Group]()
    for lane in found:
        counts.update(lane.codes.counts)
    coded = Counter[Outcome]()
    for (outcome, _), number in counts.items():
        coded[outcome] += number
    done = 0
    for lane in found:
        done += lane.counts.done
        counts[Outcome.SUCCEEDED, ""] += lane.counts.succeeded
        counts[Outcome.WARNING, ""] += lane.counts.warnings
        counts[Outcome.ERROR, ""] += lane.counts.errors
        counts[Outcome.SKIPPED, ""] += lane.counts.skipped
    for outcome, number in coded.items():
        counts[outcome, ""] -= number
    if task.state.ended:
        counts[Outcome.NOT_ATTEMPTED, ""] = task.total - done
    return +counts


def _places(group: Group, found: Iterable[Lane]) -> list[Place]:
    return [
        Place(lane.number, *lane.codes.examples[group])
        for lane in found
        if group in lane.codes.examples and lane.codes.counts.get(group)
    ]


def _examples(
    task: Task, wanted: Mapping[Group, list[Place]], database: Database
) -> dict[Group, TargetOutcome]:
    """One target of each group, in one read; another lane's where the first has moved on.

    A mail may have changed what came of the one that a lane remembers.
    """
    examples: dict[Group, TargetOutcome] = {}
    rest = {group: list(places) for group, places in wanted.items() if places}
    while rest:
        asked = {group: places.pop(0) for group, places in rest.items()}
        read = outcomes_at(task, set(asked.values()), database=database)
        for group, place in asked.items():
            outcome = read.get(place)
            if outcome and (outcome.verdict.outcome, outcome.verdict.code) == group:
                examples[group] = outcome
        rest = {group: left for group, left in rest.items() if left and group not in examples}
    return examples


def _read_through(task: Task, database: Database) -> list[OutcomeGroup]:
    counts, examples = Counter[Group](), dict[Group, TargetOutcome]()
    for _, outcome in outcomes_of(task, (), database=database):
        group = outcome.verdict.outcome, outcome.verdict.code
        counts[group] += 1
        if outcome.verdict.code:
            examples.setdefault(group, outcome)
    return _ordered(counts, examples)


def _ordered(
    counts: Mapping[Group, int], examples: Mapping[Group, TargetOutcome]
) -> list[OutcomeGroup]:
    groups = [
        OutcomeGroup(outcome, code, number, examples.get((outcome, code)))
        for (outcome, code), number in counts.items()
    ]
    return sorted(groups, key=lambda one: (_ORDER.index(one.outcome), -one.count, one.code))
