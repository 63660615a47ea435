"""The records and uploads of one account in memory, for the pure parts."""

from collections.abc import Iterable, Sequence

from legwork.domain.effect import Effect
from legwork.domain.kind import Performed
from legwork.store.files import upload_key
from legwork.store.records import AccountRecords, effects_in_account
from legwork.testing.database import MemoryDatabase
from legwork.testing.files import MemoryFiles

ACCOUNT = "parkside"


class Account:
    """An account without the tasks around it."""

    def __init__(self) -> None:
        self.database = MemoryDatabase()
        self.files = MemoryFiles()
        self.records = AccountRecords(self.database, self.files, ACCOUNT)

    def upload(self, body: bytes, name: str = "UP1") -> str:
        self.files.bodies[upload_key(ACCOUNT, name)] = body
        return name

    def commit(self, effects: Iterable[Effect]) -> None:
        """Write effects, each on its condition, as one batch would."""
        self.database.transact(records=effects_in_account(ACCOUNT, effects))

    def carry_out(self, performed: Sequence[Performed]) -> None:
        """Write what a kind decided on, one target after the other."""
        for one in performed:
            self.commit(one.effects)
