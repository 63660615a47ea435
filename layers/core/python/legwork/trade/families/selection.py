"""Selections: which families a task is about, as staff choose them; the same for every kind.

A kind that mails asks for ``entries``, each address once; one that acts on families for ``homes``,
each family once.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Annotated, TypeAlias

from legwork.domain.errors import InvalidInput
from legwork.domain.param import Param
from legwork.domain.record import Records
from legwork.trade.classes import class_ as classes
from legwork.trade.classes.class_ import CLASSES_LIMIT
from legwork.trade.classes.enrolled import families_gone
from legwork.trade.families import family as families
from legwork.trade.families import keyword as registry
from legwork.trade.families import saved_list
from legwork.trade.families.keyword import KEYWORDS_LIMIT, KeywordType
from legwork.trade.families.saved_list import LISTS_LIMIT
from legwork.trade.mail.audience import BUCKETS, Entry, entry_of, listed, merged

FAMILIES_LIMIT = 1_000
"""Most families that one selection may name."""
_AT_ONCE = 100
"""Families that are read at once."""
_LOOKED_AT = 2_000
"""Families among which somebody with a keyword is looked for at launch."""

Everyone: TypeAlias = Annotated[bool, Param("All families of the account.", examples=[True])]
OfClasses: TypeAlias = Annotated[
    tuple[str, ...], Param("The families of these classes and camps.", max_length=CLASSES_LIMIT)
]
OfFamilies: TypeAlias = Annotated[
    tuple[str, ...], Param("These families.", max_length=FAMILIES_LIMIT)
]
WithKeywords: TypeAlias = Annotated[
    tuple[str, ...],
    Param("The families that have one of these keywords.", max_length=KEYWORDS_LIMIT),
]
OnLists: TypeAlias = Annotated[
    tuple[str, ...], Param("The families on these saved lists.", max_length=LISTS_LIMIT)
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Everyone, or whoever is in a class, is named, has a keyword, or is on a saved list."""

    everyone: bool = False
    classes: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()


def check(selection: Selection, records: Records) -> None:
    """Refuse a selection of nobody, or of what does not exist.

    Raises:
        InvalidInput: names the field.
    """
    chosen = selection.classes or selection.families or selection.keywords or selection.lists
    if not (selection.everyone or chosen):
        raise InvalidInput.of(
            "classes",
            "nobody is chosen: name classes, families, keywords or lists, or ask for everyone",
        )
    if selection.everyone and chosen:
        raise InvalidInput.of(
            "everyone",
            "everyone is chosen already: leave out classes, families, keywords and lists",
        )
    classes.check_all(selection.classes, records)
    known = families.find(selection.families, records)
    classes.refuse_unknown("families", selection.families, known)
    check_keywords("keywords", selection.keywords, KeywordType.FAMILY, records)
    saved_list.check_all(selection.lists, KeywordType.FAMILY, records)
    if _empty(selection, records):
        raise InvalidInput.of(_field(selection), "there is nobody in this selection")


def check_keywords(field: str, names: Sequence[str], of: KeywordType, records: Records) -> None:
    """Refuse keywords that nobody uses, or that are for something else.

    Raises:
        InvalidInput: names the field.
    """
    known = registry.find(names, records)
    for name in names:
        if name not in known:
            raise InvalidInput.of(
                field, f"there is no keyword '{name[:64]}': correct it, or assign it first"
            )
    registry.check(names, of, known, field=field)


def _field(selection: Selection) -> str:
    named = ("everyone", "classes", "families", "keywords", "lists")
    return next(name for name in named if getattr(selection, name))


def _empty(selection: Selection, records: Records) -> bool:
    """Whether there certainly is nobody; keywords are looked for among the first families only."""
    if selection.keywords:
        every = (entry for bucket in range(BUCKETS) for entry in listed(None, bucket, records))
        seen = list(islice(every, _LOOKED_AT))
        if len(seen) == _LOOKED_AT or any(_tagged(seen, selection.keywords, records)):
            return False
        selection = replace(selection, keywords=())
    # Class by class: all of them would be read to merge them.
    alone = (Selection(classes=(name,)) for name in selection.classes)
    parts = (replace(selection, classes=()), *alone)
    return all(next(homes(one, records), None) is None for one in parts)


def entries(selection: Selection, records: Records, *, after: str | None = None) -> Iterator[Entry]:
    """Whom the selection holds, in ascending order of their keys, each address once.

    Args:
        selection: checked.
        records: the account's.
        after: key of the entry behind which to begin: behind everybody of its address.
    """
    return _merged(
        selection,
        records,
        after,
        behind=lambda begin: f"{begin.email}#\uffff" if begin.email else begin.sort,
        merge=merged,
    )


def homes(selection: Selection, records: Records, *, after: str | None = None) -> Iterator[Entry]:
    """The families of the selection, in ascending order of their entries' keys, each once.

    Args:
        selection: checked.
        records: the account's.
        after: key of the entry behind which to begin.
    """
    return _merged(selection, records, after, behind=lambda begin: begin.sort, merge=_each_once)


def _each_once(lists: Sequence[Iterable[Entry]]) -> Iterator[Entry]:
    last = None
    for entry in heapq.merge(*lists, key=lambda one: one.key):
        if entry != last:
            yield entry
        last = entry


def _merged(
    selection: Selection,
    records: Records,
    after: str | None,
    *,
    behind: Callable[[Entry], str],
    merge: Callable[[Sequence[Iterable[Entry]]], Iterator[Entry]],
) -> Iterator[Entry]:
    begin = None if after is None else Entry.read(after)
    chosen = {*selection.families, *saved_list.ids_in(selection.lists, records)}
    known = families.find(chosen, records)
    named = sorted(map(entry_of, known.values()), key=lambda entry: entry.key)
    gone = families_gone(selection.classes, records)
    for bucket in range(begin.bucket if begin else 0, BUCKETS):
        last = behind(begin) if begin is not None and bucket == begin.bucket else None
        yield from merge(
            [
                *_lists(selection, bucket, last, gone, records),
                [e for e in named if e.bucket == bucket and (last is None or e.sort > last)],
            ]
        )


def _lists(
    selection: Selection,
    bucket: int,
    after: str | None,
    gone: Mapping[str, Container[str]],
    records: Records,
) -> list[Iterator[Entry]]:
    lists = [
        _staying(listed(name, bucket, records, after=after), gone.get(name, ()))
        for name in sorted(set(selection.classes))
    ]
    if selection.everyone:
        lists.append(listed(None, bucket, records, after=after))
    if selection.keywords:
        every = listed(None, bucket, records, after=after)
        lists.append(_tagged(every, selection.keywords, records))
    return lists


def _staying(found: Iterable[Entry], gone: Container[str]) -> Iterator[Entry]:
    """Those of a class's list that have not left the class."""
    return (entry for entry in found if entry.family not in gone)


def _tagged(found: Iterable[Entry], keywords: Iterable[str], records: Records) -> Iterator[Entry]:
    """Those of the entries whose family has one of the keywords."""
    wanted, rest = set(keywords), iter(found)
    while part := list(islice(rest, _AT_ONCE)):
        known = families.find((entry.family for entry in part), records)
        for entry in part:
            if entry.family in known and wanted.intersection(known[entry.family].keywords):
                yield entry
