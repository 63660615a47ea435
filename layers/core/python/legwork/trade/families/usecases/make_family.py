"""Make a family."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from legwork.domain.correction import restated
from legwork.domain.effect import Effect
from legwork.domain.permission import Caller, Permission
from legwork.domain.recipient import Consent
from legwork.domain.record import Records
from legwork.ports import Clock, Database
from legwork.trade.families.family import Family
from legwork.trade.families.keyword import KeywordType, file_under
from legwork.trade.families.rules import changing
from legwork.trade.families.rules.agreeing import agree
from legwork.trade.families.usecases.read_family import FamilyReading, read_family
from legwork.trade.imports.row_values import check_name
from legwork.usecases.make_record import make_record


def make_family(
    family: str,
    said: Mapping[str, Any],
    consent: Consent | None,
    *,
    caller: Caller,
    clock: Clock,
    database: Database,
    records: Records,
) -> FamilyReading:
    """The family once it is made. It has agreed to mailings only if that is said.

    Args:
        family: what it is to be called by.
        said: fields with what they are to be; None for what new families have.
        consent: what is said of its consent to mailings, if anything.
        caller: who makes it.
        clock: says when.
        database, records: the account's.

    Raises:
        NotAllowed: the caller may not make families.
        ThereAlready, InvalidInput, Conflicted: see ``make_record``.
    """
    caller.require(Permission.CLASSES)
    check_name("family", family)
    wanted, now = restated(Family(id=family, email=""), said), clock.now()

    def make() -> Iterator[Effect]:
        changing.check(wanted)
        yield from changing.make(wanted)
        yield from file_under(wanted.keywords, KeywordType.FAMILY, records)
        yield from agree(wanted.email, consent, records, now)

    return make_record(
        lambda: read_family(family, caller=caller, records=records),
        make,
        account=caller.account,
        database=database,
    )
