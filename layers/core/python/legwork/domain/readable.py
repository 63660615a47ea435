"""Reading what was stored, by whatever release: a row that is not as it should be says so.

A row may have been written by a later release, repaired by hand, or spoilt. Whoever reads it gets
an ``Unreadable`` that costs the one target, item or task it belongs to, instead of whatever error
its values happen to cause later on.
"""

from __future__ import annotations

import logging
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache, wraps
from operator import attrgetter
from typing import (
    Any,
    Literal,
    ParamSpec,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from legwork.domain.errors import Unreadable
from legwork.domain.schema import Later

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")
_log = logging.getLogger(__name__)
_Fits = Callable[[Any], bool]

_PLAIN = frozenset({str, int, bool})
_UNIONS = frozenset({Union, types.UnionType})
BROKEN = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError)
"""What reading a row raises that is not as it should be."""


def readable(what: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Decorate what reads a row: it raises Unreadable where the row is not as it should be.

    A dataclass that was read has values of the types that it declares.

    Args:
        what: the row holds, in a word or two.
    """

    def decorate(read: Callable[P, T]) -> Callable[P, T]:
        @wraps(read)
        def checked(*args: P.args, **kwargs: P.kwargs) -> T:
            try:
                found = read(*args, **kwargs)
            except BROKEN as error:
                raise Unreadable(f"A stored {what} cannot be read{_at(error)}.") from error
            wrong = _wrong(found)
            if wrong is not None:
                raise Unreadable(f"A stored {what} cannot be read: '{wrong}' is of another kind.")
            return found

        return checked

    return decorate


def _at(error: Exception) -> str:
    # Only names are shown: a value may hold what somebody wrote.
    match error:
        case Later():
            return ": a later release wrote it"
        case KeyError(args=[str(name)]):
            return f": it has no '{name}'"
    return ""


def _wrong(found: Any) -> str | None:
    """The first field whose value is not of its type."""
    of: Any = type(found)
    checks = _checks(of)
    return checks.wrong(found) if checks else None


class _Checks:
    """What tells whether the fields of a dataclass are of their types.

    Most are told by the types of their values alone. Those are the same row after row, so they are
    looked up together, and looked at one by one when they are new.
    """

    def __init__(self, of: Any) -> None:
        hints = get_type_hints(of)
        every = [(f.name, _fits(hints[f.name]), _is_flat(hints[f.name])) for f in fields(of)]
        self._flat = [(name, fits) for name, fits, flat in every if flat]
        self._deep = [(name, fits) for name, fits, flat in every if not flat]
        # With names enough for a tuple, however few the fields are.
        self._values = attrgetter("__class__", "__class__", *(name for name, *_ in every))
        self._left: dict[tuple[type, ...], list[tuple[str, _Fits]]] = {}
        """By the types of all values the fields that these do not tell of."""

    def wrong(self, found: Any) -> str | None:
        """The first field whose value is not of its type."""
        types_found = tuple(map(type, self._values(found)))
        left = self._left.get(types_found)
        if left is None:
            return self._wrong_of_new(found, types_found)
        for name, fits in left:
            if not fits(getattr(found, name)):
                return name
        return None

    def _wrong_of_new(self, found: Any, types_found: tuple[type, ...]) -> str | None:
        for name, fits in (*self._flat, *self._deep):
            if not fits(getattr(found, name)):
                return name
        # Of its type, there is no other value than this one.
        self._left[types_found] = [one for one in self._deep if getattr(found, one[0]) is not None]
        return None


@cache
def _checks(of: Any) -> _Checks | None:
    return _Checks(of) if is_dataclass(of) else None


def _is_flat(hint: Any) -> bool:
    """Whether the type of a value alone tells if it fits."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin in _UNIONS:
        return all(map(_is_flat, parts))
    return origin is None and not is_dataclass(hint)


@cache
def _fits(hint: Any) -> _Fits:
    """Whether a value is of a declared type, however deep."""
    origin, parts = get_origin(hint), get_args(hint)
    if hint is Any:
        return lambda _: True
    if origin in _UNIONS:
        return _either(*map(_fits, parts))
    if origin is Literal:
        return lambda value: value in parts
    if origin is tuple and parts[-1] is not Ellipsis:
        each = tuple(map(_fits, parts))
        return lambda value: (
            isinstance(value, tuple)
            and len(value) == len(each)
            and all(fits(part) for fits, part in zip(each, value, strict=True))
        )
    if origin is not None and issubclass(origin, Mapping):
        keys, items = map(_all_fit, parts)
        return lambda value: (
            (type(value) is dict or isinstance(value, Mapping))
            and (not value or (keys(value) and items(value.values())))
        )
    if origin is not None and issubclass(origin, Sequence):
        every = _all_fit(parts[0])
        return lambda value: isinstance(value, origin) and (not value or every(value))
    return _plain(hint)


def _either(one: _Fits, *others: _Fits) -> _Fits:
    if not others:
        return one
    other = _either(*others)
    return lambda value: one(value) or other(value)


def _all_fit(hint: Any) -> Callable[[Iterable[Any]], bool]:
    """Whether all of some values are of a declared type."""
    if hint in _PLAIN:
        of_the_type = frozenset({hint})
        return lambda values: of_the_type.issuperset(map(type, values))
    if hint is Any:
        return lambda _: True
    fits = _fits(hint)
    return lambda values: all(map(fits, values))


def _plain(hint: type) -> _Fits:
    if is_dataclass(hint):
        return lambda value: isinstance(value, hint) and _wrong(value) is None
    if issubclass(hint, Enum):
        return lambda value: isinstance(value, hint)
    # A truth value is no number, and a number of a later release may be no whole one.
    return lambda value: type(value) is hint


def read_all(rows: Iterable[T], read: Callable[[T], R], *, strict: bool) -> Iterator[R]:
    """The rows as they are read.

    Args:
        rows: which.
        read: reads one.
        strict: whether one that cannot be read raises Unreadable, or is left out.
    """
    return map(read, rows) if strict else legible(rows, read)


def legible(rows: Iterable[T], read: Callable[[T], R]) -> Iterator[R]:
    """The rows as they are read; those that cannot be are left out, and operators are told."""
    for row in rows:
        try:
            yield read(row)
        except Unreadable as error:
            _log.error("left out of a list: %s", error)
