"""Importing class sessions: with the classes that are named for the first time.

The first row of a class says what the class is; later ones that differ leave it as it is, unless
the import upserts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from legwork.domain.correction import corrected
from legwork.domain.directory import LISTED
from legwork.domain.draft import Draft
from legwork.domain.effect import (
    Absent,
    Delete,
    Effect,
    Equals,
    Item,
    Key,
    Put,
    Update,
    as_read,
)
from legwork.domain.kind import Performed
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.domain.reverse import Undoing, edited_since, forgotten
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import session as sessions
from legwork.trade.classes.class_ import Class, class_entry, class_key
from legwork.trade.classes.rules import class_change
from legwork.trade.classes.session import Session, session_key
from legwork.trade.imports.entity import CHANGED, UNCHANGED, Entity, Manner, differs
from legwork.trade.imports.row_values import RowValues

CODES = {
    "other_class": "The session is there; the class of that id is another than the row says.",
}
"""What its codes mean."""

COLUMNS = (
    "class",
    "title",
    "section",
    "location",
    "date",
    "starts",
    "ends",
    "age_min",
    "age_max",
)
"""Columns of a CSV file of class sessions."""
_WRITES = 4
"""The session, its class, and the two entries of the class in the directory."""
_DESCRIBING = ("title", "section", "location", "age_min", "age_max")
_TALLY = "scheduled"
_OLDEST = 150


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A row: the session, and what it says of its class."""

    session: Session
    class_: Class

    @property
    def key(self) -> Key:
        """Where the session lies."""
        return session_key(self.session.class_id, self.session.slot)


def _read(values: Mapping[str, str]) -> SessionRow:
    row = RowValues(values)
    class_ = Class(
        id=row.name("class"),
        title=row.text("title"),
        section=row.text("section"),
        location=row.text("location"),
        age_min=row.whole_or_nothing("age_min", 0, _OLDEST),
        age_max=row.whole_or_nothing("age_max", 0, _OLDEST),
    )
    session = Session(
        class_id=class_.id, date=row.day("date"), starts=row.time("starts"), ends=row.time("ends")
    )
    if session.starts == session.ends:
        row.refuse("ends", "the same as starts")
    if None not in {class_.age_min, class_.age_max} and _upside_down(class_):
        row.refuse("age_max", "below age_min")
    row.check()
    return SessionRow(session, class_)


def _upside_down(class_: Class) -> bool:
    return (class_.age_max or 0) < (class_.age_min or 0)


def _target(key: str, row: SessionRow) -> Target:
    return Target(key, writes=_WRITES, affinity=row.class_.id)


def _save(
    wanted: Sequence[SessionRow | Verdict], records: Records, manner: Manner
) -> list[Performed]:
    rows = [row for row in wanted if isinstance(row, SessionRow)]
    keys = {key for row in rows for key in (row.key, class_key(row.class_.id))}
    draft = Draft(records.get(keys))
    decide = _upsert if manner.upsert else _add
    return [Performed(one) if isinstance(one, Verdict) else decide(one, draft) for one in wanted]


def _add(row: SessionRow, draft: Draft) -> Performed:
    earlier = draft.get(row.key)
    item = draft.get(class_key(row.class_.id))
    if earlier is not None:
        entered = [] if item is None else list(_catch_up(item, draft))
        if earlier["ends"] == row.session.ends:
            return Performed(UNCHANGED, entered)
        verdict = differs(f"There is a session at that time, until {earlier['ends']}.")
        return Performed(verdict, entered)
    known = None if item is None else classes.from_item(item)
    effects: list[Effect] = [
        *_describe(row.class_, known, draft),
        draft.write(Put(row.key, sessions.to_item(row.session), (Absent(),))),
    ]
    verdict = Verdict()
    if known is not None and known.described and known.description != row.class_.description:
        sentence = f"Added, but the class stays as it is: {known.name}, {known.section}."
        verdict = Verdict(Outcome.WARNING, "other_class", sentence)
    return Performed(verdict, effects, {_TALLY: 1}, memory={"new": True})


def _upsert(row: SessionRow, draft: Draft) -> Performed:
    earlier, item = draft.get(row.key), draft.get(class_key(row.class_.id))
    described = (
        _describe(row.class_, None, draft) if item is None else _redescribe(row.class_, item)
    )
    changes = [draft.write(change) for change in described]
    if earlier is None:
        changes.append(draft.write(Put(row.key, sessions.to_item(row.session), (Absent(),))))
        memory = {"new": True, **_described_before(row.class_, item)}
        return Performed(Verdict(), changes, {_TALLY: 1}, memory=memory)
    known = sessions.from_item(row.key, earlier)
    before = sessions.to_item(known)
    after = sessions.to_item(replace(known, ends=row.session.ends))
    changes += [draft.write(change) for change in corrected(row.key, earlier, before, after)]
    memory = _described_before(row.class_, item)
    if known.ends != row.session.ends:
        memory["ends"] = known.ends
    return Performed(CHANGED if changes else UNCHANGED, changes, memory=memory)


def _described_before(wanted: Class, item: Item | None) -> dict[str, Any]:
    """What is said anew of a class that stood before, as it was."""
    if item is None:
        return {}
    known = classes.from_item(item)
    said = {name: getattr(wanted, name) for name in _DESCRIBING}
    before = {
        name: getattr(known, name)
        for name, value in said.items()
        if value not in {"", None} and value != getattr(known, name)
    }
    return {"class": before} if before else {}


def _take_back(
    wanted: Sequence[SessionRow | Verdict],
    memory: Sequence[Any],
    records: Records,
    _undoing: Undoing[Any],
) -> list[Performed]:
    rows = [row for row in wanted if isinstance(row, SessionRow)]
    keys = {key for row in rows for key in (row.key, class_key(row.class_.id))}
    draft = Draft(records.get(keys))
    return [
        forgotten() if known is None or isinstance(row, Verdict) else _undo(row, known, draft)
        for row, known in zip(wanted, memory, strict=True)
    ]


def _undo(row: SessionRow, memory: Any, draft: Draft) -> Performed:
    item = draft.get(row.key)
    if item is None:
        return edited_since("There is no such session any more.")
    found, effects = sessions.from_item(row.key, item), [*_redescribed(row, memory, draft)]
    if "new" in memory:
        if found != row.session:
            return edited_since("It was cancelled, given to somebody or changed since.")
        effects.append(Delete(row.key, as_read(item, *item, "substitute", "makeups")))
        return Performed(Verdict(), effects, {_TALLY: -1})
    if "ends" in memory and found.ends == row.session.ends:
        effects.append(Update(row.key, set={"ends": memory["ends"]}, expect=as_read(item, "ends")))
    if not effects:
        return edited_since("Somebody has changed the same fields since.")
    return Performed(Verdict(), effects)


def _redescribed(row: SessionRow, memory: Any, draft: Draft) -> Iterator[Effect]:
    """The class as it was, where it still is as the row says."""
    key, before = class_key(row.class_.id), memory.get("class", {})
    item = draft.get(key)
    if not before or item is None:
        return
    known = classes.from_item(item)
    if any(getattr(known, name) != getattr(row.class_, name) for name in before):
        return
    after = replace(known, **before)
    for change in corrected(key, item, classes.to_item(known), classes.to_item(after)):
        yield draft.write(change)
    if known.title != after.title:
        yield from class_entry(known.id, known.title).renamed(after.title)


def _redescribe(wanted: Class, item: Item) -> Iterator[Effect]:
    """Change what the row says of its class; what it leaves empty stays."""
    known = classes.from_item(item)
    said = {name: getattr(wanted, name) for name in _DESCRIBING}
    after = replace(known, **{name: v for name, v in said.items() if v not in {"", None}})
    now = classes.to_item(after)
    yield from corrected(class_key(known.id), item, classes.to_item(known), now)
    if known.title != after.title or LISTED not in item:
        yield from class_entry(known.id, known.title).renamed(after.title)


def _describe(wanted: Class, known: Class | None, draft: Draft) -> list[Effect]:
    """Make the class, or complete one of which nothing but the id is known."""
    if known is None:
        return [*class_change.made(wanted, draft)]
    key = class_key(wanted.id)
    if known.described or not wanted.described:
        return list(_catch_up(draft.get(key) or {}, draft))
    nothing_known = (Equals("title", ""), Equals("section", ""), Equals("location", ""))
    described = draft.write(Update(key, set=classes.to_item(wanted), expect=nothing_known))
    return [described, *class_entry(wanted.id, wanted.title).put()]


def _catch_up(item: Item, draft: Draft) -> Iterator[Effect]:
    as_it_was_read = [Equals(name, item[name]) for name in ("title", "section", "location")]
    entry = class_entry(item["id"], item["title"])
    for effect in entry.catch_up(class_key(item["id"]), item, *as_it_was_read):
        yield draft.write(effect)


ENTITY = Entity(
    name="class_sessions",
    columns=COLUMNS,
    tally=_TALLY,
    row=SessionRow,
    read=_read,
    target=_target,
    save=_save,
    key=lambda row: row.key,
    upsert_writes=1,
    undo=_take_back,
    undo_writes=_WRITES + 1,
)
