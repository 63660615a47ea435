"""What the ledger says of sessions and families, for comparison with the records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from legwork.domain.outcome import Verdict
from legwork.domain.record import Records
from legwork.trade.classes import session as sessions
from legwork.trade.classes.rules.session_range import Place
from legwork.trade.classes.session import Session, session_key


@dataclass(slots=True)
class Said:
    """What is said to be done, by class and slot."""

    sessions: set[tuple[str, str]] = field(default_factory=set)
    families: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))


def said_of(outcomes: Iterable[tuple[str, Verdict]], family_of: Callable[[Place], str]) -> Said:
    """Sort out what the ledger says.

    Args:
        outcomes: of a task about sessions.
        family_of: the family of a target.
    """
    said = Said()
    for key, verdict in outcomes:
        if not verdict.done:
            continue
        place = Place.read(key)
        where = (place.class_id, place.slot)
        if place.rest is None:
            said.sessions.add(where)
        else:
            said.families[where].add(family_of(place))
    return said


def wrong_sessions(said: Said, bears: Callable[[Session], bool], records: Records) -> Iterator[str]:
    """The sessions that do not bear the mark of the task.

    Args:
        said: what the ledger says.
        bears: whether a session has the mark.
        records: the account's.
    """
    found = records.get(session_key(*where) for where in said.sessions)
    marked = sum(bears(sessions.from_item(key, item)) for key, item in found.items())
    if marked != len(said.sessions):
        yield f"the ledger says {len(said.sessions)} sessions; {marked} bear the mark of the task"
