"""A world as files: rows, messages and cursors as one release leaves them to another.

Made anew by ``python -m tests.formats``, once a format has changed; the sample of the last release
is never made anew.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from legwork.adapters import queues
from legwork.domain.effect import Key
from legwork.domain.notice import Message as Mail
from legwork.domain.permission import Caller, Permission
from legwork.domain.task import TaskState
from legwork.ports import Event
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import tasks_of
from legwork.testing.queues import Delivery, Message, ToCharge
from legwork.testing.world import World
from legwork.usecases.list_names import list_names
from legwork.usecases.list_notifications import list_notifications
from legwork.usecases.list_tasks import TaskFilter, list_tasks
from legwork.usecases.read_outcomes import read_outcomes
from tests.chaos.town import ACCOUNTS, town

SAMPLES: Final = Path(__file__).parent / "samples"
RELEASED: Final = SAMPLES / "released.json"
"""As the last release wrote it."""
CURRENT: Final = SAMPLES / "current.json"
"""As this one writes it."""

Sample = dict[str, Any]

READERS: Final[Mapping[str, Callable[[str], Message]]] = {
    "PlanMessage": queues.read_plan_message,
    "Token": queues.read_token,
    "DeliveryMessage": queues.read_delivery_message,
    "MakeMessage": queues.read_make_message,
    "PurgeMessage": queues.read_purge_message,
    "ToCharge": lambda body: ToCharge(queues.read_delivery_message(body)),
}


Page = tuple[list[str], str | None]
"""What a page shows, by its ids, and the cursor behind it."""


def _owner(account: str) -> Caller:
    return Caller.of(account=account, sub=f"ana@{account}", name="Ana", groups=["owner"])


def _tasks(world: World, account: str, cursor: str | None) -> Page:
    page = list_tasks(
        TaskFilter(),
        caller=_owner(account),
        limit=2,
        cursor=cursor,
        database=world.database,
        clock=world.clock,
    )
    return [reading.task.ref.id for reading in page.readings], page.next_cursor


def _outcomes(world: World, account: str, cursor: str | None) -> Page:
    """Of the first task that was completed."""
    task = next(
        one
        for one in sorted(tasks_of(world), key=lambda task: task.ref.id)
        if one.ref.account == account and one.state is TaskState.COMPLETED and one.total > 1
    )
    page = read_outcomes(task, wanted=(), limit=1, cursor=cursor, database=world.database)
    return [one.target for one in page.outcomes], page.next_cursor


def _notifications(world: World, account: str, cursor: str | None) -> Page:
    page = list_notifications(
        caller=_owner(account), limit=1, cursor=cursor, database=world.database, clock=world.clock
    )
    return [one.id for one in page.notifications], page.next_cursor


def _names(world: World, account: str, cursor: str | None) -> Page:
    names, behind = list_names(
        "families",
        "",
        needs=(Permission.CLASSES,),
        caller=_owner(account),
        limit=1,
        cursor=cursor,
        database=world.database,
    )
    return [one.id for one in names], behind


LISTS: Final[Mapping[str, Callable[[World, str, str | None], Page]]] = {
    "tasks": _tasks,
    "outcomes": _outcomes,
    "notifications": _notifications,
    "names": _names,
}


def taken_of(world: World) -> Sample:
    """A world in plain values."""
    return {
        "now": world.clock.now().isoformat(),
        "ids": world.ids.count,
        "tasks": _rows(world.tables.tasks.rows),
        "records": _rows(world.tables.records.rows),
        "files": {
            name: b64encode(body).decode() for name, body in sorted(world.bodies.bodies.items())
        },
        "messages": [_message(delivery) for delivery in world.inbox.waiting],
        "mailed": [asdict(one) for one in world.post.outbox],
        "told": [[one.type, dict(one.detail), one.at.isoformat()] for one in world.bus.published],
        "lists": [
            [name, account, *_ends(turn(world, account, None))]
            for name, turn in LISTS.items()
            for account in ACCOUNTS
        ],
    }


def fleet_of(sample: Sample) -> Fleet:
    """Workers in the middle of what a sample holds."""
    fleet = Fleet(town().settings, seed=2)
    fleet.clock.advance(datetime.fromisoformat(sample["now"]) - fleet.clock.now())
    fleet.ids.count = sample["ids"]
    for table, rows in ((fleet.tables.tasks, "tasks"), (fleet.tables.records, "records")):
        table.rows.update({Key(*key): row for key, row in sample[rows]})
    fleet.bodies.bodies.update({n: b64decode(body) for n, body in sample["files"].items()})
    fleet.post.outbox += [Mail(**mail) for mail in sample["mailed"]]
    fleet.bus.published += [
        Event(type_, detail, datetime.fromisoformat(at)) for type_, detail, at in sample["told"]
    ]
    fleet.inbox.waiting += [_delivery(message) for message in sample["messages"]]
    return fleet


def read(path: Path) -> Sample:
    """The sample in a file."""
    found: Sample = json.loads(path.read_text())
    return found


def written(sample: Sample) -> str:
    """A sample as its file holds it: a line a row, so that a change is easy to see."""
    lines = []
    for name, part in sample.items():
        if isinstance(part, list):
            items = ",\n  ".join(json.dumps(one, sort_keys=True) for one in part)
            lines.append(f"{json.dumps(name)}: [\n  {items}\n ]")
        else:
            lines.append(f"{json.dumps(name)}: {json.dumps(part, sort_keys=True)}")
    return "{\n " + ",\n ".join(lines) + "\n}\n"


def _ends(page: Page) -> list[Any]:
    ids, cursor = page
    return [cursor, ids]


def _rows(rows: Mapping[Key, Any]) -> list[list[Any]]:
    found = [[[key.partition, key.sort], row] for key, row in rows.items()]
    return sorted(json.loads(json.dumps(found)), key=lambda pair: str(pair[0]))


def _message(delivery: Delivery) -> list[str]:
    """A message as it lies in its queue."""
    message, name = delivery.message, type(delivery.message).__name__
    body = queues.body_of(message.message if isinstance(message, ToCharge) else message)
    return [name, body, delivery.due.isoformat()]


def _delivery(stored: list[str]) -> Delivery:
    name, body, due = stored
    return Delivery(READERS[name](body), datetime.fromisoformat(due))
