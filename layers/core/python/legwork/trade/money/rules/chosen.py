"""Families as the targets of a task about money: chosen as for a mailing, but each once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from legwork.domain.errors import InvalidInput
from legwork.domain.record import Records
from legwork.trade.families import selection as selections
from legwork.trade.families.selection import (
    Everyone,
    OfClasses,
    OfFamilies,
    OnLists,
    Selection,
    WithKeywords,
)
from legwork.trade.mail.audience import Entry
from legwork.trade.money import account as accounts
from legwork.trade.money.account import Account

LOOKED_AT = 2_000
"""Families among which somebody is looked for at launch."""
_AT_ONCE = 100
"""Families that are read at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which families."""

    everyone: Everyone = False
    classes: OfClasses = ()
    families: OfFamilies = ()
    keywords: WithKeywords = ()
    lists: OnLists = ()

    @property
    def selection(self) -> Selection:
        """Whom it holds."""
        return Selection(
            everyone=self.everyone,
            classes=self.classes,
            families=self.families,
            keywords=self.keywords,
            lists=self.lists,
        )

    def in_words(self) -> str:
        """For the title of a task."""
        if self.everyone:
            return "everyone"
        named = (*self.classes, *self.families, *self.keywords, *self.lists)
        return named[0] if len(named) == 1 else f"{len(named)} classes, families, keywords or lists"


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
    named = ("everyone", "classes", "families", "keywords", "lists")
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
    return (home.key for home in selections.homes(chosen.selection, records, after=after))
