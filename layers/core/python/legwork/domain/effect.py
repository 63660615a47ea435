"""Effects: writes as plain values. A kind decides on them, the engine commits them.

The same small vocabulary describes the engine's own rows, so that one transaction can hold both,
and so that memory and DynamoDB evaluate the very same conditions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

Value: TypeAlias = Any  # str, int, bool, None, or lists and string-keyed dicts of these
Item: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Foreign:
    """A stored value of a kind that no record of ours holds, such as a number that is not whole.

    Whoever needs it finds that it is not what it should be; others are not troubled by it.
    """

    kind: str
    """As DynamoDB names it."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Where a record lies: its partition and its place within it."""

    partition: str
    sort: str


# --- Conditions ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Absent:
    """The record does not exist."""


@dataclass(frozen=True, slots=True)
class Present:
    """The record exists."""


@dataclass(frozen=True, slots=True)
class Equals:
    """The attribute has this value; ``None`` means that the attribute is missing."""

    attribute: str
    value: Value


@dataclass(frozen=True, slots=True)
class AtMost:
    """The attribute is a number not above this one."""

    attribute: str
    value: int


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The attribute is a number not below this one."""

    attribute: str
    value: int


@dataclass(frozen=True, slots=True)
class OneOf:
    """The attribute has one of these values."""

    attribute: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of two clauses holds."""

    one: Clause
    other: Clause


Clause: TypeAlias = Absent | Present | Equals | AtMost | AtLeast | OneOf | Either
Condition: TypeAlias = tuple[Clause, ...]


def holds(condition: Condition, item: Item | None) -> bool:
    """Whether every clause of the condition is true of the item as it is found."""
    return all(_clause_holds(clause, item) for clause in condition)


def _clause_holds(clause: Clause, item: Item | None) -> bool:
    match clause:
        case Absent():
            return item is None
        case Present():
            return item is not None
        case Equals(attribute, value):
            return bool((item or {}).get(attribute) == value)
        case AtMost(attribute, value):
            found = (item or {}).get(attribute)
            return isinstance(found, int) and found <= value
        case AtLeast(attribute, value):
            found = (item or {}).get(attribute)
            return isinstance(found, int) and found >= value
        case OneOf(attribute, values):
            return (item or {}).get(attribute) in values
        case Either(one, other):
            return _clause_holds(one, item) or _clause_holds(other, item)


def as_read(item: Item, *attributes: str) -> Condition:
    """The record still has what was read of it: whoever decides on that writes on this condition.

    Args:
        item: the record as it was read.
        attributes: those that the decision rests on.
    """
    return tuple(Equals(attribute, item.get(attribute)) for attribute in attributes)


# --- Writes ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Put:
    """Write the whole record."""

    key: Key
    item: Item
    expect: Condition = ()


@dataclass(frozen=True, slots=True)
class Update:
    """Change some attributes: ``add`` sums numbers (a missing one counts as 0)."""

    key: Key
    set: Item = field(default_factory=dict)
    add: Mapping[str, int] = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    expect: Condition = ()


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove the record."""

    key: Key
    expect: Condition = ()


@dataclass(frozen=True, slots=True)
class Check:
    """Write nothing, but refuse the whole transaction unless the condition holds."""

    key: Key
    expect: Condition


Effect: TypeAlias = Put | Update | Delete | Check


def applied(effect: Effect, item: Item | None) -> Item | None:
    """The record after the effect, given the record before it (conditions are not looked at)."""
    match effect:
        case Put(item=whole):
            return dict(whole)
        case Delete():
            return None
        case Check():
            return item
        case Update():
            after = {**(item or {}), **effect.set}
            for attribute, amount in effect.add.items():
                after[attribute] = after.get(attribute, 0) + amount
            for attribute in effect.remove:
                after.pop(attribute, None)
            return after


def fold(effects: Iterable[Effect]) -> list[Effect]:
    """Make at most one write per record, as a transaction demands.

    Later writes win attribute by attribute, sums are added up, and the first condition stands:
    the later ones were decided on what the earlier effect leaves behind. Of a later update those
    clauses stand, too, that are about attributes which the earlier one leaves as they are stored.
    """
    folded: dict[Key, Effect] = {}
    for effect in effects:
        earlier = folded.get(effect.key)
        folded[effect.key] = effect if earlier is None else _merge(earlier, effect)
    return list(folded.values())


def _merge(earlier: Effect, later: Effect) -> Effect:
    match earlier, later:
        case Check(), _:
            return replace(later, expect=earlier.expect + later.expect)
        case _, Check():
            return earlier
        case _, Put() | Delete():
            return replace(later, expect=earlier.expect)
        case Put(), Update():
            return replace(earlier, item=applied(later, earlier.item) or {})
        case Update(), Update():
            return _merge_updates(earlier, later)
    raise ValueError(f"cannot update a record that the same batch deletes: {later.key}")


def _merge_updates(earlier: Update, later: Update) -> Update:
    removed = {*earlier.remove, *later.remove} - set(later.set) - set(later.add)
    sums = {k: n for k, n in earlier.add.items() if k not in later.set and k not in later.remove}
    values = {k: v for k, v in {**earlier.set, **later.set}.items() if k not in later.remove}
    for attribute, amount in later.add.items():
        if attribute in values:
            values[attribute] += amount
        elif attribute in earlier.remove:
            values[attribute] = amount
        else:
            sums[attribute] = sums.get(attribute, 0) + amount
    return replace(
        earlier,
        set=values,
        add=sums,
        remove=tuple(sorted(removed)),
        expect=earlier.expect + tuple(_still_of_the_stored(earlier, later)),
    )


def _still_of_the_stored(earlier: Update, later: Update) -> Iterator[Clause]:
    written = {*earlier.set, *earlier.add, *earlier.remove}
    for clause in later.expect:
        match clause:
            case (
                Equals(attribute, _)
                | AtMost(attribute, _)
                | AtLeast(attribute, _)
                | OneOf(attribute, _)
            ):
                if attribute not in written and clause not in earlier.expect:
                    yield clause
