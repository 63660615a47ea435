"""All ports in memory, with what the functions behind the queues do with them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from legwork.domain.effect import Item
from legwork.domain.lane import Token
from legwork.domain.notice import Message as Mail
from legwork.domain.part import Line, encode
from legwork.domain.record import Records
from legwork.domain.retention import Retention
from legwork.domain.task import ENDED, Task, TaskRef
from legwork.ports import (
    Database,
    DeliveryMessage,
    Events,
    Files,
    Mailer,
    MakeMessage,
    Payments,
    PlanMessage,
    PurgeMessage,
    Queues,
)
from legwork.store import task_rows, tasks
from legwork.testing.clock import CountingIds, FrozenClock, Wristwatch
from legwork.testing.database import MemoryDatabase
from legwork.testing.events import MemoryEvents
from legwork.testing.faults import Faults
from legwork.testing.faulty_ports import (
    FaultyDatabase,
    FaultyEvents,
    FaultyFiles,
    FaultyMailer,
    FaultyPayments,
    FaultyQueues,
)
from legwork.testing.files import MemoryFiles
from legwork.testing.mailer import MemoryMailer
from legwork.testing.payments import MemoryPayments
from legwork.testing.queues import MemoryQueues, Message, ToCharge
from legwork.testing.schedules import MemorySchedules
from legwork.testing.staff import MemoryStaff
from legwork.usecases.announce import announce
from legwork.usecases.charge_cards import charge_cards
from legwork.usecases.close_dead import close_dead_making, close_dead_plan, close_dead_token
from legwork.usecases.deliver import Dress, deliver
from legwork.usecases.make_file import Draw, Drawn, make_file
from legwork.usecases.plan_task import plan_task
from legwork.usecases.purge import purge
from legwork.usecases.run_job import run_job
from legwork.usecases.take_turn import call_waiting
from legwork.usecases.watch_autopilot import watch_autopilot
from legwork.usecases.watchdog import Round, watchdog


def undressed(_records: Records) -> Callable[[Mail], Mail]:
    """Leave mails as the kinds write them: the engine knows no layout."""
    return lambda message: message


def unsubscribe_link(account: str, email: str) -> str:
    """The link in a mailing: here, whoever reads it sees what it is good for."""
    return f"https://mail.test/{account}/{email}"


def document_link(account: str, words: Sequence[str]) -> str:
    """The link in a mail to what it is about: here, as it is signed."""
    return f"https://mail.test/{account}/{'/'.join(words)}"


def shown(task: Task) -> Mapping[str, Any]:
    """The detail of an event: here, just whose end it tells of."""
    return {"account": task.ref.account, "id": task.ref.id}


def as_it_is(_task: Task, lines: Iterator[Line], folder: Path) -> Drawn:
    """A task's file: here, its lines as they are, in order."""
    found = sorted(lines, key=repr)
    path = folder / "lines.jsonl"
    path.write_bytes(encode(found))
    return Drawn(path, "application/jsonl", len(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the functions and their queues are set up."""

    lanes_max: int = 3
    lane_batches: int = 1
    running_max: int = 20
    """Listed tasks of an account that run at once."""
    slice: timedelta = timedelta(0)
    """Time that a token has; at least one batch."""
    leg: timedelta = timedelta(0)
    """Time that a planner has; at least some batches."""
    mails_per_second: int = 1_000
    visibility: timedelta = timedelta(seconds=60)
    """After this, a message that was taken and not finished comes back."""
    receives: int = 3
    """After as many, it is dead."""
    twice: bool = False
    """Whether each message and each record of the stream is delivered twice."""
    stalled_after: timedelta = timedelta(seconds=150)
    retention: Retention = field(default_factory=Retention)


class World:
    """The tables, files, queues, the bus and the clock: as they are, and as the use cases see them.

    Args:
        settings: how it is set up.
        faults: what goes wrong at the ports.
        like: a world to begin as a copy of: its tables, files, messages, time.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        faults: Faults | None = None,
        like: World | None = None,
    ) -> None:
        self.settings: Settings = settings or (like.settings if like else Settings())
        self.faults = faults or Faults()
        self.clock: FrozenClock = FrozenClock()
        self.wristwatch: Wristwatch = Wristwatch(self.clock)
        """The clock as the functions see it."""
        self.ids: CountingIds = CountingIds(self.wristwatch)
        self.tables = MemoryDatabase()
        self.inbox = MemoryQueues(self.clock)
        self.bodies = MemoryFiles()
        self.bus = MemoryEvents()
        self.post = MemoryMailer()
        self.draw: Draw = like.draw if like else as_it_is
        """Makes the files of tasks."""
        self.till = MemoryPayments()
        self.stream: deque[Task] = deque()
        """Tasks that have ended and are still to be announced."""
        self.staff: MemoryStaff = MemoryStaff()
        if like is not None:
            self.become(like)
        self.tables.tasks.on_change = self._see
        self.database: Database = FaultyDatabase(self.tables, self.faults)
        self.schedules = MemorySchedules()
        self.queues: Queues = FaultyQueues(self.inbox, self.faults)
        self.files: Files = FaultyFiles(self.bodies, self.faults)
        self.events: Events = FaultyEvents(self.bus, self.faults)
        self.mailer: Mailer = FaultyMailer(self.post, self.faults)
        self.payments: Payments = FaultyPayments(self.till, self.faults)
        self.dress: Dress = undressed

    def become(self, other: World) -> None:
        """Stand where another one stands: its tables, files, messages, time.

        Rows are never changed in place: they can be shared.
        """
        self.clock.advance(other.clock.now() - self.clock.now())
        self.ids.count = other.ids.count
        self.tables.tasks.rows.begin_as(other.tables.tasks.rows)
        self.tables.records.rows.begin_as(other.tables.records.rows)
        self.bodies.bodies = {**other.bodies.bodies}
        self.inbox.waiting = [replace(delivery) for delivery in other.inbox.waiting]
        self.inbox.dead = [replace(delivery) for delivery in other.inbox.dead]
        self.bus.published = [*other.bus.published]
        self.post.outbox = [*other.post.outbox]
        self.post.refuses = other.post.refuses
        self.till.taken = [*other.till.taken]
        self.till.keys = {**other.till.keys}
        self.till.declines, self.till.silent = other.till.declines, other.till.silent
        self.stream = deque(other.stream)
        self.staff.by_login = {**other.staff.by_login}

    def _see(self, before: Item | None, after: Item | None) -> None:
        if after is None or after.get("state") not in ENDED or not after["listed"]:
            return
        if before is None or before["state"] not in ENDED:
            self.stream.append(task_rows.from_row(after))

    def task(self, ref: TaskRef) -> Task:
        """A task as it is in the tables.

        Raises:
            LookupError: there is none.
        """
        found = tasks.load(self.tables, ref)
        if found is None:
            raise LookupError(ref.id)
        return found

    def live(self) -> list[TaskRef]:
        """Tasks that have not ended, as the rows say, not the index."""
        rows = (row for row in self.tables.tasks.rows.values() if "active_key" in row)
        found = [task_rows.from_row(row) for row in rows if "state" in row]
        return [task.ref for task in found if not task.state.ended]

    def unannounced(self) -> list[TaskRef]:
        """Tasks whose end is still to be announced."""
        rows = [row for row in self.tables.tasks.rows.values() if "unannounced" in row]
        return [task_rows.from_row(row).ref for row in rows]

    # --- What the functions do ---------------------------------------------------------------

    def handle(
        self, message: Message, *, until: datetime | None = None, redelivered: bool = True
    ) -> None:
        """What the function behind a queue does with a message.

        Args:
            message: from that queue.
            until: when its time is over, if not as the settings say.
            redelivered: whether it may have been taken before.
        """
        match message:
            case PlanMessage():
                plan_task(
                    message,
                    database=self.database,
                    files=self.files,
                    queues=self.queues,
                    clock=self.wristwatch,
                    retention=self.settings.retention,
                    lanes_max=self.settings.lanes_max,
                    lane_batches=self.settings.lane_batches,
                    running_max=self.settings.running_max,
                    until=until or self.wristwatch.now() + self.settings.leg,
                )
            case Token():
                run_job(
                    message,
                    database=self.database,
                    files=self.files,
                    queues=self.queues,
                    clock=self.wristwatch,
                    ids=self.ids,
                    retention=self.settings.retention,
                    until=until or self.wristwatch.now() + self.settings.slice,
                    redelivered=redelivered,
                )
            case DeliveryMessage():
                deliver(
                    message,
                    per_second=self.settings.mails_per_second,
                    unsubscribe_link=unsubscribe_link,
                    document_link=document_link,
                    dress=self.dress,
                    database=self.database,
                    files=self.files,
                    queues=self.queues,
                    mailer=self.mailer,
                    clock=self.wristwatch,
                    ids=self.ids,
                    retention=self.settings.retention,
                    until=until or self.wristwatch.now() + self.settings.slice,
                )
            case MakeMessage():
                make_file(
                    message,
                    draw=self.draw,
                    database=self.database,
                    files=self.files,
                    queues=self.queues,
                    clock=self.wristwatch,
                    retention=self.settings.retention,
                )
            case ToCharge(message=charge):
                charge_cards(
                    charge,
                    database=self.database,
                    files=self.files,
                    queues=self.queues,
                    payments=self.payments,
                    clock=self.wristwatch,
                    ids=self.ids,
                    retention=self.settings.retention,
                    until=until or self.wristwatch.now() + self.settings.slice,
                )
            case PurgeMessage():
                purge(
                    message,
                    database=self.database,
                    files=self.files,
                    queues=self.queues,
                    clock=self.wristwatch,
                )

    def handle_dead(self, message: Message) -> None:
        """What the function behind the dead-letter queues does; that of purges has none."""
        if isinstance(message, PlanMessage):
            close_dead_plan(
                message,
                database=self.database,
                clock=self.wristwatch,
                retention=self.settings.retention,
            )
        elif isinstance(message, MakeMessage):
            close_dead_making(
                message,
                database=self.database,
                files=self.files,
                queues=self.queues,
                clock=self.wristwatch,
                retention=self.settings.retention,
            )
        elif isinstance(message, Token):
            close_dead_token(
                message,
                database=self.database,
                files=self.files,
                queues=self.queues,
                clock=self.wristwatch,
                ids=self.ids,
                retention=self.settings.retention,
            )

    def announce(self, task: Task) -> None:
        """What the function behind the stream does."""
        call_waiting(
            task.ref.account,
            running_max=self.settings.running_max,
            database=self.database,
            queues=self.queues,
        )
        announce(
            task,
            shown,
            database=self.database,
            events=self.events,
            retention=self.settings.retention,
        )

    def watch(self) -> Round:
        """What the watchdog does every minute."""
        found = watchdog(
            stalled_after=self.settings.stalled_after,
            running_max=self.settings.running_max,
            show=shown,
            database=self.database,
            files=self.files,
            queues=self.queues,
            schedules=self.schedules,
            events=self.events,
            clock=self.wristwatch,
            ids=self.ids,
            retention=self.settings.retention,
        )
        watch_autopilot(
            database=self.database,
            queues=self.queues,
            staff=self.staff,
            clock=self.wristwatch,
            ids=self.ids,
            retention=self.settings.retention,
        )
        return found
