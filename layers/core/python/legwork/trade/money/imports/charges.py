"""Importing charges, such as those that were open in another system.

A charge is posted once: by what the file calls it, or else by all that its row says. What is posted
is never changed, in either mode: it is countered, and posted anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from legwork.domain.effect import Item, Key
from legwork.domain.kind import Performed
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.domain.reverse import Undoing, forgotten
from legwork.trade.classes.class_ import class_key
from legwork.trade.families import family as families
from legwork.trade.families.family import family_key
from legwork.trade.imports.entity import NEW, UNCHANGED, Entity, Manner
from legwork.trade.imports.row_values import RowValues
from legwork.trade.money import account as accounts
from legwork.trade.money import history as histories
from legwork.trade.money import posting as postings
from legwork.trade.money.account import account_key
from legwork.trade.money.book import Book
from legwork.trade.money.posting import (
    CATEGORY_PATTERN,
    CENTS_MAX,
    NOTE_LENGTH,
    Posting,
    PostingType,
    dollars,
    posting_key,
)
from legwork.trade.money.rules.uncharging import Uncharging

CODES = {
    "unknown_family": "There is no such family: import it first.",
    "unknown_class": "There is no such class: import it first.",
    "other_family": "The student is none of that family.",
    "countered": "It was posted, and taken back since: under another name it is charged anew.",
    "differs": "It is posted already and says something else. A posting is never changed.",
}
"""What its codes mean."""

COLUMNS = (
    "charge",
    "family",
    "class",
    "student",
    "category",
    "amount_cents",
    "day",
    "due_day",
    "note",
)
"""Columns of a CSV file of charges."""
_WRITES = 2
"""The posting, and the family's account."""
_TALLY = "charges"
_DIGEST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRow:
    """A row."""

    charge: str
    """What the file calls it; may be empty."""
    family: str
    class_id: str
    student: str
    category: str
    cents: int
    day: str
    due_day: str
    note: str

    @property
    def id(self) -> str:
        """The id of its posting: the same row again is the same posting."""
        said = (self.charge,) if self.charge else tuple(map(str, self._said))
        digest = hashlib.sha256("\x1f".join(said).encode()).hexdigest()
        return f"IMPORT-{digest[:_DIGEST]}"

    @property
    def key(self) -> Key:
        """Where its posting lies."""
        return posting_key(self.family, self.id)

    @property
    def _said(self) -> tuple[object, ...]:
        names = ("class_id", "student", "category", "cents", "day", "due_day", "note")
        return tuple(getattr(self, name) for name in names)

    def posting(self, manner: Manner) -> Posting:
        """The charge."""
        return Posting(
            id=self.id,
            family=self.family,
            type=PostingType.CHARGE,
            category=self.category,
            amount_cents=self.cents,
            at=manner.now,
            day=self.day,
            due_day=self.due_day,
            class_id=self.class_id,
            student=self.student,
            note=self.note,
            reference=self.charge,
        )


def _read(values: Mapping[str, str]) -> ChargeRow:
    row = RowValues(values)
    day = row.day("day")
    read = ChargeRow(
        charge=row.text("charge"),
        family=row.name("family"),
        class_id=row.name("class") if _said(values, "class") else "",
        student=row.name("student") if _said(values, "student") else "",
        category=row.text("category"),
        cents=row.whole("amount_cents", 1, CENTS_MAX),
        day=day,
        due_day=row.day("due_day") if _said(values, "due_day") else day,
        note=row.text("note", longest=NOTE_LENGTH),
    )
    if not re.fullmatch(CATEGORY_PATTERN, read.category):
        row.refuse("category", "a word such as tuition: small letters, digits, - and _")
    if read.due_day < read.day:
        row.refuse("due_day", "before the day")
    row.check()
    return read


def _said(values: Mapping[str, str], field: str) -> bool:
    return bool((values.get(field) or "").strip())


def _save(
    wanted: Sequence[ChargeRow | Verdict], records: Records, manner: Manner
) -> list[Performed]:
    rows = [row for row in wanted if isinstance(row, ChargeRow)]
    found = records.get({key for row in rows for key in _keys(row, manner)})
    books = {
        name: Book(accounts.of_item(name, found.get(account_key(name))))
        for name in {row.family for row in rows}
    }
    batch = _Batch(dict(found), books, records)
    return [
        Performed(one) if isinstance(one, Verdict) else _post(one, batch, manner) for one in wanted
    ]


@dataclass(frozen=True, slots=True)
class _Batch:
    """What a batch has read, and what its rows leave behind."""

    seen: dict[Key, Item]
    books: Mapping[str, Book]
    records: Records
    _countered: dict[str, Mapping[str, int]] = field(default_factory=dict)

    def is_countered(self, row: ChargeRow) -> bool:
        """Whether a charge that is posted was taken back. One that is open was not."""
        if row.id in self.books[row.family].account.open:
            return False
        if row.family not in self._countered:
            history = histories.read(row.family, self.records)
            self._countered[row.family] = history.countered
        return row.id in self._countered[row.family]


def _keys(row: ChargeRow, manner: Manner) -> Iterator[Key]:
    """What is read for a row.

    Hardly ever is it posted already, so that is looked at when it proves wrong: nothing is posted
    twice all the same, since a posting is written on condition that it is not there.
    """
    yield from (family_key(row.family), account_key(row.family))
    if row.class_id:
        yield class_key(row.class_id)
    if manner.again:
        yield row.key


def _post(row: ChargeRow, batch: _Batch, manner: Manner) -> Performed:
    wanted, seen, book = row.posting(manner), batch.seen, batch.books[row.family]
    if (item := seen.get(row.key)) is not None:
        if batch.is_countered(row):
            said = "It was taken back since. To charge it anew, give it another name in 'charge'."
            return Performed.skipped("countered", said)
        earlier = postings.from_item(row.family, item)
        if replace(wanted, at=earlier.at) == earlier:
            return Performed(UNCHANGED)
        sentence = f"There is such a charge of {dollars(earlier.amount_cents)}: counter it first."
        return Performed(Verdict(Outcome.SKIPPED, "differs", sentence))
    home = seen.get(family_key(row.family))
    if home is None:
        return Performed.error("unknown_family", f"There is no family '{row.family}'.")
    if row.class_id and class_key(row.class_id) not in seen:
        return Performed.error("unknown_class", f"There is no class '{row.class_id}'.")
    if row.student and row.student not in families.from_item(home).students:
        sentence = f"'{row.student}' is no student of family '{row.family}'."
        return Performed.error("other_family", sentence)
    book.charge(wanted)
    seen[row.key] = postings.to_item(wanted)
    return Performed(Verdict(), book.take(), {_TALLY: 1}, memory=NEW)


def _take_back(
    wanted: Sequence[ChargeRow | Verdict],
    memory: Sequence[Any],
    records: Records,
    undoing: Undoing[Any],
) -> list[Performed]:
    families_ = {row.family for row in wanted if isinstance(row, ChargeRow)}
    uncharging = Uncharging(families_, undoing.task_id, undoing.now, records)
    return [
        forgotten() if known is None or isinstance(row, Verdict) else _counter(row, uncharging)
        for row, known in zip(wanted, memory, strict=True)
    ]


def _counter(row: ChargeRow, uncharging: Uncharging) -> Performed:
    countered = uncharging.counter(row.family, [row.id])
    if isinstance(countered, Performed):
        return countered
    return Performed(Verdict(), countered[0], {_TALLY: -1})


ENTITY = Entity(
    name="charges",
    columns=COLUMNS,
    tally=_TALLY,
    row=ChargeRow,
    read=_read,
    target=lambda key, row: Target(key, writes=_WRITES, affinity=row.family),
    save=_save,
    key=lambda row: row.key,
    undo=_take_back,
    undo_writes=_WRITES,
)
