"""The outcomes of ended tasks, for a kind that reports them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from legwork.domain.outcome import TargetOutcome
from legwork.domain.task import TaskRef
from legwork.ports import Database
from legwork.store import tasks
from legwork.usecases.read_outcomes import Place, outcomes_at, verdicts_of


@dataclass(frozen=True, slots=True)
class TaskOutcomes:
    """Outcomes by their places, which are written such that they sort as they stand."""

    database: Database

    def places(self, ref: TaskRef, *, after: str | None) -> Iterator[str]:
        """Where the outcomes of an ended task stand, behind one of them; none when it is gone."""
        task = tasks.load(self.database, ref)
        if task is None:
            return
        begin = _read(after) if after else None
        for place, *_ in verdicts_of(task, after=begin, database=self.database):
            yield f"{place.lane:02}.{place.index:06}.{place.offset:03}"

    def at(self, ref: TaskRef, places: Iterable[str]) -> dict[str, TargetOutcome]:
        """What came of the targets at some places, as far as it is still there."""
        task = tasks.load(self.database, ref)
        if task is None:
            return {}
        wanted = {_read(name): name for name in places}
        found = outcomes_at(task, wanted, database=self.database)
        return {wanted[place]: outcome for place, outcome in found.items()}


def _read(name: str) -> Place:
    return Place(*map(int, name.split(".")))
