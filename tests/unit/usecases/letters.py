"""A kind made for the tests of delivery: each target is a mail and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

import pytest

from legwork import kinds
from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.notice import Message, Notice
from legwork.domain.outcome import TargetOutcome, Verdict
from legwork.domain.permission import Permission
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.domain.task import Task
from legwork.store import notices
from legwork.testing.faults import Call, Fault
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems
from legwork.testing.owner import Owner
from legwork.testing.world import Settings
from legwork.usecases.read_outcomes import read_outcomes

T = TypeVar("T")


@dataclass(frozen=True)
class Params:
    """How many letters."""

    number: int


def address(number: int) -> str:
    return f"{number:05}@example.com"


def _list(params: Params, _: Records, after: str | None) -> Iterator[Target]:
    every = (f"{number:05}" for number in range(params.number))
    return (Target(name) for name in every if after is None or name > after)


def _perform(targets: Sequence[str], _: Records, __: Context[Params]) -> Sequence[Performed]:
    return [Performed(Verdict(), notices=[Notice(address(int(name)))]) for name in targets]


def _message(_: Params, notice: Notice, link: str) -> Message:
    return Message(
        to=notice.to, sender="a@b.example", subject="Hello", text=link, html="", unsubscribe=link
    )


def _verify(
    _ending: Ending[Params], _outcomes: Iterable[tuple[str, Verdict]], _records: Records
) -> Iterator[str]:
    return iter(())


LETTERS: Kind[Params] = Kind(
    name="letters",
    title="Letters",
    permission=Permission.IMPORT,
    params=Params,
    describe=lambda params: f"{params.number} letters",
    check=lambda _params, _records, _now: None,
    targets=_list,
    perform=_perform,
    finish=lambda _ending, _records: Finished(),
    verify=_verify,
    message=_message,
    mail_is_the_work=True,
    writes=0,
)
"""All letters in one batch."""


class Office:
    """A fleet that knows the kind, and two accounts.

    Args:
        patch: adds the kind to those there are.
        settings: of the fleet.
        parts: of the kind, other than the usual ones.
    """

    def __init__(
        self, patch: pytest.MonkeyPatch, settings: Settings | None = None, **parts: object
    ) -> None:
        kind = replace(LETTERS, **parts)  # type: ignore[arg-type]
        found = kinds.all_kinds()
        patch.setattr(kinds, "all_kinds", lambda: {**found, kind.name: kind})
        self.fleet = Fleet(settings)
        self.owners = [Owner(self.fleet, account) for account in ("parkside", "riverside")]
        self.left: list[tuple[datetime, str, int]] = []
        """When the mails of a call left, of which account, and how many."""
        self.fleet.faults.plan = self._watched

    def _watched(self, call: Call) -> Fault | None:
        return self._watch if call.name == "mailer.send" else None

    def _watch(self, go: Callable[[], T]) -> T:
        before = len(self.fleet.post.outbox)
        answer = go()
        sent = self.fleet.post.outbox[before:]
        account = sent[0].text.split("/")[-2] if sent else ""
        self.left.append((self.fleet.clock.now(), account, len(sent)))
        return answer

    def launch(self, number: int, *, account: int = 0, key: str = "letters") -> Task:
        return self.owners[account].launch("letters", {"number": number}, key=key)

    def done(self, task: Task) -> Task:
        """The task once the fleet has come to rest; every promise is looked at."""
        self.fleet.settle()
        assert self.fleet.surprises == []
        assert problems(self.fleet) == []
        return self.fleet.task(task.ref)

    def run(self, number: int) -> Task:
        """Launch a task and let it come to its end."""
        return self.done(self.launch(number))

    def rows(self, task: Task) -> list[int]:
        """How many notices each row of a task holds."""
        found = (notices.rows(self.fleet.tables, task.ref, lane) for lane in task.lanes)
        return [len(row.notices) for rows in found for row in rows]

    def outcomes(self, task: Task) -> list[TargetOutcome]:
        page = read_outcomes(task, wanted=(), limit=10_000, cursor=None, database=self.fleet.tables)
        return page.outcomes

    def mailed(self) -> list[str]:
        return sorted(mail.to for mail in self.fleet.post.outbox)
