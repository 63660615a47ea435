"""What the store takes: how large rows are as DynamoDB counts them, and what no row can hold.

A write that DynamoDB cannot take is refused each time it is tried. So it is looked at before it is
sent, and costs its target, not its batch. Source: "Quotas in Amazon DynamoDB", see
docs/aws-limits.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from legwork.domain.effect import (
    AtLeast,
    AtMost,
    Check,
    Clause,
    Delete,
    Effect,
    Either,
    Equals,
    Item,
    Key,
    OneOf,
    Put,
    Update,
    Value,
)
from legwork.domain.errors import NotStorable

ITEM_BYTES: Final = 400 * 1024
"""Largest row, names and keys included."""
TRANSACTION_BYTES: Final = 4 * 1024 * 1024
"""Largest sum of the rows that one transaction writes or looks at."""
PARTITION_BYTES: Final = 2_048
SORT_BYTES: Final = 1_024
DIGITS: Final = 38
"""Significant digits of a number."""
MAGNITUDE: Final = 10**126
"""A number is smaller than this."""
DEPTH: Final = 32
"""How deep lists and maps may lie in each other."""
_KEY_NAMES: Final = len("pk") + len("sk")
TOO_LARGE_CODE: Final = "too_large"
TOO_LARGE: Final = f"It is too large to store: a record has at most {ITEM_BYTES // 1024} KB."
TOO_LARGE_TOGETHER: Final = (
    f"Its batch is too large to store at once: {TRANSACTION_BYTES // 1024 // 1024} MB. Retry it."
)


def size_of(value: Value, depth: int = 1) -> int:
    """Bytes of a value.

    Raises:
        NotStorable: no row can hold it.
    """
    if depth > DEPTH:
        raise NotStorable(f"It is nested deeper than {DEPTH} levels.")
    if isinstance(value, str):
        return len(value) if value.isascii() else text_size(value)
    if value is None or isinstance(value, bool):
        return 1
    if isinstance(value, int):
        return _number_size(value)
    if type(value) is dict or isinstance(value, Mapping):
        return 3 + len(value) + _attributes_size(value, depth + 1)
    if isinstance(value, list | tuple):
        return 3 + sum([1 + size_of(part, depth + 1) for part in value])
    raise NotStorable(f"It holds a value of a kind that is not stored: {type(value).__name__}.")


def _attributes_size(item: Item, depth: int = 1) -> int:
    size = 0
    for name, value in item.items():
        size += len(name) if name.isascii() else text_size(name)
        # Most values are short texts.
        plain = type(value) is str and value.isascii()
        size += len(value) if plain else size_of(value, depth)
    return size


def text_size(text: str) -> int:
    """Bytes of a text.

    Raises:
        NotStorable: it holds half a character.
    """
    if text.isascii():
        return len(text)
    try:
        return len(text.encode())
    except UnicodeEncodeError as error:
        raise NotStorable("It holds half a character, which is no text.") from error


def _number_size(number: int) -> int:
    """Two digits a byte, aligned on the decimal point, without the zeros at either end."""
    if -100 < number < 100:
        return (number != 0) + 1 + (number < 0)
    if abs(number) >= MAGNITUDE:
        raise NotStorable(f"It holds a number of more than {DIGITS} digits.")
    digits = str(abs(number))
    significant = digits.rstrip("0")
    if len(significant) > DIGITS:
        raise NotStorable(f"It holds a number of more than {DIGITS} digits.")
    pairs = -(-len(digits) // 2) - (len(digits) - len(significant)) // 2
    return 1 + pairs + (number < 0)


def row_size(key: Key, item: Item) -> int:
    """Bytes of a row.

    Raises:
        NotStorable: no table can hold it.
    """
    size = _key_size(key) + _attributes_size(item)
    if size > ITEM_BYTES:
        raise NotStorable(TOO_LARGE, code=TOO_LARGE_CODE)
    return size


def _key_size(key: Key) -> int:
    partition, sort = text_size(key.partition), text_size(key.sort)
    if not (0 < partition <= PARTITION_BYTES and 0 < sort <= SORT_BYTES):
        raise NotStorable("Its name is too long to be stored, or empty.")
    return _KEY_NAMES + partition + sort


def effect_size(effect: Effect) -> int:
    """Bytes that a write is known to come to: of a change, the key and the values that are new.

    Raises:
        NotStorable: the store would refuse it, whatever it finds there.
    """
    for value in _compared(effect.expect):
        size_of(value)
    match effect:
        case Put():
            return row_size(effect.key, effect.item)
        case Update():
            return row_size(effect.key, {**effect.set, **effect.add})
        case Delete() | Check():
            return _key_size(effect.key)


def _compared(clauses: Iterable[Clause]) -> Iterator[Value]:
    for clause in clauses:
        match clause:
            case Equals(_, value) | AtMost(_, value) | AtLeast(_, value):
                yield value
            case OneOf(_, values):
                yield from values
            case Either(one, other):
                yield from _compared((one, other))


def transaction_size(effects: Iterable[Effect]) -> int:
    """Bytes that a transaction of these writes is known to come to.

    Raises:
        NotStorable: one of them is refused whatever is there, or all together are too large.
    """
    size = sum(map(effect_size, effects))
    if size > TRANSACTION_BYTES:
        raise NotStorable(TOO_LARGE_TOGETHER, code=TOO_LARGE_CODE)
    return size
