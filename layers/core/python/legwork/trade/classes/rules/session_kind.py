"""What the kinds about sessions share: a session is a target, its families are others behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Generic, Protocol, TypeVar

from legwork.domain.day import today
from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.notice import Message, Notice
from legwork.domain.outcome import Verdict
from legwork.domain.permission import Permission
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.domain.reverse import Reverse
from legwork.trade.classes.class_ import result_of
from legwork.trade.classes.rules.session_audit import Said, said_of
from legwork.trade.classes.rules.session_params import Asked, SessionParams
from legwork.trade.classes.rules.session_range import Place, sessions_in
from legwork.trade.classes.session import Session
from legwork.trade.mail.letter import letter

P = TypeVar("P", bound=SessionParams)


class Decider(Protocol):
    """Decides on the targets of one batch, in order."""

    def decide(self, place: Place) -> Performed:
        """What becomes of a target."""
        ...


def _nothing_more(_params: SessionParams, _records: Records, _now: datetime) -> None:
    """The range itself is all that can be wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionKind(Generic[P]):
    """A kind of task about the sessions of classes from one day to another."""

    name: str
    title: str
    verb: str
    """Begins the title of a task: *Cancel*."""
    params: type[P]
    targets_of: Callable[[Iterable[Session], P, Records], Iterator[Target]]
    """The targets of sessions of one class, in order: each session, and its families."""
    family_of: Callable[[Place], str]
    """The family of a target that is not the session itself."""
    decider: Callable[[Sequence[Place], Asked, Records], Decider]
    headline: str
    """Begins the subject of the message."""
    paragraphs: Callable[[P, Notice], Sequence[str]]
    """Of the message; empty ones are left out."""
    summary: str
    """Of the result; ``{sessions}`` and ``{tokens}`` stand for the tallies."""
    disagreements: Callable[[Ending[P], Said, Records], Iterator[str]]
    """Where the records disagree with what the ledger says."""
    label: Callable[[Place], str] | None = None
    """How people read a target, where what belongs to a session is not always a family."""
    reverse: Reverse[P] | None = None
    """How what it did is taken back, if it can be."""
    irreversible: str = ""
    """Why not, if it cannot."""
    check: Callable[[P, Records, datetime], None] = _nothing_more
    """Refuses what cannot be meant, beyond the range itself. Raises InvalidInput."""

    def kind(self) -> Kind[P]:
        """The kind as the engine takes it."""
        return Kind(
            name=self.name,
            title=self.title,
            permission=Permission.CLASSES,
            params=self.params,
            describe=lambda params: f"{self.verb} {params.which} on {params.when}",
            subject=lambda params: params.subject,
            check=self._check,
            targets=self._targets,
            perform=self._perform,
            finish=self._finish,
            verify=self._verify,
            label=self._label,
            message=self.message,
            reverse=self.reverse,
            irreversible=self.irreversible,
        )

    def _check(self, params: P, records: Records, now: datetime) -> None:
        params.check(records, today(now))
        self.check(params, records, now)

    def _targets(self, params: P, records: Records, after: str | None) -> Iterator[Target]:
        found = sessions_in(params.range, records, after=after)
        for _, of_class in groupby(found, key=lambda session: session.class_id):
            for target in self.targets_of(of_class, params, records):
                if after is None or target.key > after:
                    yield target

    def _perform(
        self, targets: Sequence[str], records: Records, context: Context[P]
    ) -> Sequence[Performed]:
        places = [Place.read(target) for target in targets]
        batch = self.decider(places, context.params.asked(context), records)
        return [batch.decide(place) for place in places]

    def message(self, params: P, notice: Notice, _unsubscribe_link: str) -> Message:
        """The mail to one of those who are told."""
        return letter(
            to=notice.to,
            sender=notice.data["sender"],
            subject=f"{self.headline}: {notice.data['session']}",
            paragraphs=self.paragraphs(params, notice),
        )

    def _finish(self, ending: Ending[P], _records: Records) -> Finished:
        tallies = {word: f"{ending.tallies.get(word, 0):,}" for word in ("sessions", "tokens")}
        return Finished(result=result_of(ending.params.classes, self.summary.format(**tallies)))

    def _verify(
        self, ending: Ending[P], outcomes: Iterable[tuple[str, Verdict]], records: Records
    ) -> Iterator[str]:
        return self.disagreements(ending, said_of(outcomes, self.family_of), records)

    def _label(self, _params: P, key: str) -> str:
        place = Place.read(key)
        if self.label is not None:
            return self.label(place)
        return place.label(self.family_of(place) if place.rest is not None else None)
