"""What the use cases need of the world. Implemented on AWS in adapters/, in memory in testing/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from legwork.domain.charge import Answer, Order
from legwork.domain.effect import Effect, Item, Key
from legwork.domain.lane import Token
from legwork.domain.notice import Message
from legwork.domain.spent import Tab
from legwork.domain.task import TaskRef

if TYPE_CHECKING:
    # Most functions load this module, and few of them what these are for.
    from legwork.domain.permission import Caller
    from legwork.domain.webhook_call import Answer as CallAnswer
    from legwork.domain.workflow import Workflow


class Clock(Protocol):
    """The time of day, aware and in UTC."""

    def now(self) -> datetime:
        """This moment."""
        ...

    def pause(self, time: timedelta) -> None:
        """Wait."""
        ...


class Ids(Protocol):
    """Makes new names for things."""

    def new(self) -> str:
        """A ULID: unique, and in order of time."""
        ...


class ConditionFailed(Exception):
    """A conditional write found something else.

    Attributes:
        found: the record as it was found, if there is one.
    """

    def __init__(self, found: Item | None) -> None:
        super().__init__("the condition does not hold")
        self.found = found


class TransactionRefused(Exception):
    """Conditions of a transaction do not hold; nothing of it was written.

    Attributes:
        tasks: positions among the writes to the tasks table, each with the record as found.
        records: the same for the records table.
    """

    def __init__(
        self, tasks: Mapping[int, Item | None], records: Mapping[int, Item | None]
    ) -> None:
        super().__init__("a condition of the transaction does not hold")
        self.tasks = dict(tasks)
        self.records = dict(records)


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a query's answer, in order."""

    items: Sequence[tuple[Key, Item]]
    next: Any = None
    """Where the rest begins: hand it in as ``start``; nothing when this was the last page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which rows of one partition to read, in the order of their sort keys."""

    partition: str
    first: str = ""
    """Lowest sort key."""
    last: str = "\uffff"
    """Highest sort key."""
    index: str | None = None
    """Name of a sparse index; its partition key is the attribute ``<partition attribute>``."""
    newest_first: bool = False
    limit: int | None = None
    start: Any = None


class Table(Protocol):
    """One table of rows, each under a partition and a sort key.

    Every call may raise Throttled or Conflicted: nothing was written, and the same call may succeed
    a moment later. A plain Transient leaves open whether the call took place.
    """

    def get(self, key: Key) -> Item | None:
        """One row, strongly consistent."""
        ...

    def get_many(self, keys: Iterable[Key]) -> dict[Key, Item]:
        """The rows that exist among these, strongly consistent."""
        ...

    def query(self, query: Query) -> Page:
        """A page of a partition: strongly consistent, except through an index."""
        ...

    def query_each(self, queries: Sequence[Query]) -> list[Page]:
        """Pages of several partitions, read side by side; each answers like ``query``."""
        ...

    def write(self, effect: Effect) -> Item | None:
        """One conditional write; answers the row as it is afterwards.

        Raises:
            ConditionFailed: nothing was written.
            NotStorable: what it holds will never be taken; nothing was written.
        """
        ...

    def write_each(self, effects: Sequence[Effect]) -> list[Item | None]:
        """Independent conditional writes, side by side; each answers like ``write``.

        Raises:
            ConditionFailed: of one of them; the others may have been written.
        """
        ...

    def put_many(self, items: Iterable[tuple[Key, Item]]) -> None:
        """Write rows without conditions, in no order. A crash may leave some of them unwritten.

        Raises:
            NotStorable: one of them will never be taken; some of the others may be written.
        """
        ...

    def delete_many(self, keys: Iterable[Key]) -> None:
        """Remove rows without conditions, in no order. A crash may leave some of them."""
        ...


def rows_of(table: Table, query: Query) -> Iterator[tuple[Key, Item]]:
    """The rows of a query, page by page as they are asked for, up to its limit."""
    left = query.limit
    while left is None or left > 0:
        page = table.query(query)
        yield from page.items
        if page.next is None:
            return
        left = None if left is None else left - len(page.items)
        query = replace(query, start=page.next, limit=left)


class Database(Protocol):
    """The two tables, and transactions over both."""

    @property
    def tasks(self) -> Table:
        """Tasks, lanes, plans, ledgers, notifications."""
        ...

    @property
    def records(self) -> Table:
        """What the accounts' tasks act on."""
        ...

    @property
    def tab(self) -> Tab:
        """What its calls consume."""
        ...

    def transact(self, *, tasks: Sequence[Effect] = (), records: Sequence[Effect] = ()) -> None:
        """Commit all writes or none; at most 100, and one per row.

        Raises:
            TransactionRefused: conditions do not hold.
            NotStorable: what it holds will never be taken; nothing was written.
            Throttled, Conflicted: nothing was written; the same call may succeed a moment later.
        """
        ...


@dataclass(frozen=True, slots=True)
class PlanMessage:
    """Asks for a task to be planned, or for its planning to be carried on."""

    ref: TaskRef
    attempt: int = 0
    """The attempt to carry on; 0 begins a new one."""
    leg: int = 0
    after: str | None = None
    """Key of the last target that is planned already."""
    total: int = 0
    batches: tuple[int, ...] = ()
    """How many batches each lane has so far."""
    reads: int = 0
    """Read units that the planning has taken so far."""
    writes: int = 0
    """The same of write units."""


@dataclass(frozen=True, slots=True)
class DeliveryMessage:
    """Asks for the notices that a lane has staged to be sent."""

    ref: TaskRef
    lane: int
    booked: int = 0
    """Mails for which the account's rate was asked before this message was delayed."""
    waits: int = 0
    """How often in a row it was delayed, and nothing sent in between."""


@dataclass(frozen=True, slots=True)
class PurgeMessage:
    """Asks for a task and everything that belongs to it to be removed."""

    ref: TaskRef


@dataclass(frozen=True, slots=True)
class MakeMessage:
    """Asks for the file of a task to be made of the parts that its batches have left."""

    ref: TaskRef
    makes: str = "file"


class Queues(Protocol):
    """Work for later. A message may arrive twice, late, and in any order."""

    def plan(self, message: PlanMessage) -> None:
        """Queue the planning of a task."""
        ...

    def run(self, tokens: Sequence[Token]) -> None:
        """Queue tokens, one message each."""
        ...

    def deliver(
        self, messages: Sequence[DeliveryMessage], *, delay: timedelta = timedelta(0)
    ) -> None:
        """Queue the sending of lanes' notices, one message each."""
        ...

    def make(self, message: MakeMessage) -> None:
        """Queue the making of a task's file."""
        ...

    def charge(
        self, messages: Sequence[DeliveryMessage], *, delay: timedelta = timedelta(0)
    ) -> None:
        """Queue the carrying out of lanes' orders to the payment service, one message each."""
        ...

    def purge(self, message: PurgeMessage, *, delay: timedelta = timedelta(0)) -> None:
        """Queue the removal of a task; at most 15 minutes ahead."""
        ...


@dataclass(frozen=True, slots=True)
class CallMessage:
    """Asks for a webhook to be called."""

    account: str
    webhook: str
    call: str


class CallQueue(Protocol):
    """Webhooks to call. A message may arrive twice, late, and in any order."""

    def send(self, message: CallMessage, *, delay: timedelta = timedelta(0)) -> None:
        """Queue a call; at most 15 minutes ahead."""
        ...


class Receivers(Protocol):
    """The servers of customers that webhooks lead to."""

    def call(self, url: str, headers: Mapping[str, str], body: bytes) -> CallAnswer:
        """Post to an address, once. Whatever goes wrong is an answer, too."""
        ...


@dataclass(frozen=True, slots=True)
class UploadForm:
    """A form that a browser or a program posts a file with."""

    url: str
    fields: Mapping[str, str] = field(default_factory=dict)


class Files(Protocol):
    """Uploaded and made files, by key."""

    def write(self, key: str, body: bytes, *, content_type: str) -> None:
        """Store a whole file."""
        ...

    def upload(self, key: str, path: Path, *, content_type: str) -> None:
        """Store a file of this machine, whatever its size."""
        ...

    def whole(self, keys: Iterable[str]) -> Iterator[bytes]:
        """Small files whole, in the order of the keys; only some are held in memory at a time.

        Raises:
            Conflicted: one of them is gone.
        """
        ...

    def join(self, key: str, parts: Sequence[str], *, content_type: str) -> None:
        """Make one file of several, in their order; all but the last have 5 MiB or more.

        Raises:
            Conflicted: one of them is gone.
        """
        ...

    def size(self, key: str) -> int | None:
        """Its length in bytes, or nothing when there is none."""
        ...

    def lines(self, key: str, *, offset: int = 0) -> Iterator[bytes]:
        """Its physical lines from a byte offset on, streamed, each with its line end.

        A line of more than ``LINE_BYTES`` comes in pieces of that length.
        """
        ...

    def slices(self, key: str, spans: Iterable[tuple[int, int]]) -> list[bytes]:
        """Parts of it by (offset, length), in bytes."""
        ...

    def upload_form(self, key: str, *, content_type: str, max_bytes: int) -> UploadForm:
        """A form to upload it with, good for an hour; the store itself refuses larger files."""
        ...

    def keep(self, key: str, *, source: str) -> None:
        """Let it stay for as long as if it had been written just now, as it is at the source.

        A source that is gone leaves it as it is. Where there is neither, nothing is done.
        """
        ...

    def link(self, key: str, *, filename: str) -> str:
        """A link to download it with, good for five minutes."""
        ...

    def delete(self, prefix: str) -> None:
        """Remove every file whose key begins so."""
        ...


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, for other systems."""

    type: str
    detail: Mapping[str, Any]
    at: datetime


class Events(Protocol):
    """The event bus."""

    def publish(self, event: Event) -> None:
        """Announce it. It may arrive more than once."""
        ...


class NothingSent(Exception):
    """The mail service refused a whole call: certainly nothing of it has left."""


class MaybeSent(Exception):
    """A mail call got no answer: all of it may have left, or nothing."""


class Mailer(Protocol):
    """Sends mail."""

    def send(self, messages: Sequence[Message], *, account: str) -> list[str | None]:
        """Send up to fifty mails in one call; answers for each what it was refused for, if it was.

        Raises:
            Throttled: nothing was sent; the same call may succeed a moment later.
            NothingSent: nothing was sent, and never will be.
            MaybeSent: nobody knows.
        """
        ...


class MaybeCharged(Exception):
    """The payment service gave no answer: the order may be carried out, or not."""


class Payments(Protocol):
    """The payment service."""

    def carry_out(self, order: Order) -> Answer:
        """Take a payment, or give one back. The same order is carried out once, for a day.

        Raises:
            Throttled: nothing was done; the same call may succeed a moment later.
            MaybeCharged: nobody knows.
        """
        ...

    def find(self, order: Order, *, since: datetime) -> Answer | None:
        """What became of an order: looked for among all that its customer paid since then.

        Nothing when the service knows of none. Never orders anything.

        Raises:
            Transient: the service did not say; the same call may succeed a moment later.
        """
        ...


class Schedules(Protocol):
    """Schedules of Autopilot workflows; each bears the id of its workflow."""

    def put(self, workflow: Workflow) -> None:
        """Make the schedule, or bring it in line with the workflow.

        Raises:
            InvalidInput: the scheduler refuses the expression.
        """
        ...

    def remove(self, workflow: Workflow) -> None:
        """Remove the schedule; one that is gone already is as good."""
        ...


class SigningKeys(Protocol):
    """Keys that sign links. The newest signs; a link of any of them is good."""

    def current(self) -> tuple[str, ...]:
        """The keys, newest first, as they are or were a little while ago."""
        ...

    def fresh(self) -> tuple[str, ...]:
        """The same, read again unless that was done a moment ago."""
        ...


class Staff(Protocol):
    """The staff members with a login."""

    def find(self, login: str) -> Caller | None:
        """A staff member with the permissions of this moment; nothing when gone or disabled."""
        ...
