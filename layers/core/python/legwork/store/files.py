"""Where files lie in the file store."""

from __future__ import annotations

from legwork.domain.task import TaskRef


def report_key(ref: TaskRef, name: str) -> str:
    """A file that was made for a task."""
    return f"{reports_of(ref)}{name}"


def reports_of(ref: TaskRef) -> str:
    """All files that were made for a task begin so."""
    return f"reports/{ref.account}/{ref.id}/"


def part_key(ref: TaskRef, lane: int, batch: int, digest: str) -> str:
    """What a batch adds to the file of its task."""
    return report_key(ref, f"parts/{lane:02}-{batch:06}-{digest}.jsonl")


def upload_key(account: str, upload: str) -> str:
    """An uploaded file that a launch has named: it stays for as long as its task may be retried."""
    return f"uploads/{account}/{upload}"


def incoming_key(account: str, upload: str) -> str:
    """An uploaded file that no launch has named yet: it stays for some days."""
    return f"incoming/{account}/{upload}"
