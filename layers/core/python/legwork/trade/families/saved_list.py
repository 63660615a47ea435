"""Saved lists: ids that somebody has put together once, to be chosen again and again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from legwork.domain.directory import LISTED, Entry
from legwork.domain.effect import Item, Key
from legwork.domain.errors import InvalidInput
from legwork.domain.readable import readable
from legwork.domain.record import Records
from legwork.trade.families.keyword import KeywordType
from legwork.trade.imports.row_values import is_name

IDS_LIMIT = 4_000
"""Most ids of a list: it is one record, and 400 KB must hold them however long they are."""
LISTS_LIMIT = 20
"""Most lists that one selection may name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedList:
    """Ids of records of one type, in order."""

    id: str
    type: KeywordType
    name: str = ""
    ids: tuple[str, ...] = ()


def list_key(name: str) -> Key:
    """A list."""
    return Key(f"LIST#{name}", "LIST")


def list_entry(list_id: str, name: str) -> Entry:
    """The list in the directory."""
    return Entry(noun="lists", id=list_id, name=name)


def to_item(saved: SavedList) -> Item:
    """The list as a record."""
    return {
        "id": saved.id,
        "type": saved.type.value,
        "name": saved.name,
        "ids": list(saved.ids),
        LISTED: True,
    }


@readable("saved list")
def from_item(item: Item) -> SavedList:
    """The list that a record holds."""
    return SavedList(
        id=item["id"],
        type=KeywordType(item["type"]),
        name=item["name"],
        ids=tuple(item["ids"]),
    )


def find(names: Iterable[str], records: Records) -> dict[str, SavedList]:
    """The lists that exist among these, by id."""
    found = records.get(list_key(name) for name in {*names} if is_name(name))
    return {one.id: one for one in map(from_item, found.values())}


def check_all(names: Collection[str], of: KeywordType, records: Records) -> None:
    """Refuse lists that do not exist, or hold records of another type.

    Raises:
        InvalidInput: names the field ``lists``.
    """
    known = find(names, records)
    for name in names:
        if name not in known:
            raise InvalidInput.of("lists", f"there is no list '{name[:64]}': save it first")
        if known[name].type is not of:
            raise InvalidInput.of(
                "lists", f"'{name}' is a list for {known[name].type.value}, not for {of.value}"
            )


def ids_in(names: Collection[str], records: Records) -> set[str]:
    """What stands on some lists at this moment."""
    return {one for saved in find(names, records).values() for one in saved.ids} if names else set()
