"""A school in memory, run by the whole engine: classes, families, tasks and their mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from legwork.domain.notice import NoticeCounts
from legwork.domain.outcome import TargetOutcome
from legwork.domain.task import Task
from legwork.store.records import AccountRecords, effects_in_account
from legwork.testing.faults import Faults
from legwork.testing.fleet import Fleet
from legwork.testing.invariants import problems
from legwork.testing.owner import Owner
from legwork.testing.world import Settings
from legwork.trade.classes.makeup_token import MakeupToken, tokens_of
from legwork.trade.families.student import Student, find
from legwork.trade.mail import sender as senders
from legwork.usecases.read_outcomes import read_outcomes

OFFICE = "office@parkside.example"
ENROLLMENTS = "class,student,family,email,enrolled_day,tuition_cents"
FAMILIES = "family,name,email,guardian,consent,consent_source,consent_at,keywords"
SESSIONS = "class,title,section,location,date,starts,ends,age_min,age_max"
DAYS = ("2026-03-09", "2026-03-10", "2026-03-11")


class School:
    """Two students a family, so many families in class A; every fourth of them in class B, too."""

    def __init__(
        self,
        families: int = 12,
        *,
        settings: Settings | None = None,
        faults: Faults | None = None,
        seed: int | None = None,
        like: School | None = None,
    ) -> None:
        self.fleet: Fleet = Fleet(
            settings, faults=faults, seed=seed, like=like.fleet if like else None
        )
        self.owner = Owner(self.fleet)
        self.records = AccountRecords(self.fleet.tables, self.fleet.bodies, "parkside")
        self.families: int = like.families if like else families
        self._keys = count(1_000 if like else 1)
        for effect in effects_in_account("parkside", senders.verified(OFFICE, default=True)):
            self.fleet.tables.records.write(effect)

    def open(self) -> None:
        """Import everything."""
        rows = [
            f"{name},S{2 * f + s},F{f},home{f}@example.com,0,6000"
            for name, step in (("A", 1), ("B", 4))
            for f in range(0, self.families, step)
            for s in (0, 1)
        ]
        self.done(self.imported("enrollments", ENROLLMENTS, rows))
        rows = [f"F{f},,home{f}@example.com,,yes,form,2026-01-01," for f in range(self.families)]
        self.done(self.imported("families", FAMILIES, rows))
        rows = [f"A,Judo,Sport,Gym,{day},09:00,10:00,6,9" for day in DAYS]
        self.done(self.imported("class_sessions", SESSIONS, rows))

    def imported(self, entity: str, header: str, rows: Iterable[str]) -> Task:
        """Upload a file and launch its import."""
        upload = f"UP{next(self._keys)}"
        self.owner.upload(upload, "\n".join([header, *rows, ""]).encode())
        return self.launched("import_records", entity=entity, upload_id=upload)

    def launched(self, kind: str, **params: Any) -> Task:
        """Launch a task."""
        return self.owner.launch(kind, params, key=f"key-{next(self._keys)}")

    def cancelling(self, **params: Any) -> Task:
        """Launch the cancellation of class A, for all its days, with all that it can do."""
        given = {"classes": ["A"], "from_date": DAYS[0], "to_date": DAYS[-1], "reason": "Storm"}
        every = {**given, "notify": True, "tokens": True, **params}
        return self.launched("cancel_classes", **every)

    def done(self, task: Task) -> Task:
        """The task once the fleet has come to rest; every promise is looked at."""
        self.fleet.settle()
        assert self.fleet.surprises == []
        assert problems(self.fleet) == []
        return self.fleet.task(task.ref)

    def work_until(self, happened: Callable[[], bool]) -> None:
        """Deliver messages until something is true."""
        while not happened():
            assert self.fleet.step(purging=False), "there is nothing left to deliver"

    def outcomes(self, task: Task) -> list[TargetOutcome]:
        page = read_outcomes(
            task, wanted=(), limit=100_000, cursor=None, database=self.fleet.tables
        )
        return page.outcomes

    def students(self) -> dict[str, Student]:
        return find((f"S{n}" for n in range(2 * self.families)), self.records)

    def tokens(self, task: Task) -> list[MakeupToken]:
        """The tokens that a task has made."""
        every = (token for name in self.students() for token in tokens_of(name, self.records))
        return [token for token in every if token.made_by == task.ref.id]

    def mailed(self) -> list[str]:
        """The addresses that mail was sent to, one for each mail."""
        return sorted(mail.to for mail in self.fleet.post.outbox)

    def homes(self, numbers: Iterable[int]) -> list[str]:
        return sorted(f"home{number}@example.com" for number in numbers)


def settled(notices: NoticeCounts) -> int:
    """Notices whose fate is known."""
    return notices.staged - notices.open
