"""Make a class or a camp."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from legwork.domain.correction import restated
from legwork.domain.draft import Draft
from legwork.domain.effect import Effect
from legwork.domain.permission import Caller, Permission
from legwork.domain.record import Records
from legwork.ports import Database
from legwork.trade.classes.class_ import Class
from legwork.trade.classes.rules import class_change
from legwork.trade.classes.usecases.read_class import ClassReading, read_class
from legwork.trade.imports.row_values import check_name
from legwork.usecases.make_record import make_record


def make_class(
    class_id: str,
    said: Mapping[str, Any],
    *,
    caller: Caller,
    database: Database,
    records: Records,
) -> ClassReading:
    """The class once it is made, without a session.

    Args:
        class_id: what it is to be called by.
        said: fields with what they are to be; None for what new classes have.
        caller: who makes it.
        database, records: the account's.

    Raises:
        NotAllowed: the caller may not make classes.
        ThereAlready, InvalidInput, Conflicted: see ``make_record``.
    """
    caller.require(Permission.CLASSES)
    check_name("class", class_id)
    new = Class(id=class_id)
    wanted = restated(new, said)

    def make() -> Iterator[Effect]:
        draft = Draft(records.get(class_change.keys_of(wanted)))
        class_change.check(new, wanted, draft)
        yield from class_change.made(wanted, draft)

    return make_record(
        lambda: read_class(class_id, caller=caller, records=records),
        make,
        account=caller.account,
        database=database,
    )
