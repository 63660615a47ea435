"""Families as the targets of a task about money: chosen as for a mailing, but each once."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Annotated

from legwork.domain.errors import InvalidInput
from legwork.domain.param import Param
from legwork.domain.record import Records
from legwork.trade.classes.class_ import CLASSES_LIMIT
from legwork.trade.families import family as families
from legwork.trade.mail import selection as selections
from legwork.trade.mail.audience import BUCKETS, Entry, entry_of, listed
from legwork.trade.mail.selection import FAMILIES_LIMIT, KEYWORDS_LIMIT, Selection
from legwork.trade.money import account as accounts
from legwork.trade.money.account import Account

LOOKED_AT = 2_000
"""Families among which somebody is looked for at launch."""
_AT_ONCE = 100
"""Families that are read at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which families."""

    everyone: Annotated[bool, Param("All families of the account.")] = False
    classes: Annotated[
        tuple[str, ...], Param("Families with students in them.", max_length=CLASSES_LIMIT)
    ] = ()
    families: Annotated[tuple[str, ...], Param("These families.", max_length=FAMILIES_LIMIT)] = ()
    keywords: Annotated[
        tuple[str, ...], Param("Families with one of them.", max_length=KEYWORDS_LIMIT)
    ] = ()

    @property
    def selection(self) -> Selection:
        """Whom it holds."""
        return Selection(
            everyone=self.everyone,
            classes=self.classes,
            families=self.families,
            keywords=self.keywords,
        )

    def in_words(self) -> str:
        """For the title of a task."""
        if self.everyone:
            return "everyone"
        named = (*self.classes, *self.families, *self.keywords)
        return named[0] if len(named) == 1 else f"{len(named)} classes, families or keywords"


def check(chosen: Chosen, records: Records) -> None:
    """Refuse a selection of nobody, or of what does not exist.

    Raises:
        InvalidInput: names the field.
    """
    selections.check(chosen.selection, records)


def accounts_of(
    chosen: Chosen, records: Records, *, after: str | None
) -> Iterator[tuple[str, Account]]:
    """The chosen families by key, in ascending order, behind one; each with what is open."""
    rest = keys(chosen, records, after=after)
    while part := list(islice(rest, _AT_ONCE)):
        found = accounts.find(map(family_of, part), records)
        yield from ((key, found[family_of(key)]) for key in part)


def check_any(
    chosen: Chosen, records: Records, is_meant: Callable[[Account], object], what: str
) -> None:
    """Refuse a selection in which nobody is meant: among so many families as a call has time for.

    Raises:
        InvalidInput: names the field that chose them.
    """
    found = accounts_of(chosen, records, after=None)
    for looked_at, (_, account) in enumerate(found, start=1):
        if is_meant(account) or looked_at == LOOKED_AT:
            return
    named = ("everyone", "classes", "families", "keywords")
    field = next(name for name in named if getattr(chosen, name))
    raise InvalidInput.of(field, f"nobody in this selection has {what}")


def family_of(key: str) -> str:
    """The family of a target."""
    return Entry.read(key).family


def label(key: str) -> str:
    """How people read a target."""
    return f"family {family_of(key)}"


def keys(chosen: Chosen, records: Records, *, after: str | None) -> Iterator[str]:
    """The chosen families by key alone, in ascending order, behind one."""
    begin = None if after is None else Entry.read(after)
    named = sorted(entry_of(one).key for one in families.find(chosen.families, records).values())
    for bucket in range(begin.bucket if begin else 0, BUCKETS):
        behind = begin.sort if begin and bucket == begin.bucket else None
        lists = [
            *_lists(chosen, bucket, behind, records),
            [key for key in named if key.startswith(f"{bucket}#") and key > (after or "")],
        ]
        for key, _same in groupby(heapq.merge(*lists)):
            yield key


def _lists(
    chosen: Chosen, bucket: int, after: str | None, records: Records
) -> Iterator[Iterable[str]]:
    for name in sorted(set(chosen.classes)):
        yield (one.key for one in listed(name, bucket, records, after=after))
    if chosen.everyone:
        yield (one.key for one in listed(None, bucket, records, after=after))
    if chosen.keywords:
        yield _tagged(listed(None, bucket, records, after=after), set(chosen.keywords), records)


def _tagged(found: Iterator[Entry], keywords: set[str], records: Records) -> Iterator[str]:
    while part := list(islice(found, _AT_ONCE)):
        known = families.find((one.family for one in part), records)
        for one in part:
            if one.family in known and keywords.intersection(known[one.family].keywords):
                yield one.key
