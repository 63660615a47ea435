"""The shapes the API answers with, as far as the command line reads them. Money is in cents."""

from typing import Any, Literal, NotRequired, TypedDict


class Subject(TypedDict):
    """What a task is about."""

    type: str
    id: str


class Launcher(TypedDict):
    """Who launched a task, and whether by hand or by Autopilot."""

    id: str
    name: str
    via: str


Count = Literal["succeeded", "warnings", "errors", "skipped", "remaining", "not_attempted"]
DONE: tuple[Count, ...] = ("succeeded", "warnings", "errors", "skipped")
"""The counts of targets that were worked on."""
COUNTS: tuple[Count, ...] = (*DONE, "remaining", "not_attempted")
MailCount = Literal["sent", "discarded", "in_doubt", "refused", "staged"]
MAIL_COUNTS: tuple[MailCount, ...] = ("sent", "discarded", "in_doubt", "refused", "staged")


class Notices(TypedDict):
    """Mail of a task, by what became of it."""

    staged: int
    sent: int
    discarded: int
    in_doubt: int
    refused: int


class Progress(TypedDict):
    """Targets of a task, by what became of them; they always add up to the total."""

    total: int
    succeeded: int
    warnings: int
    errors: int
    skipped: int
    remaining: int
    not_attempted: int
    notices: NotRequired[Notices]


class Result(TypedDict):
    """What an ended task points to."""

    type: str
    id: str
    href: str
    summary: str


class Cancellation(TypedDict):
    """Who cancelled a task, when and why."""

    at: str
    by: str
    reason: str | None


class Task(TypedDict):
    """A background task."""

    id: str
    number: int
    kind: str
    title: str
    state: str
    status: str
    subject: Subject | None
    launched_by: Launcher
    created_at: str
    started_at: str | None
    ended_at: str | None
    expires_at: str | None
    progress: Progress
    cancelled: Cancellation | None
    result: Result | None
    failure: NotRequired[str | None]
    retry_of: NotRequired[str | None]
    retried_by: NotRequired[str | None]
    workflow: NotRequired[dict[str, str] | None]
    waiting: NotRequired[dict[str, Any] | None]


class Kind(TypedDict):
    """A kind of task that the user may launch."""

    name: str
    title: str
    permission: str
    params: dict[str, Any]


class Outcome(TypedDict):
    """What came of one target."""

    target: str
    outcome: str
    code: str
    message: str
    at: str | None


class Example(TypedDict):
    """One of the targets of a group."""

    target: str
    message: str


class OutcomeGroup(TypedDict):
    """Targets that ended alike."""

    outcome: str
    code: str
    count: int
    example: Example | None


class Reservation(TypedDict):
    """One facility for one time, as part of a permit."""

    id: str
    facility: str
    starts_at: str
    ends_at: str
    amount_cents: int
    event: str | None
    status: str
    receipt: str | None


class ReservationCounts(TypedDict):
    """Reservations of a permit by their status."""

    total: int
    reserved: int
    billed: int


class PermitAmounts(TypedDict):
    """What a permit costs, and how much of it has been billed."""

    total: int
    billed: int


class Requirements(TypedDict, total=False):
    """What checkout would have asked for: how many, or their names."""

    prompts: int | list[str]
    waivers: int | list[str]
    forms: int | list[str]


class Permit(TypedDict):
    """A permit with its counts and totals."""

    id: str
    holder: str
    reservations: ReservationCounts
    amount_cents: PermitAmounts
    requirements: Requirements


class SavedPermit(Permit):
    """A permit that was saved within the call, with what came of that."""

    saved: Progress
    outcomes: list[Outcome]


class ReceiptLine(TypedDict):
    """One billed reservation on a receipt."""

    reservation: str
    facility: str
    starts_at: str
    ends_at: str
    amount_cents: int


class Receipt(TypedDict):
    """What one bill-out posted to the holder's account."""

    id: str
    permit: str
    holder: str
    payment: str
    total_cents: int
    lines: list[ReceiptLine]
    outstanding: Requirements


class Posting(TypedDict):
    """One receipt on a holder's account."""

    receipt: str
    amount_cents: int
    at: str


class Holder(TypedDict):
    """A permit holder's account."""

    id: str
    balance_cents: int
    postings: list[Posting]


class Check(TypedDict):
    """One thing an audit looked at."""

    name: str
    ok: bool
    detail: str


class Audit(TypedDict):
    """What the invariant checker found about a task."""

    task: str
    ok: bool
    checks: list[Check]


class Mail(TypedDict):
    """A mail as its recipient would get it."""

    to: str
    sender: str
    subject: str
    text: str
    html: str


class Reason(TypedDict):
    """How many would get no mail for one reason, and what is said of the first of them."""

    code: str
    example: str
    count: int


class Preview(TypedDict):
    """What a mailing would do; the numbers are lower bounds when not everybody was looked at."""

    mails: list[Mail]
    would_get: int
    would_not: list[Reason]
    looked_at: int
    complete: bool


class EndedTask(TypedDict):
    """The task a notification speaks of."""

    id: str
    number: int
    title: str
    status: str


class Notification(TypedDict):
    """The notice that a task has ended."""

    id: str
    task: EndedTask
    href: str
    at: str
    read: bool


class Workflow(TypedDict):
    """A task that Autopilot launches on a schedule."""

    id: str
    name: str
    kind: str
    params: dict[str, Any]
    schedule: str
    timezone: str
    enabled: bool
    owner: str
    created_at: str
