"""Entities: what the rows of an imported file may be, each read and saved by rules of its own.

A file in ``trade/<room>/imports/`` that makes an ``ENTITY`` is all that a new one takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from legwork.domain.effect import Key
from legwork.domain.errors import InvalidInput
from legwork.domain.kind import Performed
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.domain.reverse import Undoing
from legwork.trade.imports.upload import RowError

CODES = {
    "bad_row": "The row cannot be used: the message names what is wrong.",
    "unchanged": "It stands already, just so.",
    "differs": "It stands already and says something else; only the mode upsert changes that.",
    "changed": "It stood already; what the row says of it was changed.",
}
"""What its codes mean."""

R = TypeVar("R")

OnConflict: TypeAlias = Literal["error", "warn"]
"""What becomes of a row whose place is taken: left out, or saved with a warning."""
Mode: TypeAlias = Literal["add", "upsert"]
"""Whether rows only add records, or also change those that stand and say something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How rows are saved."""

    now: datetime
    task: str = ""
    """The task that imports them."""
    mode: Mode = "add"
    on_conflict: OnConflict = "warn"
    again: bool = False
    """Whether something was taken for granted that has proved wrong."""

    @property
    def upsert(self) -> bool:
        """Whether what stands is changed."""
        return self.mode == "upsert"


def _nothing_more(_imported: Iterable[Any], _records: Records) -> Iterator[str]:
    yield from ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity(Generic[R]):
    """A kind of row. A second import of the same file changes nothing, in either mode."""

    name: str
    """How a launch names it."""
    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()
    """Columns that a file may have beside them."""
    tally: str
    """Name of the sum of the rows that were new."""
    row: type[R]
    """What a good row is read as."""
    read: Callable[[Mapping[str, str]], R]
    """Raises InvalidInput with every field that is wrong."""
    target: Callable[[str, R], Target]
    """The target of a row with this key: its writes, and with which others it shares a lane."""
    save: Callable[[Sequence[R | Verdict], Records, Manner], list[Performed]]
    """Decides on each row of a batch, in order. A row that adds a record tallies it."""
    key: Callable[[R], Key]
    """The record that there is once the row is imported: for audits."""
    undo: Callable[[Sequence[R | Verdict], Sequence[Any], Records, Undoing[Any]], list[Performed]]
    """Takes rows back, in order, given what was remembered of each."""
    undo_writes: int
    """Writes that taking one row back costs at most."""
    upsert_writes: int = 0
    """Writes of a row in the mode upsert, beyond those that its target names."""
    audit: Callable[[Iterable[R], Records], Iterator[str]] = _nothing_more
    """Says where the records disagree with each other, given the rows that were imported."""

    def read_row(self, values: Mapping[str, str] | RowError) -> R | Verdict:
        """A row as it was meant, or the verdict on one that cannot be used."""
        try:
            if isinstance(values, RowError):
                raise values
            return self.read(values)
        except (RowError, InvalidInput) as error:
            return Verdict(Outcome.ERROR, "bad_row", f"{error}.")


AnyEntity = Entity[Any]

NEW = 1
"""What is remembered of a row that has made a record; of another what the record was."""
UNCHANGED = Verdict(Outcome.SKIPPED, "unchanged", "Unchanged.")
CHANGED = Verdict(code="changed", message="Changed.")


def differs(what: str) -> Verdict:
    """The verdict on a row that says something else than the record that stands, and only adds."""
    return Verdict(Outcome.SKIPPED, "differs", f"{what} Only an import that upserts changes that.")
