"""Read, save and delete saved lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from legwork.domain.correction import corrected
from legwork.domain.effect import Absent, Delete, Effect, Item, Present, Put
from legwork.domain.errors import InvalidInput, NotFound
from legwork.domain.permission import Caller, Permission
from legwork.domain.record import Records
from legwork.ports import Database, TransactionRefused
from legwork.store.records import effects_in_account
from legwork.trade.families import saved_list as lists
from legwork.trade.families.saved_list import IDS_LIMIT, SavedList, list_entry, list_key
from legwork.trade.families.usecases.read_family import MAY_READ
from legwork.trade.imports.row_values import check_name, is_name
from legwork.usecases.correct_record import Noun, correct_record
from legwork.usecases.make_record import is_there, make_record

MAY_SAVE = (*MAY_READ, Permission.EMAIL)
"""Whoever has one of them may save lists: they choose by them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReading:
    """A saved list."""

    saved: SavedList
    item: Item
    """Its record, as it was read."""


def read_list(name: str, *, caller: Caller, records: Records) -> ListReading:
    """A saved list.

    Raises:
        NotAllowed: the caller may not see lists.
        NotFound: there is none.
    """
    caller.require_any(*MAY_SAVE)
    key = list_key(name)
    item = records.get([key]).get(key) if is_name(name) else None
    if item is None:
        raise NotFound(f"There is no list '{name[:64]}'.")
    return ListReading(saved=lists.from_item(item), item=item)


def save_list(
    wanted: SavedList,
    tags: frozenset[str],
    *,
    only_new: bool = False,
    tag_of: Callable[[ListReading], str],
    caller: Caller,
    database: Database,
    records: Records,
) -> tuple[ListReading, bool]:
    """The list as it is then, and whether it is a new one.

    Args:
        wanted: what it is to be.
        tags: the versions that the caller names as the one to be changed; none for a new one.
        only_new: whether one that is there stays as it is.
        tag_of: the version of what was read.
        caller: who saves it.
        database, records: the account's.

    Raises:
        NotAllowed: the caller may not save lists.
        InvalidInput: it is none, or was one for another type of record.
        VersionMissing, Outdated, Conflicted: see ``correct_record``.
        ThereAlready: see ``make_record``.
    """
    caller.require_any(*MAY_SAVE)
    _check(wanted)

    def read() -> ListReading:
        return read_list(wanted.id, caller=caller, records=records)

    if only_new or not is_there(read):
        made = make_record(read, lambda: _made(wanted), account=caller.account, database=database)
        return made, True
    noun = Noun(
        read=read,
        tag=tag_of,
        change=lambda found: _change(found, wanted),
    )
    after, _ = correct_record(noun, tags, account=caller.account, database=database)
    return after, False


def _made(wanted: SavedList) -> Iterator[Effect]:
    yield Put(list_key(wanted.id), lists.to_item(wanted), (Absent(),))
    yield from list_entry(wanted.id, wanted.name).put()


def _check(wanted: SavedList) -> None:
    check_name("list", wanted.id)
    wrong = next((one for one in wanted.ids if not is_name(one)), None)
    if wrong is not None:
        raise InvalidInput.of("ids", f"'{wrong[:64]}' can be no id")
    if len(wanted.ids) > IDS_LIMIT:
        raise InvalidInput.of("ids", f"at most {IDS_LIMIT:,}: make several lists")


def _change(found: ListReading, wanted: SavedList) -> Iterator[Effect]:
    before = found.saved
    if before.type is not wanted.type:
        raise InvalidInput.of("type", f"it is a list for {before.type.value}: make another one")
    now = lists.to_item(wanted)
    yield from corrected(list_key(before.id), found.item, lists.to_item(before), now)
    if before.name != wanted.name:
        yield from list_entry(before.id, before.name).renamed(wanted.name)


def delete_list(name: str, *, caller: Caller, database: Database, records: Records) -> None:
    """Delete a saved list; what was launched with it goes on.

    Raises:
        NotAllowed: the caller may not see lists.
        NotFound: there is none.
    """
    found = read_list(name, caller=caller, records=records)
    gone: list[Effect] = [Delete(list_key(name), (Present(),))]
    entry = list_entry(found.saved.id, found.saved.name)
    gone += [Delete(one.key) for one in entry.put()]
    try:
        database.transact(records=effects_in_account(caller.account, gone))
    except TransactionRefused as taken:
        raise NotFound(f"There is no list '{name[:64]}'.") from taken
