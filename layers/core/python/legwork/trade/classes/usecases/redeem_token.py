"""Redeem a makeup token for a session."""

from __future__ import annotations

from legwork.domain.errors import Conflicted, NotFound
from legwork.domain.permission import Caller, Permission
from legwork.domain.record import Records
from legwork.ports import Clock, Database, TransactionRefused
from legwork.store.records import effects_in_account
from legwork.trade.classes import makeup_token as tokens
from legwork.trade.classes.enrollment import Enrollment
from legwork.trade.classes.makeup_token import MakeupToken, token_key
from legwork.trade.classes.rules.redeeming import Redeeming, Redemption
from legwork.trade.families import student as students
from legwork.trade.families.student import Student
from legwork.trade.imports.row_values import is_name

ROUNDS = 5
"""How often it is decided again because somebody changed what it rests on."""


def redeem_token(
    student: str,
    token: str,
    *,
    class_id: str,
    date: str,
    starts: str,
    caller: Caller,
    database: Database,
    records: Records,
    clock: Clock,
) -> Enrollment:
    """The enrollment for that one session. A second call for the same session changes nothing.

    Args:
        student: whose token.
        token: which one.
        class_id, date, starts: the session.
        caller: who asks.
        database, records, clock: the ports.

    Raises:
        NotAllowed: the caller may not work with tokens.
        NotFound: there is no such student, or no such token of theirs.
        InvalidInput: there is no such session, or it is past.
        NotPossible: the token or the session does not allow it.
        Conflicted: others keep changing the session.
    """
    caller.require(Permission.TOKENS)
    wanted = Redemption(class_id=class_id, date=date, starts=starts, by=caller.id, at=clock.now())
    for _ in range(ROUNDS):
        redeeming = Redeeming(*_find(student, token, records), wanted, records)
        if redeeming.done:
            return redeeming.enrollment
        try:
            database.transact(records=effects_in_account(caller.account, redeeming.effects()))
        except TransactionRefused:
            continue
        return redeeming.enrollment
    raise Conflicted("Others keep changing this session. Send the same call again in a moment.")


def _find(student: str, token: str, records: Records) -> tuple[Student, MakeupToken]:
    known = students.find([student], records).get(student)
    if known is None:
        raise NotFound(f"There is no student '{student[:64]}'.")
    key = token_key(student, token)
    item = records.get([key]).get(key) if is_name(token) else None
    if item is None:
        raise NotFound(f"{student} has no token '{token[:64]}'.")
    return known, tokens.from_item(item)
