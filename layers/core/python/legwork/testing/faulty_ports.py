"""The ports with faults: each passes every call on through the ``Faults`` of its process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from legwork.domain.charge import Answer, Order
from legwork.domain.effect import Effect, Item, Key
from legwork.domain.lane import Token
from legwork.domain.notice import Message as Mail
from legwork.ports import (
    Database,
    DeliveryMessage,
    Event,
    Events,
    Files,
    Mailer,
    MakeMessage,
    Page,
    Payments,
    PlanMessage,
    PurgeMessage,
    Query,
    Queues,
    Table,
    UploadForm,
)
from legwork.testing.faults import Faults


class FaultyTable:
    """A table whose calls go through the faults."""

    def __init__(self, table: Table, faults: Faults, name: str) -> None:
        self._table, self._faults, self._name = table, faults, name

    def get(self, key: Key) -> Item | None:
        """One row."""
        return self._faults.through(f"{self._name}.get", lambda: self._table.get(key))

    def get_many(self, keys: Iterable[Key]) -> dict[Key, Item]:
        """The rows that exist among these."""
        found: dict[Key, Item] = {}
        for part in self._faults.parts(f"{self._name}.get_many", keys):
            found.update(self._get_part([key for _, key in part]))
        return found

    def _get_part(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """The rows are of one moment each; where it is answered in part, of several."""
        return self._faults.through(f"{self._name}.get_many", lambda: self._table.get_many(keys))

    def query(self, query: Query) -> Page:
        """A page of a partition."""
        return self._faults.through(f"{self._name}.query", lambda: self._table.query(query))

    def query_each(self, queries: Sequence[Query]) -> list[Page]:
        """Pages of several partitions."""
        return [self.query(query) for query in queries]

    def write(self, effect: Effect) -> Item | None:
        """One conditional write."""
        return self._faults.through(
            f"{self._name}.write", lambda: self._table.write(effect), writes=True
        )

    def write_each(self, effects: Sequence[Effect]) -> list[Item | None]:
        """Independent conditional writes."""
        rows: dict[int, Item | None] = {}
        for part in self._faults.parts(f"{self._name}.write_each", effects):
            rows.update((place, self.write(effect)) for place, effect in part)
        return [rows[place] for place in range(len(effects))]

    def put_many(self, items: Iterable[tuple[Key, Item]]) -> None:
        """Write rows without conditions."""
        for part in self._faults.parts(f"{self._name}.put_many", items):
            for _, item in part:
                self._put(item)

    def _put(self, item: tuple[Key, Item]) -> None:
        self._faults.through(
            f"{self._name}.put_many", lambda: self._table.put_many([item]), writes=True
        )

    def delete_many(self, keys: Iterable[Key]) -> None:
        """Remove rows without conditions."""
        for part in self._faults.parts(f"{self._name}.delete_many", keys):
            for _, key in part:
                self._delete(key)

    def _delete(self, key: Key) -> None:
        self._faults.through(
            f"{self._name}.delete_many", lambda: self._table.delete_many([key]), writes=True
        )


class FaultyDatabase:
    """A database whose calls go through the faults."""

    def __init__(self, database: Database, faults: Faults) -> None:
        self._database, self._faults = database, faults
        self.tasks = FaultyTable(database.tasks, faults, "tasks")
        self.records = FaultyTable(database.records, faults, "records")
        self.tab = database.tab

    def transact(self, *, tasks: Sequence[Effect] = (), records: Sequence[Effect] = ()) -> None:
        """All writes or none."""
        self._faults.through(
            "transact",
            lambda: self._database.transact(tasks=tasks, records=records),
            writes=True,
        )


class FaultyQueues:
    """Queues whose calls go through the faults."""

    def __init__(self, queues: Queues, faults: Faults) -> None:
        self._queues, self._faults = queues, faults

    def plan(self, message: PlanMessage) -> None:
        """Queue the planning of a task."""
        self._faults.through("queues.plan", lambda: self._queues.plan(message), writes=True)

    def run(self, tokens: Sequence[Token]) -> None:
        """Queue tokens."""
        for token in tokens:
            self._run(token)

    def _run(self, token: Token) -> None:
        self._faults.through("queues.run", lambda: self._queues.run([token]), writes=True)

    def deliver(
        self, messages: Sequence[DeliveryMessage], *, delay: timedelta = timedelta(0)
    ) -> None:
        """Queue the sending of lanes' notices."""
        for message in messages:
            self._deliver(message, delay)

    def _deliver(self, message: DeliveryMessage, delay: timedelta) -> None:
        self._faults.through(
            "queues.deliver", lambda: self._queues.deliver([message], delay=delay), writes=True
        )

    def make(self, message: MakeMessage) -> None:
        """Queue the making of a task's file."""
        self._faults.through("queues.make", lambda: self._queues.make(message), writes=True)

    def charge(
        self, messages: Sequence[DeliveryMessage], *, delay: timedelta = timedelta(0)
    ) -> None:
        """Queue the carrying out of lanes' orders."""
        for message in messages:
            self._charge(message, delay)

    def _charge(self, message: DeliveryMessage, delay: timedelta) -> None:
        self._faults.through(
            "queues.charge", lambda: self._queues.charge([message], delay=delay), writes=True
        )

    def purge(self, message: PurgeMessage, *, delay: timedelta = timedelta(0)) -> None:
        """Queue the removal of a task."""
        self._faults.through(
            "queues.purge", lambda: self._queues.purge(message, delay=delay), writes=True
        )


class FaultyMailer:
    """A mail service whose calls go through the faults."""

    def __init__(self, mailer: Mailer, faults: Faults) -> None:
        self._mailer, self._faults = mailer, faults

    def send(self, messages: Sequence[Mail], *, account: str) -> list[str | None]:
        """Send mails."""
        return self._faults.through(
            "mailer.send", lambda: self._mailer.send(messages, account=account), writes=True
        )


class FaultyPayments:
    """A payment service whose calls go through the faults."""

    def __init__(self, payments: Payments, faults: Faults) -> None:
        self._payments, self._faults = payments, faults

    def carry_out(self, order: Order) -> Answer:
        """Carry an order out."""
        return self._faults.through(
            "payments.carry_out", lambda: self._payments.carry_out(order), writes=True
        )

    def find(self, order: Order, *, since: datetime) -> Answer | None:
        """What became of an order."""
        return self._faults.through(
            "payments.find", lambda: self._payments.find(order, since=since)
        )


class FaultyFiles:
    """Files whose calls go through the faults."""

    def __init__(self, files: Files, faults: Faults) -> None:
        self._files, self._faults = files, faults

    def write(self, key: str, body: bytes, *, content_type: str) -> None:
        """Store a whole file."""
        self._faults.through(
            "files.write",
            lambda: self._files.write(key, body, content_type=content_type),
            writes=True,
        )

    def upload(self, key: str, path: Path, *, content_type: str) -> None:
        """Store a file of this machine."""
        self._faults.through(
            "files.upload",
            lambda: self._files.upload(key, path, content_type=content_type),
            writes=True,
        )

    def whole(self, keys: Iterable[str]) -> Iterator[bytes]:
        """Small files whole."""
        return self._faults.through("files.whole", lambda: self._files.whole(keys))

    def join(self, key: str, parts: Sequence[str], *, content_type: str) -> None:
        """Make one file of several."""
        self._faults.through(
            "files.join",
            lambda: self._files.join(key, parts, content_type=content_type),
            writes=True,
        )

    def size(self, key: str) -> int | None:
        """Its length in bytes."""
        return self._faults.through("files.size", lambda: self._files.size(key))

    def lines(self, key: str, *, offset: int = 0) -> Iterator[bytes]:
        """Its physical lines."""
        return self._faults.through("files.lines", lambda: self._files.lines(key, offset=offset))

    def slices(self, key: str, spans: Iterable[tuple[int, int]]) -> list[bytes]:
        """Parts of it."""
        wanted = list(spans)
        return self._faults.through("files.slices", lambda: self._files.slices(key, wanted))

    def upload_form(self, key: str, *, content_type: str, max_bytes: int) -> UploadForm:
        """A form to upload it with."""
        return self._files.upload_form(key, content_type=content_type, max_bytes=max_bytes)

    def keep(self, key: str, *, source: str) -> None:
        """Let it stay."""
        self._faults.through(
            "files.keep", lambda: self._files.keep(key, source=source), writes=True
        )

    def link(self, key: str, *, filename: str) -> str:
        """A link to download it with."""
        return self._files.link(key, filename=filename)

    def delete(self, prefix: str) -> None:
        """Remove every file whose key begins so."""
        self._faults.through("files.delete", lambda: self._files.delete(prefix), writes=True)


class FaultyEvents:
    """An event bus whose calls go through the faults."""

    def __init__(self, events: Events, faults: Faults) -> None:
        self._events, self._faults = events, faults

    def publish(self, event: Event) -> None:
        """Announce it."""
        self._faults.through("events.publish", lambda: self._events.publish(event), writes=True)
