"""Notices as rows of their table, fifty of a batch in each."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from legwork.domain import schema
from legwork.domain.charge import Order
from legwork.domain.effect import Absent, Item, Put
from legwork.domain.errors import Unreadable
from legwork.domain.notice import (
    CARDS_FROM,
    NOTICES_OF_CALL,
    TELLING_FROM,
    Channel,
    Fate,
    Notice,
    NoticeRow,
    NoticeState,
    StagedNotice,
)
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.part_of_row import part_of_row
from legwork.domain.readable import readable
from legwork.store import keys

_log = logging.getLogger(__name__)
_ROW_BYTES, _NOTICE_BYTES = 300, 20
"""Of a row, and of each of its notices, beside what they say."""


def staging(
    task_id: str, lane: int, batch: int, notices: Sequence[StagedNotice], expires_at: datetime
) -> list[Put]:
    """The rows that a batch's notices make, to be written in the batch's own transaction.

    Mails lie fifty in a row, as one call sends them; an order to the payment service is a call.
    """
    mails = [one for one in notices if one.notice.channel is Channel.MAIL]
    orders = [one for one in notices if one.notice.channel is Channel.CARD]
    parts: list[tuple[int, Sequence[StagedNotice]]] = [
        (part, mails[begin : begin + NOTICES_OF_CALL])
        for part, begin in enumerate(range(0, len(mails), NOTICES_OF_CALL))
    ]
    parts += [(CARDS_FROM + one.position, [one]) for one in orders]
    return [
        Put(keys.notice(task_id, lane, batch, part), _row(some, expires_at), (Absent(),))
        for part, some in parts
    ]


def telling(
    task_id: str, row: NoticeRow, notice: Notice, outcome: Outcome, expires_at: datetime
) -> Put:
    """The row of a mail that tells of what came of an order, to be written as that is settled."""
    one = StagedNotice(row.notices[0].position, outcome, notice)
    part = TELLING_FROM + row.part - CARDS_FROM
    key = keys.notice(task_id, row.lane, row.batch, part)
    return Put(key, _row([one], expires_at), (Absent(),))


def _row(notices: Sequence[StagedNotice], expires_at: datetime) -> dict[str, Any]:
    channel = notices[0].notice.channel
    common = _common([one.notice.data for one in notices])
    return {
        **schema.MARK,
        "state": NoticeState.STAGED.value,
        "common": common,
        "notices": [
            [
                one.position,
                "" if one.outcome is Outcome.SUCCEEDED else one.outcome.value,
                one.notice.to,
                {name: said for name, said in one.notice.data.items() if name not in common},
                *([one.code] if one.code else []),
            ]
            for one in notices
        ],
        "expires_at": int(expires_at.timestamp()),
        **({} if channel is Channel.MAIL else {"channel": channel.value}),
    }


def _common(said: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """What all notices of a row say, such as the sender: it is written once.

    A row is written three times, and paid by its size: staged, claimed, settled.
    """
    return {
        name: value
        for name, value in said[0].items()
        if all(other.get(name) == value for other in said)
    }


def from_row(lane: int, sort: str, row: Item) -> NoticeRow:
    """The notices that a row holds; a spoilt one holds none."""
    try:
        return _read(lane, sort, row)
    except Unreadable as error:
        _log.error("%s of lane %d: %s", sort, lane, error)
        batch, part = _place(sort)
        return NoticeRow(
            lane=lane, batch=batch, part=part, notices=(), state=NoticeState.SETTLED, spoilt=True
        )


@readable("row of notices")
def _read(lane: int, sort: str, row: Item) -> NoticeRow:
    schema.check(row)
    batch, part = _place(sort)
    claimed_at = row.get("claimed_at")
    return NoticeRow(
        lane=lane,
        batch=batch,
        part=part,
        # The last release wrote everything with each notice.
        notices=tuple(_staged(one, row.get("common", {})) for one in row["notices"]),
        state=NoticeState(row["state"]),
        attempt=row.get("attempt", ""),
        claimed_at=datetime.fromisoformat(claimed_at) if claimed_at else None,
        fates=tuple(map(Fate, row.get("fates", ""))),
        remarks={int(place): remark for place, remark in row.get("remarks", {}).items()},
        # The last release knew mail alone.
        channel=Channel(row.get("channel", Channel.MAIL.value)),
        order=part_of_row(Order, row["order"]) if row.get("order") else None,
        verdict=_verdict(row["verdict"]) if row.get("verdict") else None,
    )


def _verdict(stored: Sequence[str]) -> Verdict:
    outcome, code, message, *_later = stored
    return Verdict(Outcome(outcome), code, message)


def _place(sort: str) -> tuple[int, int]:
    _, batch, part = sort.split("#")
    return int(batch), int(part)


def _staged(stored: Any, common: Mapping[str, str]) -> StagedNotice:
    """One notice of a row; one that cannot be read goes to nobody, and the others go out."""
    try:
        return _read_notice(stored, common)
    except Unreadable:
        position = stored[0] if isinstance(stored, list) and stored else -1
        place = position if type(position) is int else -1
        return StagedNotice(place, Outcome.SUCCEEDED, Notice(""))


@readable("notice")
def _read_notice(stored: Any, common: Mapping[str, str]) -> StagedNotice:
    # The last release kept no code, and said of those that succeeded that they did.
    position, outcome, to, data, *code = stored
    came_of_it = Outcome(outcome or Outcome.SUCCEEDED.value)
    return StagedNotice(position, came_of_it, Notice(to, {**common, **data}), *code[:1])


def stored_bytes(row: NoticeRow) -> int:
    """How many bytes it takes, nearly: what all of its notices say is stored once."""
    common = _common([one.notice.data for one in row.notices]) if row.notices else {}
    size = _ROW_BYTES + sum(len(f"{name}{said}".encode()) for name, said in common.items())
    for one in row.notices:
        size += _NOTICE_BYTES + len(one.notice.to.encode())
        for name, said in one.notice.data.items():
            if name not in common:
                size += 1 + len(name) + len(said.encode())
    return size


def about_bytes(row: NoticeRow) -> int:
    """About how many bytes it has: to be exact would cost more than all the rest."""
    return sum(
        len(f"{one.notice.to} {one.notice.data}".encode(errors="replace")) for one in row.notices
    )
