"""A class of families to mail to, and what has come to their addresses."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from legwork.domain.effect import Item
from tests.e2e.park import Park
from tests.e2e.person import Person

ENROLLMENTS = "class,student,family,email,enrolled_day,tuition_cents"
FAMILIES = "family,name,email,guardian,consent,consent_source,consent_at,keywords"
SESSIONS = "class,title,section,location,date,starts,ends,age_min,age_max"
WEEK = tuple(f"2031-03-{day:02d}" for day in range(3, 8))
TITLE = "Judo"
SIBLINGS = 2


@dataclass(frozen=True)
class School:
    """A class with two students a family, whose names and addresses nobody else has."""

    park: Park
    staff: Person
    account: str
    name: str
    families: int

    def enrollments(self) -> bytes:
        """The file to import."""
        rows = (
            f"{self.name},{student},{self.family(place)},{self.address(place)},0,6000"
            for place in range(self.families)
            for student in self.students(place)
        )
        return "\n".join([ENROLLMENTS, *rows, ""]).encode()

    def consents(self) -> bytes:
        """The file of its families to import, all of which have agreed to mailings."""
        rows = (
            f"{self.family(place)},,{self.address(place)},,yes,form,2026-01-01,"
            for place in range(self.families)
        )
        return "\n".join([FAMILIES, *rows, ""]).encode()

    def sessions(self) -> bytes:
        """The file of a week of sessions to import."""
        rows = (f"{self.name},{TITLE},Sport,Gym,{day},09:00,10:00,6,9" for day in WEEK)
        return "\n".join([SESSIONS, *rows, ""]).encode()

    def open(self) -> "School":
        """Import all of it."""
        for entity, content in (
            ("families", self.consents()),
            ("enrollments", self.enrollments()),
            ("class_sessions", self.sessions()),
        ):
            task = self.staff.ended(self.staff.importing(content, entity))
            assert task["status"] == "Complete", task
        return self

    def family(self, place: int) -> str:
        """A family's id."""
        return f"{self.name}-F{place:04d}"

    def students(self, place: int) -> list[str]:
        """Ids of a family's students."""
        return [f"{self.family(place)}-S{sibling}" for sibling in range(SIBLINGS)]

    def address(self, place: int) -> str:
        """A family's address."""
        return f"f{place}@{self.name.lower()}.example"

    def launched(self, kind: str, **params: Any) -> str:
        """The path of a task of a kind."""
        return self.staff.launched("POST", "/v1/tasks", {"kind": kind, "params": params})

    def blast(self, **params: Any) -> str:
        """The path of a mailing to the class."""
        said = {"subject": "News of {{first_class}}", "text": "Dear {{family}}"}
        return self.launched("email_blast", **{**said, "classes": [self.name], **params})

    def cancelling(self, **params: Any) -> str:
        """The path of the cancellation of the whole week, with all that it can do."""
        week = {"classes": [self.name], "from_date": WEEK[0], "to_date": WEEK[-1]}
        every = {"reason": "Storm", "notify": True, "tokens": True}
        return self.launched("cancel_classes", **week, **every, **params)

    def mails(self, subject: str = "") -> Counter[tuple[str, str]]:
        """How often which mail, by address and subject, was sent to the class's families."""
        domain = f"@{self.name.lower()}.example"
        return Counter(
            (mail.to, mail.subject)
            for mail in self.park.sent()
            if mail.to.endswith(domain) and subject in mail.subject
        )

    def tokens(self) -> list[Item]:
        """All makeup tokens of the class's students."""
        mine = f"ACCOUNT#{self.account}#STUDENT#{self.name}-"
        return [
            item
            for key, item in self.park.records(self.account).items()
            if key.partition.startswith(mine) and key.sort.startswith("TOKEN#")
        ]

    def outcomes(self, path: str, *wanted: str) -> list[dict[str, Any]]:
        """What came of a task's targets, of these outcomes."""
        return self.staff.whole(f"{path}/outcomes", "outcomes", outcome=",".join(wanted))


def settled(notices: dict[str, int]) -> bool:
    """Whether the fate of every notice is known, and counted once."""
    fates = ("sent", "discarded", "in_doubt", "refused")
    return notices["staged"] == sum(notices[fate] for fate in fates)


def once(mails: Counter[tuple[str, str]]) -> bool:
    """Whether nobody got the same mail twice."""
    return set(mails.values()) <= {1}
