"""Templates of mails: text with variables in double braces, and nothing else.

There are no expressions, no conditions and no lookups to escape from: a template can only name the
variables that it was made for. In HTML every value is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TypeAlias

from legwork.domain.errors import FieldError

_NAME = re.compile(r" *([a-z_]+) *")
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Variable:
    """A place where a value goes."""

    name: str
    offset: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong with a template, and where."""

    offset: int
    message: str


Part: TypeAlias = str | Variable | Fault


@lru_cache(maxsize=16)
def parts_of(template: str) -> tuple[Part, ...]:
    """The template taken apart: words, variables, and what is neither."""
    return tuple(_parts(template))


def _parts(template: str) -> Iterator[Part]:
    place = 0
    while True:
        begin = template.find("{{", place)
        words = template[place : begin if begin >= 0 else len(template)]
        yield words
        stray = words.find("}}")
        if stray >= 0:
            yield Fault(
                place + stray, "'}}' closes nothing: put '{{' before it, or write '} }' instead"
            )
        if begin < 0:
            return
        end = template.find("}}", begin)
        if end < 0:
            yield Fault(begin, "'{{' is never closed: put '}}' behind the variable's name")
            return
        yield _variable(template[begin + 2 : end], begin)
        place = end + 2


def _variable(inside: str, begin: int) -> Variable | Fault:
    name = _NAME.fullmatch(inside)
    if name is not None:
        return Variable(name[1], begin)
    shown = " ".join(inside.split())[:_SHOWN]
    return Fault(begin, f"'{{{{{shown}}}}}' is no variable: a name alone goes between the braces")


def variables_in(*templates: str) -> set[str]:
    """The names of the variables that templates use."""
    parts = (part for template in templates for part in parts_of(template))
    return {part.name for part in parts if isinstance(part, Variable)}


def faults(field: str, template: str, known: Collection[str]) -> list[FieldError]:
    """What is wrong with a template: each fault with its line and column, and what to do.

    Args:
        field: how the caller names the template.
        template: its text.
        known: names of the variables that there are.
    """
    there_are = ", ".join(known)
    found = []
    for part in parts_of(template):
        if isinstance(part, Fault):
            found.append(part)
        elif isinstance(part, Variable) and part.name not in known:
            message = f"there is no variable '{part.name}'; there are: {there_are}"
            found.append(Fault(part.offset, message))
    return [FieldError(field, f"{_position(template, f.offset)}: {f.message}") for f in found]


def _position(template: str, offset: int) -> str:
    before = template[:offset]
    column = offset - (before.rfind("\n") + 1) + 1
    return f"line {before.count(chr(10)) + 1}, column {column}"


def _itself(value: str) -> str:
    return value


def fill_in(
    template: str, values: Mapping[str, str], *, change: Callable[[str], str] = _itself
) -> str:
    """A template with its variables' values; one without a value is left out.

    Args:
        template: checked before.
        values: by variable.
        change: what is done to each value.
    """
    return "".join(
        change(values.get(part.name, "")) if isinstance(part, Variable) else part
        for part in parts_of(template)
        if not isinstance(part, Fault)
    )


def fill_in_html(template: str, values: Mapping[str, str]) -> str:
    """An HTML template with its variables' values, which cannot be anything but text."""
    return fill_in(template, values, change=escape)
