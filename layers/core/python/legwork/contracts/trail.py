"""The trail as owners see it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from legwork.contracts.listed import Listed
from legwork.contracts.model import Model
from legwork.contracts.moment import Moment
from legwork.domain.act import Act, ActName, ActVia
from legwork.domain.trail_proof import Head
from legwork.usecases.read_trail import TrailPage

NAME = Annotated[
    str, Listed("ActName", "What somebody did.", lambda: dict.fromkeys(map(str, ActName), ""))
]
VIA = Annotated[
    str, Listed("ActVia", "How somebody acted.", lambda: dict.fromkeys(map(str, ActVia), ""))
]


class DoerView(Model):
    """Who acted."""

    id: str
    """Id of the staff member, the program or the operator."""
    name: str
    """Their name."""


class ActedOnView(Model):
    """The task that an act was about, which may be gone by now."""

    id: str
    """Id of the task."""
    number: int
    """Its job number; 0 of what was done at once."""
    kind: str
    """Name of its kind."""
    title: str
    """What people call it."""


class ActView(Model):
    """One act: who did what and when."""

    id: str
    """Its place in the trail, counted from 1 without a gap."""
    at: Moment
    """When."""
    by: DoerView
    """Who did it."""
    via: VIA
    """How."""
    act: NAME
    """What."""
    task: ActedOnView | None
    """The task that it was about, if it was about one."""
    detail: dict[str, Any]
    """What else there is to say: a reason, the receipt of a cancel, what was changed."""
    before: str
    """The ``hash`` of the act before it; empty of the first."""
    before_at: Moment | None
    """When that one took place."""
    hash: str
    """SHA-256 of this act as JSON: its fields in the order of their names, without blanks, without
    this one and without those that are null."""

    @classmethod
    def of(cls, act: Act) -> ActView:
        """Show an act."""
        return cls.model_validate({"task": None, "before_at": None, **act.told(), "hash": act.hash})


class TrailHeadView(Model):
    """The newest act of the whole trail, kept apart from it: so its removal shows as well."""

    id: str
    """Its place in the trail."""
    at: Moment | None
    """When it took place."""
    hash: str
    """Its hash."""

    @classmethod
    def of(cls, head: Head) -> TrailHeadView:
        """Show it."""
        return cls(id=str(head.number), at=head.at, hash=head.hash)


class TrailView(Model):
    """A page of the trail, newest first."""

    acts: list[ActView]
    """The acts of this page; there may be fewer than asked for, and more on the next one."""
    head: TrailHeadView | None
    """The newest act of all, whatever was asked for; nothing while nobody has acted."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""

    @classmethod
    def of(cls, page: TrailPage) -> TrailView:
        """Show a page."""
        return cls(
            acts=[ActView.of(act) for act in page.acts],
            head=TrailHeadView.of(page.head) if page.head else None,
            next_cursor=page.next_cursor,
        )


def in_utc(moment: datetime | None) -> datetime | None:
    """A moment that a caller names: without a zone, it is meant in UTC."""
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
