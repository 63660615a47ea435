"""The gates of a task's lanes: a cancel shuts them for good, a pause until it is resumed.

Each change of the gates has a number, which the task's row gives out: a pause and a resume each add
one. A gate keeps the number it heard of last and takes no older one, so that a call which was held
up on its way cannot undo what came after it:

    pause                     resume                    a slow one
    ------ task: number 1     ------ task: number 2
    ------ gates: 1, shut     ------ gates: 2, open     ------ gates: 1, shut: refused

A number stands for one position of the gates alone, so to send it twice is as good as once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from legwork.domain.effect import AtMost, Either, Equals, Present, Update
from legwork.domain.errors import StateChanged
from legwork.domain.lane import Gate, Lane
from legwork.domain.readable import legible
from legwork.domain.task import Task
from legwork.ports import ConditionFailed, Database
from legwork.store import keys, lanes, paces

FOR_GOOD = 10**9
"""Number of a gate that a cancel has shut: no pause and no resume has one as great."""


def shut(database: Database, task: Task, number: int) -> list[Lane]:
    """Shut every gate of a task; each answers with its lane as it is then.

    A lane that cannot be read is shut as well, and left out of the answer.

    One by one, since one transaction over all lanes would lose every race against busy lanes.

    Args:
        database: the tables.
        task: whose.
        number: of this change.

    Raises:
        StateChanged: lanes are gone, the task is being purged; or a later change has reached them.
    """
    return _change(database, task, task.lanes, number, {"gate": Gate.SHUT.value})


def open_(database: Database, task: Task, numbers: Iterable[int], now: datetime) -> list[Lane]:
    """Open the gates of some lanes under the task's own number; answers as ``shut``.

    Raises:
        StateChanged: as of ``shut``.
    """
    # A lane that has not moved for long, since it could not, is not one whose token is lost.
    values = {"gate": Gate.OPEN.value, "moved_at": now.isoformat(), "opened_at": now.isoformat()}
    return _change(database, task, [*numbers], task.gate_number, values, remove=paces.OF_OPENING)


def _change(
    database: Database,
    task: Task,
    numbers: Sequence[int],
    number: int,
    values: dict[str, Any],
    remove: tuple[str, ...] = (),
) -> list[Lane]:
    not_outdated = Either(Equals("gate_number", None), AtMost("gate_number", number))
    changes = [
        Update(
            keys.lane(task.ref.id, lane),
            set={**values, "gate_number": number},
            remove=remove,
            expect=(Present(), not_outdated),
        )
        for lane in numbers
    ]
    try:
        found = database.tasks.write_each(changes)
    except ConditionFailed as refusal:
        raise StateChanged("the lanes are gone, or somebody was faster") from refusal
    return list(legible((row or {} for row in found), lanes.from_row))
