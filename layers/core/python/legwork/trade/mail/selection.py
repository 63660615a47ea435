"""Selections: whom a mailing goes to, as staff choose it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from legwork.domain.errors import InvalidInput
from legwork.domain.record import Records
from legwork.trade.classes import class_ as classes
from legwork.trade.families import family as families
from legwork.trade.mail.audience import BUCKETS, Entry, entry_of, listed, merged

FAMILIES_LIMIT = 1_000
"""Most families that one selection may name."""
KEYWORDS_LIMIT = 20
_AT_ONCE = 100
"""Families that are read at once."""
_LOOKED_AT = 2_000
"""Families among which somebody with a keyword is looked for at launch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Everyone, or whoever is in one of the classes, is one of the families, has a keyword."""

    everyone: bool = False
    classes: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


def check(selection: Selection, records: Records) -> None:
    """Refuse a selection of nobody, or of what does not exist.

    Raises:
        InvalidInput: names the field.
    """
    chosen = selection.classes or selection.families or selection.keywords
    if not (selection.everyone or chosen):
        raise InvalidInput.of(
            "classes", "nobody is chosen: name classes, families or keywords, or ask for everyone"
        )
    if selection.everyone and chosen:
        raise InvalidInput.of(
            "everyone", "everyone is chosen already: leave out classes, families and keywords"
        )
    classes.check_all(selection.classes, records)
    known = families.find(selection.families, records)
    classes.refuse_unknown("families", selection.families, known)
    if _empty(selection, records):
        raise InvalidInput.of(_field(selection), "there is nobody in this selection")


def _field(selection: Selection) -> str:
    named = ("everyone", "classes", "families", "keywords")
    return next(name for name in named if getattr(selection, name))


def _empty(selection: Selection, records: Records) -> bool:
    """Whether there certainly is nobody; keywords are looked for among the first families only."""
    if selection.keywords:
        every = (entry for bucket in range(BUCKETS) for entry in listed(None, bucket, records))
        seen = list(islice(every, _LOOKED_AT))
        if len(seen) == _LOOKED_AT or any(_tagged(seen, selection.keywords, records)):
            return False
        selection = replace(selection, keywords=())
    return next(entries(selection, records), None) is None


def entries(selection: Selection, records: Records, *, after: str | None = None) -> Iterator[Entry]:
    """Whom the selection holds, in ascending order of their keys, each address once.

    Args:
        selection: checked.
        records: the account's.
        after: key of the entry behind which to begin: behind everybody of its address.
    """
    begin = None if after is None else Entry.read(after)
    known = families.find(selection.families, records)
    named = sorted(map(entry_of, known.values()), key=lambda entry: entry.key)
    for bucket in range(begin.bucket if begin else 0, BUCKETS):
        behind = None
        if begin is not None and bucket == begin.bucket:
            behind = f"{begin.email}#\uffff" if begin.email else begin.sort
        yield from merged(
            [
                *_lists(selection, bucket, behind, records),
                [e for e in named if e.bucket == bucket and (behind is None or e.sort > behind)],
            ]
        )


def _lists(
    selection: Selection, bucket: int, after: str | None, records: Records
) -> list[Iterator[Entry]]:
    lists = [listed(name, bucket, records, after=after) for name in sorted(set(selection.classes))]
    if selection.everyone:
        lists.append(listed(None, bucket, records, after=after))
    if selection.keywords:
        every = listed(None, bucket, records, after=after)
        lists.append(_tagged(every, selection.keywords, records))
    return lists


def _tagged(found: Iterable[Entry], keywords: Iterable[str], records: Records) -> Iterator[Entry]:
    """Those of the entries whose family has one of the keywords."""
    wanted, rest = set(keywords), iter(found)
    while part := list(islice(rest, _AT_ONCE)):
        known = families.find((entry.family for entry in part), records)
        for entry in part:
            if entry.family in known and wanted.intersection(known[entry.family].keywords):
                yield entry
