"""What the embedded stack has sent: all mails, or those that are asked for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cli.embedded import SentMail
from cli.generated.contract import TaskView


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which mails are asked for; those that fit everything that is given."""

    to: str | None = None
    """Part of the recipient's address, in any case."""
    subject: str | None = None
    """Part of the subject, in any case."""
    task: TaskView | None = None
    """Whose mail: what left while it ran."""

    def among(self, mails: Iterable[SentMail]) -> Iterator[SentMail]:
        """Those of the mails that are asked for."""
        begin, end = _span(self.task)
        for mail in mails:
            fits = _holds(mail.to, self.to) and _holds(mail.subject, self.subject)
            if fits and begin <= mail.at <= end:
                yield mail


def _holds(text: str, part: str | None) -> bool:
    return part is None or part.casefold() in text.casefold()


def _span(task: TaskView | None) -> tuple[datetime, datetime]:
    begin, end = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    if task is None:
        return begin, end
    if not task["started_at"]:
        return end, end
    if task["ended_at"]:
        # It is told to the second: the last mail may have left within that one.
        end = datetime.fromisoformat(task["ended_at"]) + timedelta(seconds=1)
    return datetime.fromisoformat(task["started_at"]), end
