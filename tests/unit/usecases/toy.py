"""A kind made for the tests of the engine: each target puts a stone on a heap."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from legwork import kinds
from legwork.domain.effect import Absent, Effect, Item, Key, Put, Update
from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.permission import Permission
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.domain.task import Result, Task
from legwork.store.records import in_account
from legwork.testing.fleet import Fleet
from legwork.testing.owner import Owner

Perform = Callable[[Sequence[str], Records, Context[Any]], Sequence[Performed]]


@dataclass(frozen=True)
class Params:
    """Which stones."""

    names: tuple[str, ...]


def stone_key(name: str) -> Key:
    return Key("HEAP", f"STONE#{name}")


def stone(name: str) -> Performed:
    """The usual decision: put it there, once."""
    return Performed(Verdict(), [Put(stone_key(name), {"name": name}, (Absent(),))], {"stones": 1})


def _list(params: Params, _: Records, after: str | None) -> Iterator[Target]:
    return (Target(name) for name in params.names if after is None or name > after)


def _perform(targets: Sequence[str], _: Records, __: Context[Params]) -> Sequence[Performed]:
    return [stone(name) for name in targets]


def _finish(ending: Ending[Params], _: Records) -> Finished:
    stones = ending.tallies.get("stones", 0)
    effects: list[Effect] = [Update(Key("HEAP", "SIZE"), add={"stones": stones})]
    return Finished(effects, Result("heap", "1", "/heap", f"{stones} stones."))


def _verify(
    ending: Ending[Params], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    said = {name for name, verdict in outcomes if verdict.outcome is Outcome.SUCCEEDED}
    found = {item["name"] for _, item in records.query("HEAP", first="STONE#")}
    if said != found:
        yield f"said {sorted(said)}, found {sorted(found)}"


TOY: Kind[Params] = Kind(
    name="toy",
    title="Toy",
    permission=Permission.IMPORT,
    params=Params,
    describe=lambda params: f"Heap up {len(params.names)} stones",
    check=lambda _params, _records, _now: None,
    targets=_list,
    perform=_perform,
    finish=_finish,
    verify=_verify,
    batch_writes=94,
)
"""Batches of four."""


class Heap:
    """A fleet that knows the toy kind, and a task of it.

    Args:
        patch: adds the kind to those there are.
        parts: of the kind, other than the usual ones.
    """

    def __init__(self, patch: pytest.MonkeyPatch, **parts: Any) -> None:
        found = kinds.all_kinds()
        patch.setattr(kinds, "all_kinds", lambda: {**found, "toy": replace(TOY, **parts)})
        self.fleet = Fleet()
        self.owner = Owner(self.fleet)

    def launch(self, names: str = "abcdefghij") -> Task:
        return self.owner.launch("toy", {"names": list(names)}, key=names)

    def run(self, names: str = "abcdefghij") -> Task:
        """Launch a task and let it come to its end."""
        task = self.launch(names)
        self.fleet.settle()
        return self.fleet.task(task.ref)

    def record(self, key: Key) -> Item | None:
        return self.fleet.tables.records.get(in_account("parkside", key))

    @property
    def stones(self) -> str:
        """Those that lie there."""
        rows = self.fleet.tables.records.rows.values()
        return "".join(sorted(row["name"] for row in rows if "name" in row))

    @property
    def size(self) -> int:
        """As the finish posted it."""
        return int((self.record(Key("HEAP", "SIZE")) or {}).get("stones", 0))
