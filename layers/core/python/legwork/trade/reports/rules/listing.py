"""Everything of one noun in an account, in the order of its directory."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge

from legwork.domain.directory import BUCKETS, LENGTH, folded, partition_of
from legwork.domain.plan import Passed
from legwork.domain.record import Records

SEPARATOR = "\t"
"""Below every other character of a name, so that targets ascend as the directory does."""


def key_of(record_id: str, *rest: str) -> str:
    """The key of a target: where the directory has the record, then what is meant of it."""
    return SEPARATOR.join((folded(record_id)[:LENGTH], record_id, *rest))


def parts_of(key: str) -> tuple[str, str]:
    """The record's id in a target's key, and the rest of it."""
    _, record_id, *rest = key.split(SEPARATOR)
    return record_id, SEPARATOR.join(rest)


END = "\uffff"
"""Behind every place of a record."""


def passed(record_id: str) -> Passed:
    """All of a record's targets are listed, if it has any."""
    return Passed(key_of(record_id, END))


def begin_in(record_id: str, after: str | None) -> str | None:
    """Behind which place of a record to begin, when its targets were listed up to a key."""
    found, place = parts_of(after) if after else ("", "")
    return place if found == record_id else None


def ids_of(noun: str, records: Records, *, after: str | None = None) -> Iterator[str]:
    """The ids of a noun's records in ascending order of ``key_of``, from that of a target on.

    Args:
        noun: as the directory calls it.
        records: the account's.
        after: key of a target: those before its record are left out, its own is not.
    """
    first = SEPARATOR.join(after.split(SEPARATOR)[:2]) if after else ""
    buckets = (records.query(partition_of(noun, bucket), first=first) for bucket in range(BUCKETS))
    for sort, item in merge(*buckets, key=lambda entry: entry[0]):
        # The other entry of a record is that under its name.
        if sort == key_of(item["id"]):
            yield item["id"]


def chosen(ids: tuple[str, ...], noun: str, records: Records, after: str | None) -> Iterator[str]:
    """Those ids, or all of the noun, in ascending order, from the record of a target on."""
    if not ids:
        yield from ids_of(noun, records, after=after)
        return
    begin = after.split(SEPARATOR)[:2] if after else []
    keys = sorted(key_of(one) for one in set(ids))
    yield from (parts_of(key)[0] for key in keys if key.split(SEPARATOR) >= begin)
