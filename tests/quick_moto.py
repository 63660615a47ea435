"""moto, without what takes it long and changes nothing."""

import copy
from functools import cache
from types import SimpleNamespace
from typing import Any, Final

from moto.core import responses, serialize
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb import models
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.table import Table
from moto.sqs.models import sqs_backends

_KINDS = frozenset({"S", "N", "B", "SS", "NS", "BS", "M", "L", "NULL", "BOOL"})
"""Of values in DynamoDB."""
_PLAIN = frozenset({"S", "N", "SS", "NS", "NULL", "BOOL"})
"""Those that moto keeps as they are sent."""
_module: Any = models
_backend: Any = models.DynamoDBBackend
_picker: Any = serialize.XFormedAttributePicker
_serializer: Any = serialize.BaseJSONSerializer
_responses: Any = responses
_transact, _pick = _backend.transact_write_items, _picker.__call__
_serialize, _names = _serializer._serialize_type_structure, _responses.method_names_from_class
_WHERE: Final = DEFAULT_ACCOUNT_ID, "us-east-1"


def make_quick() -> None:
    """Change moto from now on, in this process."""
    _backend.transact_write_items = _transact_on_one_copy
    _picker.__call__ = _picked
    _serializer._serialize_type_structure = _serialized
    # The methods of a class stay the same: moto looks for them at each request.
    _responses.method_names_from_class = cache(_names)


def forget_rows() -> None:
    """Empty all tables: through the API they would have to be made anew."""
    account, region = _WHERE
    for table in dynamodb_backends[account][region].tables.values():
        table.items.clear()


def forget_messages() -> None:
    """Empty all queues, as ``PurgeQueue`` does one by one."""
    account, region = _WHERE
    queues: Any = sqs_backends[account][region]
    for name in queues.queues:
        queues.purge_queue(name)


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


def _serialized(serializer: Any, into: Any, value: Any, shape: Any, key: str) -> None:
    """Send a stored value as it is kept: moto serializes it kind by kind, whatever it is."""
    if key and shape.name == "AttributeValue" and type(value) is dict and len(value) == 1:
        [kind] = value
        if kind in _PLAIN:
            into[key] = value
            return
    _serialize(serializer, into, value, shape, key)


def _picked(picker: Any, context: Any) -> Any:
    """Take a stored value for what it is: moto looks for each of its kinds by several names."""
    value = context.obj
    if type(value) is dict and len(value) == 1 and _KINDS.issuperset(value):
        return value.get(context.key)
    return _pick(picker, context)
