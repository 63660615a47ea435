"""Keep an upload: once a launch names it, it stays for as long as its task may be retried."""

from __future__ import annotations

from contextlib import suppress

from legwork import kinds
from legwork.domain.errors import Unreadable
from legwork.domain.task import Task
from legwork.ports import Files
from legwork.store.files import incoming_key, upload_key


def keep_upload(account: str, upload: str | None, *, files: Files) -> None:
    """Keep an upload before its task is written down; twice is as good as once.

    Args:
        account: whose it is.
        upload: its id; a launch without one has nothing to keep.
        files: the port.
    """
    if upload is not None:
        files.keep(upload_key(account, upload), source=incoming_key(account, upload))


def keep_upload_of(task: Task, *, files: Files) -> None:
    """Keep the upload of a task that is taken up once more."""
    kind = kinds.find(task.kind)
    # Parameters that cannot be read any more are the planning's to complain of.
    with suppress(Unreadable):
        keep_upload(task.ref.account, kind.upload(kind.read_params(task.params)), files=files)
