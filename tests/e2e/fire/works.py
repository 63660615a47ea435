"""What an account does while everything goes wrong."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.e2e.bookings import as_csv, games
from tests.e2e.fire.reader import Reader
from tests.e2e.fire.stubborn import Stubborn
from tests.e2e.park import Park
from tests.e2e.school import School
from tests.e2e.waiting import until

PATIENCE_SECONDS = 600
READS = 10
"""Reads of a task while it is paused."""
BLAST = "To all"
"""Subject of the mailing."""


@dataclass(frozen=True)
class Size:
    """How much there is to do."""

    reservations: int
    """Of each permit."""
    families: int


@dataclass(eq=False)
class Works:
    """All kinds of tasks of one account, one after the other and side by side.

    Args:
        park: the stack.
        staff: the account's owner.
        reader: looks at the tasks meanwhile.
        size: how much there is to do.
    """

    park: Park
    staff: Stubborn
    reader: Reader
    size: Size
    receipt: dict[str, Any] | None = None
    """What the cancel of the bill-out was answered; if that was lost, the task as it was read right
    behind it; nothing if the cancel came too late."""
    billed: list[dict[str, Any]] = field(default_factory=list)
    """Reservations that were billed right behind the answer."""
    shown: dict[str, Any] | None = None
    """The preview of the bill-out of the imported permit, at its end."""
    tasks: dict[str, str] = field(default_factory=dict)
    """Path of each task, by what it is."""

    def __post_init__(self) -> None:
        self.account = self.staff.name.partition("@")[2]
        self.permit, self.other = self.park.label("SAVED"), self.park.label("IMPORTED")
        self.passing = self.park.label("PASSING")
        name = self.park.label("FIRE")
        self.school = School(self.park, self.staff, self.account, name, self.size.families)

    def do(self) -> None:
        """Do all of it; comes back when everything has ended."""
        with ThreadPoolExecutor() as pool:
            for done in [pool.submit(self._permit), pool.submit(self._classes)]:
                done.result()

    def _permit(self) -> None:
        bookings = games(self.size.reservations, self.permit)
        body = {"holder": self.permit.lower(), "reservations": bookings}
        lines = as_csv(games(self.size.reservations, self.other), self.other)
        self._begin("save", self.staff.launched("PUT", f"/v1/permits/{self.permit}", body))
        self._begin("import", self.staff.importing("\n".join([*lines, ""]).encode()))
        passing = as_csv(games(self.size.reservations // 2, self.passing), self.passing)
        self._begin("passing", self.staff.importing("\n".join([*passing, ""]).encode()))
        self._pause(self.tasks["import"])
        self._end("save")
        self.bill_out()
        self._cancel(self.tasks["bill-out"])
        again = self.staff.launch("POST", f"{self.tasks['bill-out']}/retry")
        if again.status_code == httpx.codes.ACCEPTED:
            self._begin("retry", again.headers["Location"])
        self._end("passing")
        self._begin("undo", self.staff.launched("POST", f"{self.tasks['passing']}/undo"))
        self._end("import")
        self._run_what_is_shown()
        self._end("undo")
        self._end("bill-out")
        if "retry" in self.tasks:
            self._end("retry")
        self._end("shown")

    def bill_out(self) -> None:
        """Launch the bill-out that will be cancelled."""
        self._begin("bill-out", self.staff.launched("POST", f"/v1/permits/{self.permit}/billout"))

    def _run_what_is_shown(self) -> None:
        """Look at a bill-out before, and launch what was shown."""
        asked = {"kind": "permit_billout", "params": {"permit": self.other}}
        path = self.reader.watch(self.staff.launched("POST", "/v1/previews", asked))
        self.shown = self.staff.ended(path, within=PATIENCE_SECONDS)
        found = self.staff.whole(f"/v1/permits/{self.other}/reservations", "reservations")
        if any(one["status"] != "reserved" for one in found):
            self.reader.problems.append(f"{path} is a preview, and has billed reservations")
        self._begin(
            "shown", self.staff.launched("POST", "/v1/tasks", {"preview": self.shown["id"]})
        )

    def _pause(self, path: str) -> None:
        """Pause a task for some reads, if it has not ended: from the answer on it stands still."""
        answer = self.staff.ask("POST", f"{path}/pause", json={"reason": "Last year's file?"})
        if answer.is_success:
            still = answer.json()["progress"]
            for _ in range(READS):
                now = self.staff.get(path)["progress"]
                if now != still:
                    self.reader.problems.append(f"{path} goes on while it is paused: {now}")
                    break
        # It may be paused although the answer was lost, and stay so although the resume was.
        while self.staff.get(path)["state"] == "paused":
            self.staff.ask("POST", f"{path}/resume")

    def _cancel(self, path: str) -> None:
        """Cancel a bill-out half way."""

        def moves() -> bool:
            task = self.staff.get(path)
            return bool(task["progress"]["succeeded"] or task["ended_at"])

        until(moves, "a first batch", within=PATIENCE_SECONDS)
        answer = self.staff.ask("POST", f"{path}/cancel", json={"reason": "Wrong season"})
        billed = self.reservations("billed")
        # The answer to a call that went through may have been lost: the second one says 409.
        task = answer.json() if answer.is_success else self.staff.get(path)
        if answer.is_success or task["state"] == "cancelled":
            self.receipt, self.billed = task, billed

    def _classes(self) -> None:
        school = self.school
        self._begin("consents", self.staff.importing(school.consents(), "families"))
        self._end("consents")
        self._begin("families", self.staff.importing(school.enrollments(), "enrollments"))
        self._begin("sessions", self.staff.importing(school.sessions(), "class_sessions"))
        self._end("families")
        self._end("sessions")
        self._begin("blast", school.blast(subject=BLAST))
        self._begin("cancellation", school.cancelling())
        self._end("blast")
        self._end("cancellation")

    def _begin(self, what: str, path: str) -> None:
        self.tasks[what] = self.reader.watch(path)

    def _end(self, what: str) -> None:
        self.staff.ended(self.tasks[what], within=PATIENCE_SECONDS)

    def reservations(self, status: str = "") -> list[dict[str, Any]]:
        """Reservations of the permit that is billed out, of a status."""
        found = self.staff.whole(f"/v1/permits/{self.permit}/reservations", "reservations")
        return [one for one in found if status in ("", one["status"])]

    def ended(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """What each task is, its path, and how it has ended."""
        for what, path in self.tasks.items():
            yield what, path, self.staff.get(path)
