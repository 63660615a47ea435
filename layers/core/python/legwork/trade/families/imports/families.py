"""Importing families: who they are, and whether they agreed to mailings.

A family that is there already gets what it lacks; what stands and is said otherwise is changed only
by an import that upserts. Of two statements on consent the later one counts, in either mode.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from legwork.domain import recipient as recipients
from legwork.domain.draft import Draft
from legwork.domain.effect import Effect, Item, Key
from legwork.domain.errors import InvalidInput
from legwork.domain.kind import Performed
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.plan import Target
from legwork.domain.recipient import Consent, Recipient, is_address, normal, recipient_key
from legwork.domain.record import ReadAhead, Records
from legwork.domain.reverse import Undoing, forgotten
from legwork.trade.families import family as families
from legwork.trade.families import keyword as keywords
from legwork.trade.families.family import Family, Guardian, family_key
from legwork.trade.families.keyword import KeywordType, keyword_key
from legwork.trade.families.rules.changing import change, make, moves, students_of
from legwork.trade.families.rules.unmaking import Unmaking, before_row
from legwork.trade.imports.entity import CHANGED, NEW, UNCHANGED, Entity, Manner, differs
from legwork.trade.imports.row_values import RowValues

CODES = {
    "bad_row": "The row cannot be used: the message names what is wrong.",
    "withdrawn": "Whoever has this address has said no, or unsubscribed, after that consent.",
    "no_address": "Imported; the family has no mail address.",
    "bad_address": "Imported; the address cannot be one.",
    "too_much_at_once": "So much depends on this family that one row cannot change it.",
}
"""What its codes mean."""

COLUMNS = (
    "family",
    "name",
    "email",
    "guardian",
    "consent",
    "consent_source",
    "consent_at",
    "keywords",
)
"""Columns of a CSV file of families."""
_WRITES = 10
"""The family, three entries in the directory, its recipient, its line on the account's list; and of
one that had no address yet: that line's old place, a student, its lines on the list of a class."""
_UPSERT_WRITES = 12
"""Two more entries in the directory, a few students, the old and new lines of some more classes."""
_TALLY = "families"
_EMAIL_LENGTH = 254


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyRow:
    """A row: empty is what it does not say."""

    id: str
    name: str
    email: str
    guardian: str
    consent: Consent | None
    keywords: tuple[str, ...]

    @property
    def family(self) -> Family:
        """A family of which nothing is known but the row."""
        guardians = (Guardian(name=self.guardian, primary=True),) if self.guardian else ()
        return Family(
            id=self.id,
            email=self.email,
            name=self.name,
            guardians=guardians,
            keywords=tuple(sorted(self.keywords)),
        )


def _read(values: Mapping[str, str]) -> FamilyRow:
    row = RowValues(values)
    read = FamilyRow(
        id=row.name("family"),
        name=row.text("name"),
        email=row.text("email", longest=_EMAIL_LENGTH),
        guardian=row.text("guardian"),
        consent=_consent(row),
        keywords=row.several("keywords"),
    )
    row.check()
    return read


def _consent(row: RowValues) -> Consent | None:
    agreed, source, said_at = (
        row.yes_or_no("consent"),
        row.text("consent_source"),
        row.text("consent_at"),
    )
    at = recipients.at_of(said_at) if said_at else ""
    if at is None:
        row.refuse("consent_at", f"'{said_at[:40]}' is neither a day like 2026-05-31 nor a moment")
    return None if agreed is None else Consent(agreed=agreed, source=source, at=at or "")


def _save(
    wanted: Sequence[FamilyRow | Verdict], records: Records, manner: Manner
) -> list[Performed]:
    rows = [row for row in wanted if isinstance(row, FamilyRow)]
    # Whoever is new needs nothing else: one request reads it.
    ahead = ReadAhead(records, {key for row in rows for key in (family_key(row.id), *_named(row))})
    found = ahead.get({family_key(row.id) for row in rows})
    draft = Draft({**found, **ahead.get({key for row in rows for key in _keys(row, found)})})
    return [
        Performed(one) if isinstance(one, Verdict) else _row(one, draft, manner) for one in wanted
    ]


def _named(row: FamilyRow) -> Iterator[Key]:
    """What a row itself names."""
    yield from (keyword_key(name) for name in row.keywords)
    if row.consent is not None and is_address(normal(row.email)):
        yield recipient_key(row.email)


def _keys(row: FamilyRow, found: Mapping[Key, Item]) -> Iterator[Key]:
    """What else is read for a row, the families themselves being known."""
    yield from _named(row)
    item = found.get(family_key(row.id))
    known = None if item is None else families.from_item(item)
    if known is not None and row.email and moves(known, replace(known, email=row.email)):
        yield from students_of(known)
    if row.consent is not None and known is not None and is_address(normal(known.email)):
        yield recipient_key(known.email)


def _row(row: FamilyRow, draft: Draft, manner: Manner) -> Performed:
    item = draft.get(family_key(row.id))
    try:
        if item is None:
            after, effects, tallies = row.family, [*make(row.family)], {_TALLY: 1}
            memory: Any = NEW
        else:
            known = families.from_item(item)
            after, tallies = (_restated if manner.upsert else _completed)(known, row), {}
            students = {
                key: student
                for key in students_of(known)
                if moves(known, after) and (student := draft.get(key)) is not None
            }
            effects = [*change(item, known, after, students)]
            memory = before_row(known, after)
        effects += _keywords(row, draft)
        said, overruled = _agreed(row.consent, after.email, draft, manner)
    except _Otherwise as standing:
        return Performed(differs(str(standing)))
    except InvalidInput as error:
        return Performed(Verdict(Outcome.ERROR, "bad_row", f"{error}."))
    effects += said
    if len({effect.key for effect in effects}) > _room(row, manner):
        sentence = "Too much depends on this family: correct it by itself."
        return Performed.error("too_much_at_once", sentence)
    for effect in effects:
        draft.write(effect)
    verdict = _verdict(after, bool(effects), bool(tallies), overruled)
    return Performed(verdict, effects, tallies, memory=memory)


def _room(row: FamilyRow, manner: Manner) -> int:
    return _WRITES + len(row.keywords) + (_UPSERT_WRITES if manner.upsert else 0)


class _Otherwise(Exception):
    """What stands says something else."""


def _completed(known: Family, row: FamilyRow) -> Family:
    """The family with what it lacks.

    Raises:
        _Otherwise: what it has is said otherwise.
    """
    primary = known.primary_guardian
    stands = {"name": known.name, "email": known.email, "guardian": primary.name if primary else ""}
    for field, value in stands.items():
        said = getattr(row, field)
        if value and said and normal(value) != normal(said):
            raise _Otherwise(f"Its {field} is {value[:80]}.")
    changes: dict[str, Any] = {
        field: said
        for field in ("name", "email")
        if (said := getattr(row, field)) and not stands[field]
    }
    if row.guardian and primary is None:
        changes["guardians"] = (*known.guardians, Guardian(name=row.guardian, primary=True))
    return replace(known, keywords=_sorted({*known.keywords, *row.keywords}, known), **changes)


def _restated(known: Family, row: FamilyRow) -> Family:
    """The family as the row says; what it leaves empty stays."""
    changes: dict[str, Any] = {
        field: said for field in ("name", "email") if (said := getattr(row, field))
    }
    if row.guardian:
        primary = known.primary_guardian or Guardian(name="", primary=True)
        others = tuple(one for one in known.guardians if one is not primary)
        changes["guardians"] = (replace(primary, name=row.guardian), *others)
    if row.keywords:
        changes["keywords"] = _sorted({*row.keywords}, known)
    return replace(known, **changes)


def _sorted(wanted: set[str], known: Family) -> tuple[str, ...]:
    """Keywords in order; just as they stand when they are the same."""
    return known.keywords if wanted == {*known.keywords} else tuple(sorted(wanted))


def _keywords(row: FamilyRow, draft: Draft) -> Iterator[Effect]:
    found = {name: draft.get(keyword_key(name)) for name in row.keywords}
    known = {name: keywords.from_item(item) for name, item in found.items() if item}
    keywords.check(row.keywords, KeywordType.FAMILY, known)
    yield from keywords.use(row.keywords, KeywordType.FAMILY, known)


def _agreed(
    consent: Consent | None, email: str, draft: Draft, manner: Manner
) -> tuple[list[Effect], bool]:
    """What a statement on consent writes, and whether a later refusal overrules it."""
    if consent is None or not is_address(normal(email)):
        return [], False
    recipients.check_consent(consent, manner.now)
    item = draft.get(recipient_key(email))
    known = Recipient(normal(email)) if item is None else recipients.from_item(item)
    if not consent.counts(known, by_hand=False):
        return [], consent.agreed and known.withdrawn
    return [recipients.consented(email, item, consent)], False


def _verdict(after: Family, changed: bool, new: bool, overruled: bool) -> Verdict:
    if overruled:
        outcome = Outcome.WARNING if changed else Outcome.SKIPPED
        sentence = f"{after.email} has said no after that consent: it gets no mailings."
        return Verdict(outcome, "withdrawn", sentence)
    if not new:
        return CHANGED if changed else UNCHANGED
    if not after.email:
        return Verdict(Outcome.WARNING, "no_address", "Imported; the family gets no mail.")
    if not is_address(normal(after.email)):
        sentence = f"Imported, but '{after.email[:80]}' cannot be a mail address: no mail is sent."
        return Verdict(Outcome.WARNING, "bad_address", sentence)
    return Verdict()


def _take_back(
    wanted: Sequence[FamilyRow | Verdict],
    memory: Sequence[Any],
    records: Records,
    _undoing: Undoing[Any],
) -> list[Performed]:
    rows = [row for row in wanted if isinstance(row, FamilyRow)]
    unmaking = Unmaking((row.id for row in rows), records)
    return [
        forgotten()
        if known is None or isinstance(row, Verdict)
        else unmaking.made(row.family)
        if known == NEW
        else unmaking.changed(row.family, known)
        for row, known in zip(wanted, memory, strict=True)
    ]


ENTITY = Entity(
    name="families",
    columns=COLUMNS,
    tally=_TALLY,
    row=FamilyRow,
    read=_read,
    target=lambda key, row: Target(key, writes=_WRITES + len(row.keywords), affinity=row.id),
    save=_save,
    key=lambda row: family_key(row.id),
    upsert_writes=_UPSERT_WRITES,
    undo=_take_back,
    undo_writes=_WRITES + _UPSERT_WRITES,
)
