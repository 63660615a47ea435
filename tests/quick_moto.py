"""moto, without two things that take it long and change nothing."""

import copy
from types import SimpleNamespace
from typing import Any

from moto.core import serialize
from moto.dynamodb import models
from moto.dynamodb.models.table import Table

_KINDS = frozenset({"S", "N", "B", "SS", "NS", "BS", "M", "L", "NULL", "BOOL"})
"""Of values in DynamoDB."""
_module: Any = models
_backend: Any = models.DynamoDBBackend
_picker: Any = serialize.XFormedAttributePicker
_transact, _pick = _backend.transact_write_items, _picker.__call__


def make_quick() -> None:
    """Change moto from now on, in this process."""
    _backend.transact_write_items = _transact_on_one_copy
    _picker.__call__ = _picked


def _transact_on_one_copy(backend: Any, items: list[dict[str, Any]]) -> None:
    """Keep each table as it was once: moto copies it anew for each write of a transaction."""
    copies: dict[int, Table] = {}

    def copied(value: Any) -> Any:
        if not isinstance(value, Table):
            return copy.deepcopy(value)
        if id(value) not in copies:
            copies[id(value)] = copy.deepcopy(value)
        return copies[id(value)]

    _module.copy = SimpleNamespace(deepcopy=copied)
    try:
        _transact(backend, items)
    finally:
        _module.copy = copy


def _picked(picker: Any, context: Any) -> Any:
    """Take a stored value for what it is: moto looks for each of its kinds by several names."""
    value = context.obj
    if type(value) is dict and len(value) == 1 and _KINDS.issuperset(value):
        return value.get(context.key)
    return _pick(picker, context)
