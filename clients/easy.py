"""What a program does with every API: wait for a task, read a list to its end, take a refusal.

Written by hand; the package beside it is made from the OpenAPI document. `python -m clients` puts
both into one package, `legwork_client`, and this file is `legwork_client.easy` there::

    from legwork_client import AuthenticatedClient
    from legwork_client.api.tasks import get_task, launch_task, list_tasks
    from legwork_client.easy import answer, pages, patient, wait

    client = AuthenticatedClient(base_url=url, token=key)
    task = answer(launch_task.sync_detailed(client=client, body=..., idempotency_key=...))
    task = wait(task, lambda id_: patient(lambda: get_task.sync_detailed(id_, client=client)))
    for task in pages(lambda at: answer(list_tasks.sync_detailed(client=client, **at)), "tasks"):
        ...
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol, TypeVar

T = TypeVar("T", bound="Task")
FIRST_PAUSE = 0.5
"""Seconds until a task is looked at for the first time."""
LONGEST_PAUSE = 15.0
"""Seconds between two looks at a task that takes long."""
LONGEST_PATIENCE = 120.0
"""Seconds that the API may ask for between two tries; whoever is asked for more is told."""
_GROWTH = 1.5
_LATER = frozenset({429, 503})
_TRIES = 4


class Task(Protocol):
    """A task as any call answers it."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def ended_at(self) -> Any:
        """When it ended; nothing before."""

    @property
    def state(self) -> Any:
        """Where it is."""


class Answered(Protocol):
    """An answer as the generated calls have it: of ``sync_detailed``."""

    @property
    def status_code(self) -> int:
        """The status."""

    @property
    def headers(self) -> Any:
        """The headers."""

    @property
    def parsed(self) -> Any:
        """The model: of what was asked for, or a problem."""


class Refused(Exception):
    """The API said no.

    Attributes:
        status: of the answer.
        problem: as RFC 9457 has it, if the answer holds one.
    """

    def __init__(self, status: int, problem: Any) -> None:
        super().__init__(getattr(problem, "detail", None) or f"the API answered {status}")
        self.status = status
        self.problem = problem


class NotEnded(Exception):
    """The task has not ended within the time that was given; it goes on.

    Attributes:
        task: as it was seen last.
    """

    def __init__(self, task: Task) -> None:
        super().__init__(f"task {task.id} has not ended yet")
        self.task = task


class Paused(NotEnded):
    """Somebody has paused the task, or it has paused itself: it goes on when somebody resumes it.

    Attributes:
        task: as it was seen last; its ``waiting`` says who paused it and why.
    """


def answer(given: Answered) -> Any:
    """The model in an answer.

    Raises:
        Refused: it is a refusal.
    """
    if given.status_code >= 400:
        raise Refused(int(given.status_code), given.parsed)
    return given.parsed


def patient(call: Callable[[], Answered], *, pause: Callable[[float], None] = time.sleep) -> Any:
    """The model in an answer, asked for again while the API says "later".

    Only for calls that may be repeated: those that read, and those with an Idempotency-Key.

    Raises:
        Refused: it is another refusal, or the same one again and again, or it asks for more
            patience than anybody has.
    """
    for tried in range(1, _TRIES + 1):
        given = call()
        seconds = _asked_for(given.headers.get("Retry-After"), 2.0 ** (tried - 1))
        last = tried == _TRIES or seconds > LONGEST_PATIENCE
        if given.status_code not in _LATER or last:
            return answer(given)
        pause(seconds)
    raise AssertionError("the last try returns or raises")


def _asked_for(header: str | None, otherwise: float) -> float:
    """Seconds to wait: as ``Retry-After`` says, which is a number or a date."""
    text = (header or "").strip()
    if text.isdecimal():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return otherwise
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def wait(
    task: T,
    read: Callable[[str], T],
    *,
    seconds: float | None = None,
    through_pauses: bool = True,
    seen: Callable[[T], None] = lambda _task: None,
    pause: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> T:
    """The task when it has come to its end, whatever that is: look at its ``status``.

    A webhook for ``task.ended`` says the same without looking.

    Args:
        task: as it was launched.
        read: reads it again, by its id.
        seconds: how long to wait at most; for ever, if that is not said.
        through_pauses: whether to wait on while it is paused, which takes as long as people do.
        seen: is shown the task at each look.
        pause, clock: take the place of time.

    Raises:
        Paused: it is, and that is not to be waited through.
        NotEnded: the time is over.
    """
    until, step = None if seconds is None else clock() + seconds, FIRST_PAUSE
    while not task.ended_at:
        if not through_pauses and task.state == "paused":
            raise Paused(task)
        left = step if until is None else until - clock()
        if left <= 0:
            raise NotEnded(task)
        pause(min(step, left))
        step = min(step * _GROWTH, LONGEST_PAUSE)
        task = read(task.id)
        seen(task)
    return task


def pages(read: Callable[[dict[str, str]], Any], entries: str) -> Iterator[Any]:
    """Every entry of a list that comes in pages, as they are asked for.

    Args:
        read: reads a page; is given where it begins, as arguments of the call.
        entries: the member of a page that holds them.
    """
    begin: dict[str, str] = {}
    while True:
        page = read(begin)
        yield from getattr(page, entries)
        cursor = page.next_cursor
        if not isinstance(cursor, str):
            return
        begin = {"cursor": cursor}
