"""Make a record that is not there yet, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from legwork.domain.effect import Effect, fold
from legwork.domain.errors import Conflicted, NotFound, ThereAlready, TooLarge
from legwork.ports import Database, TransactionRefused
from legwork.store.records import effects_in_account
from legwork.usecases.correct_record import ROUNDS, WRITES

T = TypeVar("T")


def make_record(
    read: Callable[[], T],
    make: Callable[[], Iterable[Effect]],
    *,
    account: str,
    database: Database,
) -> T:
    """The record as it is once it is made.

    Args:
        read: the record with all that is shown of it; raises NotFound while there is none.
        make: the writes that make it, the record itself on condition that there is none. Raises
            InvalidInput.
        account: whose record.
        database: the records.

    Raises:
        ThereAlready: there is one, whatever it says; nothing was changed.
        InvalidInput: it cannot be made so.
        TooLarge: it says too much to be made at once.
        Conflicted: others keep changing what it belongs to.
    """
    for _ in range(ROUNDS):
        if is_there(read):
            raise ThereAlready(
                "There is one of that id already. Read it, and change it if it is to be otherwise."
            )
        effects = fold(make())
        if len(effects) > WRITES:
            raise TooLarge("Too much depends on this record for it to be made in one call.")
        try:
            database.transact(records=effects_in_account(account, effects))
        except TransactionRefused:
            continue
        return read()
    raise Conflicted("Others keep changing what this belongs to. Send the same call again.")


def is_there(read: Callable[[], object]) -> bool:
    """Whether there is what ``read`` raises NotFound without."""
    try:
        read()
    except NotFound:
        return False
    return True
