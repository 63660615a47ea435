"""How often the true end lies in the range that a poll was told, in simulated time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median
from typing import Final, TypeAlias

from bench.eta import kinds
from bench.eta.city import City
from bench.eta.scenes import Load, Scene, What, held_out, known
from infra.stages import STAGES
from legwork.domain.task import Task, TaskRef
from legwork.domain.time_left import TimeLeft
from legwork.testing.owner import Owner

Paused: TypeAlias = tuple[datetime, datetime] | None
"""From when to when it was."""

STAGE: Final = STAGES["dev"]
POLLS: Final = 60


@dataclass(frozen=True, slots=True)
class Foreseen:
    """How the ranges of one task were borne out."""

    what: What
    size: int
    load: Load
    held_out: bool
    """Whether it is one that no constant was chosen by."""
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


@dataclass(frozen=True, slots=True)
class Poll:
    """What a poll found, and what is true."""

    seen: TimeLeft
    moment: datetime
    end: datetime

    @property
    def left(self) -> float:
        """Seconds."""
        return (self.end - self.moment).total_seconds() or 0.001

    @property
    def right(self) -> bool:
        """Whether the range holds the true end."""
        return self.seen.earliest <= self.end <= self.seen.latest


def measure() -> Iterator[Foreseen]:
    """Every scene: those that constants were chosen by, then the others."""
    with kinds.known():
        for scene in known():
            yield foreseen(scene)
        for scene in held_out():
            yield foreseen(scene, held_out=True)


def foreseen(scene: Scene, *, held_out: bool = False) -> Foreseen:
    """Run one task, and ask of it as a page would; both kinds have to be known."""
    city, ref, paused = played(scene)
    return _judged(city, scene, ref, paused, held_out=held_out)


def played(scene: Scene) -> tuple[City, TaskRef, Paused]:
    """A town in which the task of a scene has come to its end."""
    alone, much = _city(scene), max(1, round(scene.much * scene.size))
    took = _run(
        alone, Owner(alone, "own").launch(scene.what, {"targets": scene.size}, key="own").ref
    )
    city = _city(scene)
    when = city.clock.now() + took * scene.when
    # Mail is shared within an account, workers by all accounts.
    mail = scene.what == kinds.MAIL.name
    others = [Owner(city, "own" if mail else f"other-{n}") for n in range(scene.others)]
    if scene.load in {"beside others", "others go"}:
        _launch(others, scene.what, much)
    own = Owner(city, "own")
    task = own.launch(scene.what, {"targets": scene.size}, key="own")
    paused = None
    if scene.load == "others come":
        _until(city, when)
        _launch(others, scene.what, much)
    if scene.load == "paused":
        _until(city, when)
        if not city.task(task.ref).state.ended:
            paused = _pause(city, own, task, scene.pause)
    _run(city, task.ref)
    return city, task.ref, paused


def _city(scene: Scene) -> City:
    stage = replace(STAGE, mails_per_second=scene.mails_per_second)
    return City(stage, batch=scene.batch, seed=scene.seed)


def _launch(others: list[Owner], kind: str, size: int) -> None:
    for number, other in enumerate(others):
        other.launch(kind, {"targets": size}, key=f"other {number}")


def _until(city: City, moment: datetime) -> None:
    while (found := city.next()) is not None and found < moment:
        city.step()
    city.clock.advance(max(timedelta(0), moment - city.clock.now()))


def _pause(city: City, own: Owner, task: Task, lasts: timedelta) -> tuple[datetime, datetime]:
    begin = city.clock.now()
    own.pause(task.ref)
    _until(city, begin + lasts)
    own.resume(task.ref)
    return begin, city.clock.now()


def _run(city: City, ref: TaskRef) -> timedelta:
    while (ended_at := city.task(ref).ended_at) is None:
        city.step()
    return ended_at - city.task(ref).created_at


def _judged(city: City, scene: Scene, ref: TaskRef, paused: Paused, *, held_out: bool) -> Foreseen:
    moments = asked(city, ref, paused)
    task = city.task(ref)
    end = task.ended_at or task.created_at
    told = [Poll(seen, one, end) for one in moments if (seen := city.seen(ref, one)) is not None]
    widths = [(one.seen.latest - one.seen.earliest).total_seconds() / one.left for one in told]
    errors = [abs((one.seen.likely - end).total_seconds()) / one.left for one in told]
    return Foreseen(
        what=scene.what,
        size=scene.size,
        load=scene.load,
        held_out=held_out,
        seconds=(end - task.created_at).total_seconds(),
        polls=len(moments),
        told=len(told),
        right=sum(one.right for one in told),
        width=median(widths) if widths else 0.0,
        error=median(errors) if errors else 0.0,
    )


def asked(city: City, ref: TaskRef, paused: Paused) -> list[datetime]:
    """The moments of the polls: after the first tenth, while it was not paused."""
    task = city.task(ref)
    begin, end = task.created_at, task.ended_at or task.created_at
    tenth, life = begin + (end - begin) / 10, end - begin
    moments = [tenth + (life * 0.9) * n / POLLS for n in range(POLLS)]
    return [one for one in moments if not (paused and paused[0] <= one < paused[1])]
