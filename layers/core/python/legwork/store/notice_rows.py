"""Notices as rows of their table, fifty of a batch in each."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from legwork.domain.effect import Absent, Item, Put
from legwork.domain.errors import Unreadable
from legwork.domain.notice import (
    NOTICES_OF_CALL,
    Fate,
    Notice,
    NoticeRow,
    NoticeState,
    StagedNotice,
)
from legwork.domain.outcome import Outcome
from legwork.domain.readable import readable
from legwork.store import keys

_log = logging.getLogger(__name__)


def staging(
    task_id: str, lane: int, batch: int, notices: Sequence[StagedNotice], expires_at: datetime
) -> list[Put]:
    """The rows that a batch's notices make, to be written in the batch's own transaction."""
    rows = []
    for part, begin in enumerate(range(0, len(notices), NOTICES_OF_CALL)):
        some = notices[begin : begin + NOTICES_OF_CALL]
        common = _common([one.notice.data for one in some])
        row = {
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
                for one in some
            ],
            "expires_at": int(expires_at.timestamp()),
        }
        rows.append(Put(keys.notice(task_id, lane, batch, part), row, (Absent(),)))
    return rows


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
    )


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
    return StagedNotice(position, came_of_it, Notice(to, {**common, **data}), *code)
