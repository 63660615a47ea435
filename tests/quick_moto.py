"""moto, without what takes it long and changes nothing."""

import base64
import copy
import json
import re
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any, Final

from botocore import signers, useragent
from moto.core import responses
from moto.core.base_backend import BaseBackend
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.models import DEFAULT_ACCOUNT_ID, botocore_stubber
from moto.core.utils import utcnow
from moto.dynamodb import comparisons, models
from moto.dynamodb.exceptions import ItemSizeTooLarge
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing import ast_nodes, expressions, validators
from moto.dynamodb.responses import DynamoHandler
from moto.sqs.models import sqs_backends
from werkzeug.http import http_date

_ROWS: Final = frozenset(
    f"DynamoDB_20120810.{operation}".encode()
    for operation in (
        *("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan"),
        *("BatchGetItem", "BatchWriteItem", "TransactGetItems", "TransactWriteItems"),
    )
)
"""Operations that are about rows."""
_URL: Final = re.compile(r"https://dynamodb\.([a-z0-9-]+)\.amazonaws\.com/")
_TRANSLATED: Final = re.compile(rb'"BS?":|null')
"""In a body: binaries, and nothing at all. moto takes in everything else as it is sent."""
_LARGEST: Final = 405_000
"""Bytes of a row that moto keeps."""
_URLS: Final = dict[type, Any]()
"""What moto answers, by service."""
_WHERE: Final = DEFAULT_ACCOUNT_ID, "us-east-1"
_models: Any = models
_responses: Any = responses
_agent: Any = useragent.UserAgentComponent
_updates: Any = expressions
_conditions: Any = comparisons.ConditionExpressionParser
_nodes: Any = ast_nodes
_process, _sign = BotocoreStubber.process_request, signers.RequestSigner.sign
_transact = _models.DynamoDBBackend.transact_write_items
_query, _lex = Table.query, _conditions._lex_condition_expression
_all_urls: Any = BaseBackend.urls
_kinds = _nodes.DepthFirstTraverser.nodes_to_be_processed


def make_quick() -> None:
    """Change moto from now on, in this process."""
    for (owner, name), changed in _CHANGES.items():
        setattr(owner, name, changed)


@contextmanager
def plain_moto() -> Iterator[None]:
    """Have moto as it is, as long as the context is open."""
    for (owner, name), original in _ORIGINALS.items():
        setattr(owner, name, original)
    try:
        yield
    finally:
        make_quick()


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


class _Rows(DynamoHandler):
    """Answers what is asked about rows.

    moto makes an HTTP request of what botocore sends, takes it apart again, and goes through
    everything by its shape in both directions.
    """

    def __init__(self, request: Any, region: str) -> None:
        super().__init__()
        self.headers: Any = {
            name: value.decode() if isinstance(value, bytes) else value
            for name, value in request.headers.items()
        }
        self.querystring: dict[str, Any] = {}
        self.params: Any = json.loads(request.body)
        self.region = region
        self.current_account = self.get_current_account()
        self.response_headers = {"server": "amazon.com", "date": http_date(utcnow())}

    def serialized(self, action_result: Any) -> Any:
        found = action_result.result
        if isinstance(found, Exception):
            return super().serialized(action_result)
        if isinstance(taken := found.get("ConsumedCapacity"), list):
            for one in taken:
                one["CapacityUnits"] = float(one["CapacityUnits"])
        headers = {"Content-Type": "application/x-amz-json-1.0", **self.response_headers}
        return 200, headers, json.dumps(found, default=_text)


def _text(binary: bytes) -> str:
    return base64.b64encode(binary).decode()


def _processed(stubber: Any, request: Any) -> Any:
    """Answer what is asked about rows at once."""
    if (
        request.headers.get("X-Amz-Target") in _ROWS
        and (where := _URL.fullmatch(request.url))
        and not _TRANSLATED.search(request.body)
    ):
        return _Rows(request, where[1]).call_action()
    return _process(stubber, request)


def _urls(backend: Any) -> Any:
    """Of a service: that of S3 loads a module anew for each request."""
    kind = type(backend)
    if kind not in _URLS:
        _URLS[kind] = _all_urls.fget(backend)
    return _URLS[kind]


def _signed(signer: Any, operation: str, request: Any, *args: Any, **kwargs: Any) -> None:
    """Say who asks DynamoDB, and leave it at that: moto looks at no signature."""
    is_link, who = args or kwargs, signer._credentials
    if botocore_stubber.enabled and who and not is_link and _URL.fullmatch(request.url):
        key = who.get_frozen_credentials().access_key
        request.headers["Authorization"] = f"AWS4-HMAC-SHA256 Credential={key}/"
    else:
        _sign(signer, operation, request, *args, **kwargs)


def _transact_on_one_copy(backend: Any, items: list[dict[str, Any]]) -> None:
    """Keep each table as it was once, without copies of the rows that stay as they are.

    moto copies all of it anew for each write of a transaction.
    """
    copies: dict[int, Table] = {}

    def copied(value: Any) -> Any:
        if isinstance(value, Table):
            if id(value) not in copies:
                copies[id(value)] = _kept(value)
            return copies[id(value)]
        copied = copy.deepcopy(value)
        if isinstance(value, Item):
            # An update changes the row itself, right after this.
            for table in copies.values():
                rows: Any = table.items.get(value.hash_key) if table.range_key_attr else None
                if rows and rows.get(value.range_key) is value:
                    rows[value.range_key] = copied
        return copied

    _models.copy = SimpleNamespace(deepcopy=copied)
    try:
        _transact(backend, items)
    finally:
        _models.copy = copy


def _kept(table: Table) -> Table:
    if not table.range_key_attr or table.stream_shard:
        return copy.deepcopy(table)
    kept = copy.copy(table)
    kept.items = copy.copy(table.items)
    for key, rows in kept.items.items():
        kept.items[key] = dict(rows)
    return kept


def _queried(table: Table, hash_key: Any, *args: Any, **kwargs: Any) -> Any:
    """Look at one partition: moto sorts all rows of the table, and compares the key of each."""
    index_name = args[6]
    if index_name is None and table.range_key_attr:
        table = copy.copy(table)
        table.items = defaultdict(dict, {hash_key: table.items.get(hash_key, {})})
    return _query(table, hash_key, *args, **kwargs)


def _made(item: Item, hash_key: Any, range_key: Any, attrs: dict[str, Any]) -> None:
    """Measure a row once: moto measures all that it has at each attribute."""
    item.hash_key, item.range_key = hash_key, range_key
    item.attrs = LimitedSizeDict((name, DynamoType(value)) for name, value in attrs.items())
    if item.size() > _LARGEST:
        raise ItemSizeTooLarge


def _lexed(parser: Any) -> deque[Any]:
    return deque(_symbols(parser.condition_expression))


@cache
def _symbols(condition: str) -> tuple[Any, ...]:
    return tuple(_lex(_conditions(condition, None, None)))


def _copied_tree(node: Any, parent: Any = None) -> Any:
    """A parsed update: each node knows its type, what is above it, and what is below."""
    if not isinstance(node, _nodes.Node):
        return copy.deepcopy(node)
    copied = object.__new__(type(node))
    below = [_copied_tree(child, copied) for child in node.children or ()]
    vars(copied).update(type=node.type, parent=parent, children=below)
    return copied


def _kinds_once(traverser: Any) -> Any:
    if "kinds" not in vars(traverser):
        traverser.kinds = _kinds(traverser)
    return traverser.kinds


_CHANGES: Final[dict[tuple[Any, str], Any]] = {
    (BotocoreStubber, "process_request"): _processed,
    (BaseBackend, "urls"): property(_urls),
    (signers.RequestSigner, "sign"): _signed,
    (models.DynamoDBBackend, "transact_write_items"): _transact_on_one_copy,
    (Table, "query"): _queried,
    (Item, "__init__"): _made,
    (_conditions, "_lex_condition_expression"): _lexed,
    (validators, "deepcopy"): _copied_tree,
    # What these answer stays the same, and they are asked at each request.
    (_updates.UpdateExpressionParser, "make"): cache(_updates.UpdateExpressionParser.make),
    (_nodes.DepthFirstTraverser, "nodes_to_be_processed"): _kinds_once,
    (responses, "method_names_from_class"): cache(_responses.method_names_from_class),
    (_agent, "to_string"): cache(_agent.to_string),
}
_ORIGINALS: Final = {(owner, name): getattr(owner, name) for owner, name in _CHANGES}
