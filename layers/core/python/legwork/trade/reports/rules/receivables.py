"""Accounts receivable by age: who owes how much, and for how long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from legwork.domain.day import today
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.trade.families import family as families
from legwork.trade.families.family import Family
from legwork.trade.money import account as accounts
from legwork.trade.money.ageing import NAMES, Ageing, ageing_of
from legwork.trade.reports.report import Choice, Column, ColumnKind, Found, Report, no_check
from legwork.trade.reports.rules.listing import ids_of, key_of, parts_of

CODES = {
    "nothing_open": "Nothing is open on the family's account, and it has no line in the report.",
}
"""What its codes mean."""

COLUMNS = (
    Column("Family"),
    Column("Name"),
    Column("Location"),
    Column("Email"),
    Column("Oldest due", ColumnKind.DAY),
    *(Column(name, ColumnKind.MONEY, total=True) for name in NAMES),
    Column("In hand", ColumnKind.MONEY, total=True),
    Column("Balance", ColumnKind.MONEY, total=True),
)
_NOTHING = Found(code="nothing_open", sentence="Nothing is open on the family's account.")


def _targets(_choice: Choice, records: Records, after: str | None) -> Iterator[Target]:
    for family in ids_of("families", records, after=after):
        yield Target(key_of(family))


def _lines(targets: Sequence[str], choice: Choice, records: Records) -> Sequence[Found]:
    ids = [parts_of(target)[0] for target in targets]
    of_family, day = accounts.find(ids, records), today(choice.now)
    open_ = {name for name, account in of_family.items() if account.open or account.free}
    known = families.find(open_, records)
    return [
        _line(name, known.get(name), ageing_of(of_family[name], day)) if name in open_ else _NOTHING
        for name in ids
    ]


def _line(name: str, family: Family | None, ageing: Ageing) -> Found:
    cells = (
        name,
        family.name if family else None,
        family.location if family else None,
        family.email if family else None,
        ageing.oldest_due,
        *ageing.cents,
        -ageing.in_hand_cents,
        ageing.balance_cents,
    )
    return Found([cells])


RECEIVABLES = Report(
    name="receivables",
    title="Accounts receivable by age",
    columns=COLUMNS,
    order=(1, 0),
    check=no_check,
    targets=_targets,
    lines=_lines,
    about=lambda choice: f"As of {today(choice.now)}, by the day that each charge was due",
    label=lambda target: f"family {parts_of(target)[0]}",
)
