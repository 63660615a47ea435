"""The database as somebody sees it who changes a record: what is committed leaves its act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from legwork.domain.act import Act
from legwork.domain.effect import Effect
from legwork.domain.spent import Tab
from legwork.ports import Database, Table
from legwork.store import trail


@dataclass(frozen=True, slots=True)
class Acting:
    """A database for one act: whoever reads and decides with it need not know of the trail.

    The act is one transaction. One that is refused leaves no row, and may be tried again.
    """

    database: Database
    act: Act

    @property
    def tasks(self) -> Table:
        """As it is."""
        return self.database.tasks

    @property
    def tab(self) -> Tab:
        """As it is."""
        return self.database.tab

    @property
    def records(self) -> Table:
        """As it is."""
        return self.database.records

    def transact(self, *, tasks: Sequence[Effect] = (), records: Sequence[Effect] = ()) -> None:
        """Commit all writes and the act's row in the trail, or none; at most 98 writes."""
        trail.commit(self.database, self.act, tasks=tasks, records=records)
