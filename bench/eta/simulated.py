"""How often the true end lies in the range that a poll was told, in simulated time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product
from statistics import median
from typing import Final, Literal

from bench.eta import kinds
from bench.eta.city import City
from infra.stages import STAGES
from legwork.domain.task import Task, TaskRef
from legwork.testing.owner import Owner

STAGE: Final = replace(STAGES["dev"], mails_per_second=14)
BATCH: Final = timedelta(milliseconds=400)
POLLS: Final = 60
SIZES: Final = (20, 200, 2_000)
"""Batches."""
MAILS: Final = (500, 3_000)
Load = Literal["alone", "beside others", "others come", "others go", "paused"]
LOADS: Final[tuple[Load, ...]] = ("alone", "beside others", "others come", "others go", "paused")
_OTHERS: Final = 4
_PAUSE: Final = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """How the ranges of one task were borne out."""

    what: str
    size: int
    load: Load
    seconds: float
    """That the task took."""
    polls: int
    """After the first tenth, while it was not paused."""
    told: int
    """Polls that were answered with a range."""
    right: int
    """Ranges in which the true end lay."""
    width: float
    """Of the ranges beside the time that was left, the median."""
    error: float
    """Of the moment said to be likely, beside the time that was left, the median."""


def measure(loads: tuple[Load, ...] = LOADS) -> Iterator[Foreseen]:
    """Each size under each load, with work and with mail."""
    with kinds.known():
        for size, load in product(SIZES, loads):
            yield foreseen(kinds.WORK.name, size, load)
        for size, load in product(MAILS, loads):
            yield foreseen(kinds.MAIL.name, size, load)


def foreseen(kind: str, size: int, load: Load, *, seed: int = 1) -> Foreseen:
    """Run one task under a load, and ask of it as a page would; both kinds have to be known."""
    alone = City(STAGE, batch=BATCH, seed=seed)
    took = _run(alone, Owner(alone, "own").launch(kind, {"targets": size}, key="own").ref)
    city = City(STAGE, batch=BATCH, seed=seed)
    start = city.clock.now()
    # Mail is shared within an account, workers by all accounts.
    who = ["own"] * _OTHERS if kind == kinds.MAIL.name else [f"other-{n}" for n in range(_OTHERS)]
    others = [Owner(city, account) for account in who]
    much = {"beside others": 3 * size, "others come": 2 * size, "others go": max(1, size // 4)}
    if load in {"beside others", "others go"}:
        _launch(others, kind, much[load])
    own = Owner(city, "own")
    task = own.launch(kind, {"targets": size}, key="own")
    paused: tuple[datetime, datetime] | None = None
    if load == "others come":
        _until(city, start + took / 2)
        _launch(others, kind, much[load])
    if load == "paused":
        _until(city, start + took / 2)
        if not city.task(task.ref).state.ended:
            paused = _pause(city, own, task)
    _run(city, task.ref)
    return _judged(city, kind, size, load, task.ref, paused)


def _launch(others: list[Owner], kind: str, size: int) -> None:
    for number, other in enumerate(others):
        other.launch(kind, {"targets": size}, key=f"other {number}")


def _until(city: City, moment: datetime) -> None:
    while (found := city.next()) is not None and found < moment:
        city.step()
    city.clock.advance(max(timedelta(0), moment - city.clock.now()))


def _pause(city: City, own: Owner, task: Task) -> tuple[datetime, datetime]:
    begin = city.clock.now()
    own.pause(task.ref)
    _until(city, begin + _PAUSE)
    own.resume(task.ref)
    return begin, city.clock.now()


def _run(city: City, ref: TaskRef) -> timedelta:
    while (ended_at := city.task(ref).ended_at) is None:
        city.step()
    return ended_at - city.task(ref).created_at


def _judged(
    city: City,
    kind: str,
    size: int,
    load: Load,
    ref: TaskRef,
    paused: tuple[datetime, datetime] | None,
) -> Foreseen:
    task = city.task(ref)
    begin, end = task.created_at, task.ended_at or task.created_at
    tenth, life = begin + (end - begin) / 10, end - begin
    moments = [tenth + (life * 0.9) * n / POLLS for n in range(POLLS)]
    moments = [one for one in moments if not (paused and paused[0] <= one < paused[1])]
    told = [(one, seen) for one in moments if (seen := city.seen(ref, one)) is not None]
    left = [(end - one).total_seconds() or 0.001 for one, _ in told]
    widths = [
        (seen.latest - seen.earliest).total_seconds() / rest
        for (_, seen), rest in zip(told, left, strict=True)
    ]
    errors = [
        abs((seen.likely - end).total_seconds()) / rest
        for (_, seen), rest in zip(told, left, strict=True)
    ]
    return Foreseen(
        what=kind,
        size=size,
        load=load,
        seconds=life.total_seconds(),
        polls=len(moments),
        told=len(told),
        right=sum(seen.earliest <= end <= seen.latest for _, seen in told),
        width=median(widths) if widths else 0.0,
        error=median(errors) if errors else 0.0,
    )
