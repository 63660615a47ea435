"""DynamoDB's expressions, as far as the adapters write them, as functions of a row."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

Attribute: TypeAlias = dict[str, Any]
Row: TypeAlias = dict[str, Attribute]
Names: TypeAlias = Mapping[str, str]
Values: TypeAlias = Mapping[str, Attribute]
Test: TypeAlias = Callable[[Row, Names, Values], bool]

_TOKEN = re.compile(r"attribute_(?:not_)?exists|AND|OR|<=|=|[()]|[#:]\w+|\S+")
_PART = re.compile(r"(SET|ADD|REMOVE) (.*?)(?= SET | ADD | REMOVE |$)")


@lru_cache(maxsize=4096)
def condition(text: str) -> Test:
    """The test that a condition expression is; of a row that does not exist, it is asked of ``{}``.

    Raises:
        ValueError: the adapters write something that is not understood here.
    """
    tokens = deque(_TOKEN.findall(text))
    test = _either(tokens)
    if tokens:
        raise ValueError(f"{text}: {tokens[0]} is not expected")
    return test


def _either(tokens: deque[str]) -> Test:
    tests = [_all(tokens)]
    while tokens and tokens[0] == "OR":
        tokens.popleft()
        tests.append(_all(tokens))
    return lambda row, names, values: any(test(row, names, values) for test in tests)


def _all(tokens: deque[str]) -> Test:
    tests = [_one(tokens)]
    while tokens and tokens[0] == "AND":
        tokens.popleft()
        tests.append(_one(tokens))
    return lambda row, names, values: all(test(row, names, values) for test in tests)


def _one(tokens: deque[str]) -> Test:
    first = tokens.popleft()
    if first == "(":
        test = _either(tokens)
        _expect(tokens, ")")
        return test
    if first in {"attribute_exists", "attribute_not_exists"}:
        _expect(tokens, "(")
        name, wanted = tokens.popleft(), first == "attribute_exists"
        _expect(tokens, ")")
        return lambda row, names, _values: (names[name] in row) is wanted
    verb, value = tokens.popleft(), tokens.popleft()
    if verb == "=":
        return lambda row, names, values: row.get(names[first]) == values[value]
    if verb == "<=":
        return lambda row, names, values: _at_most(row.get(names[first]), values[value])
    raise ValueError(f"{first} {verb} {value} is not understood")


def _expect(tokens: deque[str], token: str) -> None:
    if tokens.popleft() != token:
        raise ValueError(f"{token} is missing")


def _at_most(found: Attribute | None, limit: Attribute) -> bool:
    return found is not None and "N" in found and int(found["N"]) <= int(limit["N"])


def updated(text: str, row: Row, names: Names, values: Values) -> Row:
    """The row after an update expression."""
    after = dict(row)
    for verb, changes in _PART.findall(text):
        for change in changes.split(", "):
            name, *rest = change.split()
            attribute = names[name]
            if verb == "SET":
                after[attribute] = values[rest[-1]]
            elif verb == "ADD":
                before = int(after.get(attribute, {"N": "0"})["N"])
                after[attribute] = {"N": str(before + int(values[rest[-1]]["N"]))}
            else:
                after.pop(attribute, None)
    return after
