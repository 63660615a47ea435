"""Effects and their conditions as DynamoDB expressions.

Every attribute goes by an alias, since any name may be one of DynamoDB's reserved words.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, TypeAlias

from legwork.adapters.dynamodb_values import PARTITION, AttributeValue, to_attribute, to_key, to_row
from legwork.domain.effect import (
    Absent,
    AtLeast,
    AtMost,
    Clause,
    Condition,
    Delete,
    Effect,
    Either,
    Equals,
    OneOf,
    Present,
    Put,
    Update,
    Value,
)

Action: TypeAlias = Literal["Put", "Update", "Delete", "ConditionCheck"]


class Terms:
    """The names and values that the expressions of one request refer to."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._values: dict[str, AttributeValue] = {}

    def name(self, attribute: str) -> str:
        """The alias of an attribute."""
        return self._names.setdefault(attribute, f"#n{len(self._names)}")

    def value(self, value: Value) -> str:
        """The placeholder of a value."""
        placeholder = f":v{len(self._values)}"
        self._values[placeholder] = to_attribute(value)
        return placeholder

    def arguments(self) -> dict[str, Any]:
        """What the request has to carry for them."""
        arguments: dict[str, Any] = {}
        if self._names:
            names = {alias: attribute for attribute, alias in self._names.items()}
            arguments["ExpressionAttributeNames"] = names
        if self._values:
            arguments["ExpressionAttributeValues"] = self._values
        return arguments


def request(effect: Effect, table: str) -> tuple[Action, dict[str, Any]]:
    """The action that an effect is within a transaction, and its arguments.

    A write of its own (PutItem, UpdateItem, DeleteItem) takes the very same arguments.
    """
    terms = Terms()
    arguments: dict[str, Any] = {"TableName": table}
    action: Action
    match effect:
        case Put():
            action = "Put"
            arguments["Item"] = to_row(effect.key, effect.item)
        case Update():
            action = "Update"
            arguments["Key"] = to_key(effect.key)
            if changes := update_expression(effect, terms):
                arguments["UpdateExpression"] = changes
        case Delete():
            action = "Delete"
            arguments["Key"] = to_key(effect.key)
        case _:
            action = "ConditionCheck"
            arguments["Key"] = to_key(effect.key)
    if effect.expect:
        arguments["ConditionExpression"] = condition_expression(effect.expect, terms)
    return action, arguments | terms.arguments()


def update_expression(update: Update, terms: Terms) -> str:
    """What an update changes."""
    parts = (
        ("SET", [f"{terms.name(n)} = {terms.value(value)}" for n, value in update.set.items()]),
        ("ADD", [f"{terms.name(n)} {terms.value(amount)}" for n, amount in update.add.items()]),
        ("REMOVE", [terms.name(n) for n in update.remove]),
    )
    return " ".join(f"{verb} {', '.join(changes)}" for verb, changes in parts if changes)


def condition_expression(condition: Condition, terms: Terms) -> str:
    """All clauses of a condition."""
    return " AND ".join(_clause(clause, terms) for clause in condition)


def _clause(clause: Clause, terms: Terms) -> str:
    match clause:
        case Absent():
            return f"attribute_not_exists({terms.name(PARTITION)})"
        case Present():
            return f"attribute_exists({terms.name(PARTITION)})"
        case Equals(attribute, value):
            return _any_of(_equals(attribute, value, terms))
        case AtMost(attribute, value):
            return f"{terms.name(attribute)} <= {terms.value(value)}"
        case AtLeast(attribute, value):
            return f"{terms.name(attribute)} >= {terms.value(value)}"
        case OneOf(attribute, values):
            return _any_of(part for value in values for part in _equals(attribute, value, terms))
        case Either(one, other):
            return _any_of((_clause(one, terms), _clause(other, terms)))


def _equals(attribute: str, value: Value, terms: Terms) -> list[str]:
    name = terms.name(attribute)
    equal = f"{name} = {terms.value(value)}"
    # A missing attribute and a stored nothing are the same to a condition.
    return [equal] if value is not None else [f"attribute_not_exists({name})", equal]


def _any_of(clauses: Iterable[str]) -> str:
    first, *others = clauses
    return f"({' OR '.join((first, *others))})" if others else first
