"""A kind of task that is easy to look through: visit places, some of which may be closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import pytest

from legwork import kinds
from legwork.domain.effect import Item, Key, Put, Update
from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.param import Param
from legwork.domain.permission import Permission
from legwork.domain.plan import EFFECTS_LIMIT, Target
from legwork.domain.record import Records
from legwork.domain.task import Subject, Task
from legwork.store.records import in_account
from legwork.testing.fleet import Fleet
from legwork.testing.owner import Owner
from legwork.testing.world import World
from legwork.usecases.read_outcomes import read_outcomes

NOBODY_IN = "Nobody was in."
BATCH = 2
"""Places that a batch takes, so that little work makes many batches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Where to go."""

    places: Annotated[int, Param("How many.", ge=0)]
    town: Annotated[str, Param("Where.")] = "Parkside"


def _place(number: int) -> str:
    return f"place-{number:04d}"


def _targets(params: Params, records: Records, after: str | None) -> Iterator[Target]:
    for number in range(params.places):
        if after is None or _place(number) > after:
            yield Target(_place(number))


def _perform(
    targets: Sequence[str], records: Records, context: Context[Params]
) -> Sequence[Performed]:
    closed = records.get(Key("CLOSED", target) for target in targets)
    return [_visit(target, closed.get(Key("CLOSED", target))) for target in targets]


def _visit(target: str, closed: Item | None) -> Performed:
    if closed is not None:
        return Performed(Verdict(Outcome.ERROR, "closed", closed["reason"]))
    return Performed(Verdict(), [Update(Key("VISITED", target), add={"times": 1})], {"visits": 1})


def _finish(ending: Ending[Params], records: Records) -> Finished:
    return Finished()


def _verify(
    ending: Ending[Params], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    return iter(())


KIND = Kind(
    name="rounds",
    title="Rounds",
    permission=Permission.CLASSES,
    params=Params,
    describe=lambda params: f"Visit {params.places} places",
    subject=lambda params: Subject("town", params.town),
    check=lambda params, records, now: None,
    targets=_targets,
    perform=_perform,
    finish=_finish,
    verify=_verify,
    batch_writes=EFFECTS_LIMIT - BATCH,
)


def introduce(patch: pytest.MonkeyPatch) -> None:
    """Let there be this kind, too."""
    every = {**kinds.all_kinds(), KIND.name: KIND}
    patch.setattr(kinds, "all_kinds", lambda: every)


# --- In a world ------------------------------------------------------------------------------


def go(owner: Owner, places: int = 8, *, key: str = "first") -> Task:
    """Launch it."""
    return owner.launch("rounds", {"places": places}, key=key)


def close(world: World, numbers: Iterable[int], reason: str = NOBODY_IN) -> None:
    """Close places, so that a visit fails."""
    for number in numbers:
        key = in_account("parkside", Key("CLOSED", _place(number)))
        world.tables.records.write(Put(key, {"reason": reason}))


def open_all(world: World) -> None:
    """Open every place."""
    closed = in_account("parkside", Key("CLOSED", "")).partition
    found = [key for key in world.tables.records.rows if key.partition == closed]
    world.tables.records.delete_many(found)


def work_until(fleet: Fleet, done: Callable[[], object]) -> None:
    """Deliver messages until something is true."""
    while not done():
        assert fleet.step(purging=False), "there is nothing left to deliver"


def visits(world: World) -> Mapping[int, int]:
    """How often each place has been visited, as the records say."""
    visited = in_account("parkside", Key("VISITED", "")).partition
    return {
        int(key.sort.removeprefix("place-")): row["times"]
        for key, row in world.tables.records.rows.items()
        if key.partition == visited
    }


def places_of(world: World, task: Task, *outcomes: Outcome) -> list[int]:
    """Numbers of the places with one of these outcomes, as callers read them."""
    page = read_outcomes(
        world.task(task.ref), wanted=outcomes, limit=1_000, cursor=None, database=world.tables
    )
    return sorted(int(found.target.removeprefix("place-")) for found in page.outcomes)
