"""The kinds of task: one file each in a room of the trade, found by looking.

A file in ``trade/<room>/kinds/`` that makes a ``KIND`` is all that a new kind takes.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from legwork.domain.errors import InvalidInput
from legwork.domain.kind import Kind
from legwork.domain.progress import Progress
from legwork.domain.reverse import reversing
from legwork.domain.spent import Cost
from legwork.domain.task import Task
from legwork.rooms import modules_in


@cache
def all_kinds() -> dict[str, Kind[Any]]:
    """Every kind by name."""
    found = sorted((module.KIND for module in modules_in("kinds")), key=lambda kind: kind.name)
    return {kind.name: kind for kind in found}


def find(name: str) -> Kind[Any]:
    """The kind of that name.

    Raises:
        InvalidInput: there is none.
    """
    kind = all_kinds().get(name)
    if kind is None:
        known = ", ".join(all_kinds())
        raise InvalidInput.of("kind", f"there is no kind '{name[:40]}'; there are: {known}")
    return kind


def of(task: Task) -> Kind[Any]:
    """The kind of a task; of an undo, as it takes back.

    Raises:
        InvalidInput: there is none of that name, or it cannot take anything back.
    """
    kind = find(task.kind)
    return kind if task.undo_of is None else reversing(kind)


def makes_file(name: str) -> bool:
    """Whether tasks of this kind end with a file; no, if there is no such kind any more."""
    kind = all_kinds().get(name)
    return kind is not None and kind.makes_file


def mail_is_the_work(name: str) -> bool:
    """Whether the mail is all there is to a target of this kind; no, if there is no such kind.

    Tasks outlive their kinds: they are still read, cancelled and purged when those are gone.
    """
    kind = all_kinds().get(name)
    return kind is not None and kind.mail_is_the_work


def cost_of(name: str, progress: Progress) -> Cost:
    """What a task of this kind has cost so far.

    Orders to a payment service are counted among its mails, so its mails are not known.
    """
    mails = 0 if charges_cards(name) else progress.notices.sent
    return Cost(progress.spent, mails)


def charges_cards(name: str) -> bool:
    """Whether tasks of this kind order charges; no, if there is no such kind."""
    kind = all_kinds().get(name)
    return kind is not None and kind.cards is not None
