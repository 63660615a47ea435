"""What holds for all tasks of an account, attribute by attribute, each change with its act."""

from __future__ import annotations

from legwork.domain.act import Act
from legwork.domain.effect import Equals, Key, Update, Value
from legwork.domain.errors import Conflicted
from legwork.ports import Database, TransactionRefused
from legwork.store import trail

_ROUNDS = 5


def change(
    database: Database, key: Key, attribute: str, value: Value | None, act: Act | None
) -> bool:
    """Change one attribute of a row, together with the act's row in the trail.

    Args:
        database: the tables.
        key: of the row.
        attribute: which.
        value: what it is to be; None removes it.
        act: whose act it is, if it is one.

    Returns:
        Whether it was changed: it may be so already, also by this very call before its answer was
        lost.

    Raises:
        Conflicted: others keep changing it.
    """
    for _ in range(_ROUNDS):
        before = (database.tasks.get(key) or {}).get(attribute)
        if before == value:
            return False
        as_read = (Equals(attribute, before),)
        update = Update(key, set={attribute: value}, expect=as_read)
        if value is None:
            update = Update(key, remove=(attribute,), expect=as_read)
        try:
            trail.commit(database, act, tasks=[update])
        except TransactionRefused:
            continue
        return True
    raise Conflicted("Others are changing this. Send the same call again in a moment.")
