"""What struck and what happened, in numbers: chaos that leaves something out proves little."""

from collections import Counter
from collections.abc import Iterable

from legwork.domain.task import PAUSABLE, TaskState

FAULTS = (
    "killed before a call",
    "killed after a call",
    "answer lost",
    "call made twice by the client library",
    "throttled",
    "conflict",
    "mail call throttled",
    "mail call refused",
    "mail call without an answer, mail sent",
    "mail call without an answer, nothing sent",
    "tables throttled for minutes",
    "calls to a table that throttles for minutes",
    "batch read done in part",
    "batch write done in part",
    "writes side by side done in part",
    "file could not be read",
    "connection to a file lost in its middle",
    "days with late indexes",
    "days passed",
    "rows removed when their time was over",
    "restarts",
    "messages that came again after their work",
    "message lost",
    "message duplicated",
    "message delayed",
    "messages out of order",
    "ends of tasks lost on their way",
    "watch ahead",
    "watch behind",
)
CALLS = (
    *(
        f"launched {kind}"
        for kind in (
            "permit_save in the background",
            "permit_save within the call",
            "permit_billout in the background",
            "permit_billout within the call",
            "import_records",
            "assign_keywords",
            "email_blast",
            "generate_makeup_tokens",
            "cancel_classes",
            "restore_classes",
            "post_charges",
            "apply_credits",
        )
    ),
    "launched again with the same key",
    "retried",
    "retry refused",
    "previewed",
    "previewed by Autopilot",
    "preview run",
    "run of a preview refused",
    "undone",
    "undo refused",
    "pause refused",
    "resumed",
    "resumed, and waits for its turn",
    "resume refused",
    "account held",
    "hold lifted",
    "deleted",
    "delete refused",
    "read",
    "listed",
    "unsubscribed",
    "suppressed",
)
PAUSES = (
    *(f"paused while {state.value}" for state in PAUSABLE),
    "paused while paused",
    "paused by its threshold",
    "paused by a hold",
)
CANCELS = (
    *(f"cancelled while {state.value}" for state in TaskState if state.can_be_cancelled),
    *(f"cancel refused, {state.value}" for state in TaskState if not state.can_be_cancelled),
)
ENDS = (
    *(f"tasks {state.value}" for state in TaskState if state.ended),
    "a task waits for its turn",
    "tasks purged",
    "messages dead",
    "ends announced by the watchdog",
    "ends announced again",
    *(
        f"targets {outcome}"
        for outcome in ("succeeded", "warnings", "errors", "skipped", "not attempted")
    ),
    *(f"mails {fate}" for fate in ("sent", "refused", "in doubt", "discarded")),
)
SECTIONS = {
    "What went wrong": FAULTS,
    "What staff did": CALLS,
    "Pauses": PAUSES,
    "Cancels": CANCELS,
    "What came of it": ENDS,
}


def missing(tally: Counter[str]) -> list[str]:
    """What never happened."""
    return [name for section in SECTIONS.values() for name in section if not tally[name]]


def unknown(tally: Iterable[str]) -> list[str]:
    """What is counted under a name that no section has."""
    return sorted(set(tally) - {name for section in SECTIONS.values() for name in section})
