"""Undo a task: launch another one that takes back, target by target, what it did."""

from __future__ import annotations

from legwork import kinds
from legwork.domain.errors import CannotBeUndone, StateChanged, UndoneAlready, WrongState
from legwork.domain.permission import Caller
from legwork.domain.retention import IDEMPOTENCY
from legwork.domain.sentence import sentence
from legwork.domain.task import TITLE_LENGTH, Task, TaskRef
from legwork.ports import Clock, Database, Files, Ids, Queues
from legwork.store import launches
from legwork.usecases.keep_upload import keep_upload_of
from legwork.usecases.launch_task import find_launched, queue_planning

_NEVER = "What it does cannot be taken back."


def undo_task(
    first: Task,
    *,
    caller: Caller,
    key: str,
    fingerprint: str,
    database: Database,
    files: Files,
    queues: Queues,
    clock: Clock,
    ids: Ids,
    preview: bool = False,
) -> Task:
    """Launch the undo of a task; the same call again answers with the same task.

    A task is undone once: what its undo leaves over, a retry of that takes up. It may be previewed
    as often as people like: that takes nothing back.

    Raises:
        NotAllowed: the caller lacks the kind's permission.
        CannotBeUndone: its kind takes nothing back, or it is an undo itself.
        UndoneAlready: another task undoes it, or has.
        WrongState: it has not ended, or it has done nothing.
        KeyReused: the key was used for another request.
    """
    database.tab.open()
    caller.require(kinds.find(first.kind).permission)
    earlier = find_launched(
        caller=caller, key=key, fingerprint=fingerprint, database=database, clock=clock
    )
    if earlier is None:
        check_undo(first)
        keep_upload_of(first, files=files)
        undo = _undo(first, caller, preview, database, clock, ids)
        memory = launches.Memory(caller.id, key, fingerprint, undo.created_at + IDEMPOTENCY)
        earlier = _recorded(undo, first, caller, memory, database, clock)
    queue_planning(earlier, queues=queues)
    return earlier


def check_undo(first: Task) -> None:
    """Refuse to undo what cannot be.

    Raises:
        CannotBeUndone, UndoneAlready, WrongState: as it says.
    """
    kind = kinds.find(first.kind)
    if kind.reverse is None:
        raise CannotBeUndone(f"{kind.title} cannot be undone. {kind.irreversible or _NEVER}")
    if first.preview:
        raise CannotBeUndone("It is a preview, and nothing of it was done.")
    if first.undo_of is not None:
        raise CannotBeUndone("It is an undo itself. Launch the first task anew instead.")
    if not first.state.ended:
        raise WrongState("The task has not ended. Wait for its end, or cancel it, then undo it.")
    if first.undone_by is not None:
        raise UndoneAlready(f"Task {first.undone_by} undoes it. What that leaves, retry there.")
    if not first.can_be_undone:
        raise WrongState("There is nothing to undo: the task has changed nothing.")


def _undo(
    first: Task, caller: Caller, preview: bool, database: Database, clock: Clock, ids: Ids
) -> Task:
    of_account = launches.next_of(database, caller.account)
    return Task(
        ref=TaskRef(caller.account, ids.new()),
        number=of_account.number,
        stop_when=None if preview else of_account.stop_when,
        kind=first.kind,
        params=first.params,
        title=sentence(f"Undo: {first.title}", TITLE_LENGTH),
        launched_by=caller.as_launcher,
        created_at=clock.now(),
        subject=first.subject,
        undo_of=first.ref.id,
        preview=preview,
    )


def _recorded(
    undo: Task,
    first: Task,
    caller: Caller,
    memory: launches.Memory,
    database: Database,
    clock: Clock,
) -> Task:
    try:
        return launches.record(database, undo, memory, undone=None if undo.preview else first)
    except StateChanged as changed:
        raise UndoneAlready("Another task has just begun to undo it.") from changed
    except launches.AlreadyLaunched:
        # The same call came twice at the same moment, and the other one was first.
        found = find_launched(
            caller=caller,
            key=memory.key,
            fingerprint=memory.fingerprint,
            database=database,
            clock=clock,
        )
        if found is None:
            raise
        return found


def undo_warning(task: Task) -> str | None:
    """What an undo would not take back, in a sentence or two; nothing when it takes back all."""
    reverse = kinds.find(task.kind).reverse
    told = [reverse.warning] if reverse is not None and reverse.warning else []
    left = task.notices.sent + task.notices.in_doubt
    if left:
        mails = "1 mail has" if left == 1 else f"{left:,} mails have"
        told.insert(0, f"{mails} left already: mail cannot be unsent.")
    return " ".join(told) or None
