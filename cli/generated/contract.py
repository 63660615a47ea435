"""Made from the OpenAPI document by `make contract`: change that, not this."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict


About: TypeAlias = Literal["end", "approval", "wait", "unapproved", "disabled"]


class AccountsAuditView(TypedDict):
    """What an audit has found on the accounts of some families."""

    balance_cents: int
    families: int
    next_cursor: str | None
    ok: bool
    postings: int
    problems: list[str]


ActName: TypeAlias = Literal[
    "launched",
    "retried",
    "undone",
    "previewed",
    "approved",
    "rejected",
    "cancelled",
    "paused",
    "resumed",
    "pushed_on",
    "deleted",
    "account_held",
    "kind_held",
    "hold_lifted",
    "announced_again",
    "dead_redriven",
    "settings_changed",
    "workflow_added",
    "workflow_changed",
    "workflow_deleted",
    "credential_added",
    "credential_revoked",
    "webhook_added",
    "webhook_changed",
    "webhook_removed",
    "record_changed",
]


ActVia: TypeAlias = Literal["staff", "autopilot", "program", "operator"]


class ActedOnView(TypedDict):
    """The task that an act was about, which may be gone by now."""

    id: str
    kind: str
    number: int
    title: str


class AmountTotals(TypedDict):
    """Sums of a permit's reservations, in cents."""

    billed: int
    total: int


class ApprovalRuleRequest(TypedDict):
    """Which launches of a kind somebody else must approve; without sizes, all of them."""

    from_cents: NotRequired[int | None]
    from_targets: NotRequired[int | None]
    kind: str


class ApprovalRuleView(TypedDict):
    """Which launches of a kind somebody else must approve; without sizes, all of them."""

    from_cents: int | None
    from_targets: int | None
    kind: str


class ApprovalRulesRequest(TypedDict):
    """Which launches somebody else must approve: these, and no others."""

    rules: list[ApprovalRuleRequest]


class ApprovalRulesView(TypedDict):
    """Which launches somebody else must approve."""

    rules: list[ApprovalRuleView]


class ApprovalView(TypedDict):
    """What somebody else has said to a preview."""

    approved: bool
    at: str
    by: str
    digest: str
    reason: str | None


BillingCycle: TypeAlias = Literal[
    "weekly", "two_weeks", "four_weeks", "monthly", "quarterly", "yearly"
]


Reservation: TypeAlias = str


class BilloutRequest(TypedDict):
    """Which reservations to bill out; all that are not billed yet when none are named."""

    reservations: NotRequired[list[Reservation] | None]


class BouncedMail(TypedDict):
    """An address that gets no more mail."""

    account: str
    at: str
    email: str
    id: str
    reason: Literal["bounce", "complaint"]


CallState: TypeAlias = Literal["pending", "delivered", "failed", "dropped"]


class CancelRequest(TypedDict):
    """Why a task is cancelled."""

    reason: NotRequired[str | None]


class CancelledView(TypedDict):
    """Who cancelled, when and why."""

    at: str
    by: str
    reason: str | None


ChargeRequest = TypedDict(
    "ChargeRequest",
    {
        "amount_cents": int,
        "category": str,
        "class": NotRequired[str | None],
        "day": NotRequired[str | None],
        "due_day": NotRequired[str | None],
        "note": NotRequired[str],
        "student": NotRequired[str | None],
    },
)


ClassType: TypeAlias = Literal["class", "camp"]


class CostView(TypedDict):
    """
    What a task has cost so far: units of the tables, as DynamoDB counted them, and mails.

    At the list prices of us-east-1. Not in it: the time of functions, messages and files, some
    hundredths of the whole, and what a payment service takes.
    """

    dollars: float
    mails: int
    read_units: int
    write_units: int


class CounterRequest(TypedDict):
    """How a posting is taken back."""

    note: NotRequired[str]
    unlink: NotRequired[bool]


class CreditRequest(TypedDict):
    """A credit: something given without money coming in."""

    amount_cents: int
    apply: NotRequired[bool]
    category: str
    day: NotRequired[str | None]
    note: NotRequired[str]


class DecideRequest(TypedDict):
    """Why a preview is approved or rejected."""

    reason: NotRequired[str | None]


class DoerView(TypedDict):
    """Who acted."""

    id: str
    name: str


EnrollmentStatus: TypeAlias = Literal["active", "future", "waitlisted", "dropped"]


class EnrollmentView(TypedDict):
    """An enrollment."""

    begins_on: str | None
    billing_cycle: str | None
    drop_reason: str | None
    dropped_on: str | None
    enrolled_day: int
    family: str
    fixed_fee_cents: int | None
    makeup: str | None
    makeup_starts: str | None
    next_billing_day: str | None
    status: EnrollmentStatus
    student: str
    token: str | None
    tuition_cents: int


class ExampleView(TypedDict):
    """One of the targets of a group."""

    message: str
    target: str


class FieldProblem(TypedDict):
    """What is wrong with one field."""

    field: str
    message: str


class FindingView(TypedDict):
    """One thing that an audit checked."""

    detail: str
    name: str
    ok: bool


class GatewayRefusal(TypedDict):
    """What the gateway itself answers, before a function is called."""

    message: NotRequired[str | None]


class GuardianRequest(TypedDict):
    """A parent, or whoever else is responsible for the students."""

    email: NotRequired[str]
    name: str
    phone: NotRequired[str]
    primary: NotRequired[bool]


class GuardianView(TypedDict):
    """A parent, or whoever else is responsible for the students."""

    email: str
    name: str
    phone: str
    primary: bool


class HoldRequest(TypedDict):
    """Why the account's tasks are put on hold."""

    reason: NotRequired[str | None]


class HoldView(TypedDict):
    """Who put the account's tasks on hold."""

    at: str
    by: str | None
    reason: str | None


KeywordType: TypeAlias = Literal["family", "student", "staff", "class", "camp"]


class KeywordView(TypedDict):
    """A keyword that is in use."""

    name: str
    type: KeywordType


class KindCostView(TypedDict):
    """What the tasks of one kind have cost."""

    cost: CostView
    kind: str
    tasks: int


class LastRunView(TypedDict):
    """The last moment that a task was launched for."""

    at: str
    task: str


class LineView(TypedDict):
    """A line of a receipt."""

    amount_cents: int
    ends_at: str
    facility: str
    reservation: str
    starts_at: str


class MailBouncedCall(TypedDict):
    """Says that a mail came back for good, or that somebody complained."""

    data: BouncedMail
    timestamp: str
    type: Literal["mail.bounced"]


class MailView(TypedDict):
    """A mail as its recipient would get it; the link to unsubscribe is a stand-in."""

    html: str
    sender: str
    subject: str
    text: str
    to: str


class MayView(TypedDict):
    """What the caller may do with the task now."""

    approve: bool
    cancel: bool
    delete: bool
    pause: bool
    resume: bool
    retry: bool
    run: bool
    undo: bool


MethodState: TypeAlias = Literal["active", "invalid"]


class MonthlyCostView(TypedDict):
    """What the account's tasks have cost that ended in a month, UTC, and are announced."""

    cost: CostView
    kinds: list[KindCostView]
    month: str
    tasks: int


class NamedView(TypedDict):
    """A record by id and name."""

    id: str
    name: str | None


class NoticesView(TypedDict):
    """Mails, and orders to the payment service, that a task has staged: what became of them."""

    discarded: NotRequired[int]
    in_doubt: NotRequired[int]
    refused: NotRequired[int]
    sent: NotRequired[int]
    staged: NotRequired[int]


class NotifiedWebhookView(TypedDict):
    """A webhook that is called no more."""

    id: str
    reason: str
    url: str


Outcome: TypeAlias = Literal["succeeded", "warning", "error", "skipped", "not_attempted"]


OutcomeCode: TypeAlias = Literal[
    "",
    "age_max",
    "already_billed",
    "already_cancelled",
    "already_charged",
    "already_done",
    "already_dropped",
    "bad_address",
    "bad_row",
    "below_minimum",
    "billed",
    "billing_enabled",
    "billing_off",
    "cancelled",
    "cancelled_again",
    "cannot_undo",
    "changed",
    "changed_since_preview",
    "clash",
    "conflict",
    "contended",
    "countered",
    "covered_by_credit",
    "declined",
    "declined_for_good",
    "differs",
    "dropped",
    "duplicate",
    "edited_since",
    "elsewhere",
    "enrolled",
    "free",
    "gave_up",
    "gone",
    "has_already",
    "has_not",
    "in_doubt",
    "inactive",
    "instructor",
    "internal",
    "limit",
    "little_due",
    "mail_refused",
    "makeup",
    "method_expired",
    "method_invalid",
    "more_left",
    "moved",
    "needs_family",
    "no_address",
    "no_consent",
    "no_family",
    "no_meetings",
    "no_method",
    "no_payment",
    "no_sender",
    "no_statement",
    "no_tokens",
    "nobody_active",
    "not_active",
    "not_assigned",
    "not_cancelled",
    "not_charged",
    "not_due",
    "not_enrolled",
    "not_found",
    "not_on_autopay",
    "not_opted_in",
    "not_overdue",
    "not_recorded",
    "not_restored",
    "not_so_old",
    "not_storable",
    "not_to_be_tried",
    "not_told",
    "nothing_due",
    "nothing_open",
    "nothing_to_apply",
    "omitted",
    "on_autopay",
    "order_refused",
    "other_class",
    "other_email",
    "other_family",
    "other_setup",
    "other_type",
    "past",
    "pending",
    "refunded_before",
    "stated_today",
    "still_pending",
    "suppressed",
    "token_used",
    "too_large",
    "too_many_charges",
    "too_many_keywords",
    "too_many_writes",
    "too_much_at_once",
    "unchanged",
    "unknown_class",
    "unknown_family",
    "unreadable",
    "unsubscribed",
    "withdrawn",
]


class OutcomeGroupView(TypedDict):
    """Targets that ended alike."""

    code: str
    count: int
    example: ExampleView | None
    outcome: Outcome
    retried_by: str | None


class OutcomeSummaryView(TypedDict):
    """A task's outcomes so far, grouped by outcome and code."""

    groups: list[OutcomeGroupView]


class OutcomeView(TypedDict):
    """What came of one target."""

    at: str | None
    code: OutcomeCode
    message: str
    outcome: Outcome
    target: str


class PauseRequest(TypedDict):
    """Why a task is paused."""

    reason: NotRequired[str | None]


class PausedDetail(TypedDict):
    """Who paused a task."""

    at: str
    by: str | None
    reason: str | None


class PaymentMethodRequest(TypedDict):
    """A payment method, by the payment service's names. Never send a card's number."""

    brand: str
    consent_at: NotRequired[str]
    consent_source: NotRequired[str]
    customer: str
    expires: str
    guardian: NotRequired[str]
    last4: str
    primary: NotRequired[bool]
    recurring: NotRequired[bool]
    token: str


class PaymentMethodView(TypedDict):
    """A payment method."""

    brand: str
    consent_at: str
    consent_source: str
    customer: str
    expires: str
    guardian: str
    id: str
    last4: str
    primary: bool
    reason: str
    recurring: bool
    state: MethodState
    token: str
    tries: int


class PaymentMethodsView(TypedDict):
    """The payment methods of a family."""

    family: str
    methods: list[PaymentMethodView]


class PaymentRequest(TypedDict):
    """A payment: money that came in, such as cash."""

    amount_cents: int
    apply: NotRequired[bool]
    category: NotRequired[str]
    day: NotRequired[str | None]
    note: NotRequired[str]
    reference: NotRequired[str]


class PaymentTermsRequest(TypedDict):
    """How an account charges cards."""

    confirm_url: NotRequired[str]
    currency: NotRequired[str]
    days_apart: NotRequired[int]
    fee_cents: NotRequired[int]
    merchant: NotRequired[str]
    retries: NotRequired[int]


class PaymentTermsView(TypedDict):
    """How an account charges cards."""

    confirm_url: NotRequired[str]
    currency: NotRequired[str]
    days_apart: NotRequired[int]
    fee_cents: NotRequired[int]
    merchant: NotRequired[str]
    retries: NotRequired[int]


Permission: TypeAlias = Literal[
    "transactions",
    "keywords",
    "classes",
    "tokens",
    "reports",
    "email",
    "permits",
    "import",
    "autopilot_tasks",
]


class PermitListView(TypedDict):
    """A page of permits, by number and holder."""

    next_cursor: str | None
    permits: list[NamedView]


PostingType: TypeAlias = Literal["charge", "payment", "credit", "counter"]


class PostingView(TypedDict):
    """A posting on a holder's account."""

    amount_cents: int
    at: str
    counters: str | None
    receipt: str


class PreflightRequest(TypedDict):
    """What would be launched."""

    kind: str
    params: NotRequired[dict[str, Any]]


class PreviewFirst(TypedDict):
    """It previews at its moment, tells the owner, waits, and then runs what it has shown."""

    wait_hours: int


class PreviewRetryRequest(TypedDict):
    """What to show: what a retry of a task would do."""

    retry_of: str


class PreviewUndoRequest(TypedDict):
    """What to show: what the undo of a task would take back."""

    undo_of: str


ProblemType: TypeAlias = Literal[
    "urn:legwork:problem:legwork-error",
    "urn:legwork:problem:invalid-input",
    "urn:legwork:problem:not-found",
    "urn:legwork:problem:not-allowed",
    "urn:legwork:problem:not-logged-in",
    "urn:legwork:problem:wrong-state",
    "urn:legwork:problem:preview-used",
    "urn:legwork:problem:preview-not-ready",
    "urn:legwork:problem:not-approved",
    "urn:legwork:problem:own-preview",
    "urn:legwork:problem:cannot-be-undone",
    "urn:legwork:problem:undone-already",
    "urn:legwork:problem:not-possible",
    "urn:legwork:problem:not-counterable",
    "urn:legwork:problem:key-reused",
    "urn:legwork:problem:version-missing",
    "urn:legwork:problem:outdated",
    "urn:legwork:problem:there-already",
    "urn:legwork:problem:too-large",
    "urn:legwork:problem:not-storable",
    "urn:legwork:problem:unreadable",
    "urn:legwork:problem:cannot-plan",
    "urn:legwork:problem:cannot-finish",
    "urn:legwork:problem:cannot-make",
    "urn:legwork:problem:state-changed",
    "urn:legwork:problem:too-many-calls",
    "urn:legwork:problem:transient",
    "urn:legwork:problem:not-ready",
    "urn:legwork:problem:throttled",
    "urn:legwork:problem:conflicted",
]


class ProfileRequest(TypedDict):
    """What mails are to say of the account."""

    address: NotRequired[str | None]
    name: NotRequired[str | None]


class ProfileView(TypedDict):
    """What mails say of the account."""

    address: str
    name: str


class ProgressView(TypedDict):
    """Targets by outcome: the numbers always add up to the total."""

    errors: int
    not_attempted: int
    notices: NotRequired[NoticesView]
    remaining: int
    skipped: int
    succeeded: int
    total: int
    warnings: int


Proration: TypeAlias = Literal["meetings", "calendar_month", "four_weeks"]


class ReasonView(TypedDict):
    """How many would get no mail for one reason."""

    code: OutcomeCode
    count: int
    example: str


RedeemRequest = TypedDict(
    "RedeemRequest",
    {
        "class": str,
        "date": str,
        "starts": str,
    },
)


class RelativeDay(TypedDict):
    """A day so many days after the scheduled moment, or before it where they are negative."""

    days: int


class Requirements(TypedDict):
    """Checkout settings of a permit that a bill-out does not apply."""

    forms: NotRequired[int | list[str]]
    prompts: NotRequired[int | list[str]]
    waivers: NotRequired[int | list[str]]


class ReservationCounts(TypedDict):
    """Number of a permit's reservations by status."""

    billed: int
    cancelled: int
    reserved: int
    total: int


Event: TypeAlias = str


Event1: TypeAlias = None


SetupMinutes: TypeAlias = int


SetupMinutes1: TypeAlias = None


TeardownMinutes: TypeAlias = int


TeardownMinutes1: TypeAlias = None


class ReservationInput(TypedDict):
    """A reservation to save."""

    amount_cents: int
    ends_at: str
    event: NotRequired[Event | Event1]
    facility: str
    setup_minutes: NotRequired[SetupMinutes | SetupMinutes1]
    starts_at: str
    teardown_minutes: NotRequired[TeardownMinutes | TeardownMinutes1]


AmountCents: TypeAlias = int


AmountCents1: TypeAlias = None


Event2: TypeAlias = str


Event3: TypeAlias = None


Facility: TypeAlias = str


Facility1: TypeAlias = None


SetupMinutes2: TypeAlias = int


SetupMinutes3: TypeAlias = None


TeardownMinutes2: TypeAlias = int


TeardownMinutes3: TypeAlias = None


class ReservationRequest(TypedDict):
    """What a reservation is to be."""

    amount_cents: NotRequired[AmountCents | AmountCents1]
    ends_at: NotRequired[str | None]
    event: NotRequired[Event2 | Event3]
    facility: NotRequired[Facility | Facility1]
    on_conflict: NotRequired[Literal["error", "warn"]]
    setup_minutes: NotRequired[SetupMinutes2 | SetupMinutes3]
    starts_at: NotRequired[str | None]
    status: NotRequired[Literal["reserved", "cancelled"] | None]
    teardown_minutes: NotRequired[TeardownMinutes2 | TeardownMinutes3]


ReservationStatus: TypeAlias = Literal["reserved", "billed", "cancelled"]


class ReservationView(TypedDict):
    """A reservation."""

    amount_cents: int
    ends_at: str
    event: str
    facility: str
    id: str
    receipt: str | None
    setup_minutes: int
    starts_at: str
    status: ReservationStatus
    teardown_minutes: int


class ResultView(TypedDict):
    """What a task points to."""

    href: str
    id: str
    summary: str
    type: str


Code: TypeAlias = str


class RetryRequest(TypedDict):
    """What to retry: all that failed or was not attempted, or some of it."""

    codes: NotRequired[list[Code] | None]


class ReversedView(TypedDict):
    """What undos have taken back of a receipt, by postings against its own."""

    amount_cents: int
    at: str | None
    line_count: int
    void: bool


class SaveReservations(TypedDict):
    """Reservations to save, by value."""

    holder: str
    on_conflict: NotRequired[Literal["error", "warn"]]
    requirements: NotRequired[Requirements | None]
    reservations: list[ReservationInput]
    upload_id: NotRequired[None]


class SaveUploaded(TypedDict):
    """Reservations to save, in an uploaded file."""

    holder: str
    on_conflict: NotRequired[Literal["error", "warn"]]
    requirements: NotRequired[Requirements | None]
    reservations: NotRequired[None]
    upload_id: str


class SavedListRequest(TypedDict):
    """What a list is to be."""

    ids: list[str]
    name: NotRequired[str]
    type: KeywordType


class SavedListView(TypedDict):
    """A saved list."""

    id: str
    ids: list[str]
    name: str
    type: KeywordType


class SavedListsView(TypedDict):
    """A page of saved lists, by id and name."""

    lists: list[NamedView]
    next_cursor: str | None


class SavedPermitView(TypedDict):
    """A permit that was saved at once, with what came of the save."""

    amount_cents: AmountTotals
    holder: str
    id: str
    outcomes: list[OutcomeView]
    requirements: Requirements
    reservations: ReservationCounts
    saved: ProgressView


SessionStatus: TypeAlias = Literal["scheduled", "cancelled"]


class SessionView(TypedDict):
    """A session; times are local, and one that ends not after its start ends on the next day."""

    cancelled_by: str | None
    date: str
    ends: str
    makeups: int
    reason: str | None
    starts: str
    status: SessionStatus
    substitute: str | None


class StaffListView(TypedDict):
    """A page of staff who teach, by id and name."""

    next_cursor: str | None
    staff: list[NamedView]


class StaffRequest(TypedDict):
    """What a staff member who teaches is to be."""

    active: NotRequired[bool | None]
    email: NotRequired[str | None]
    location: NotRequired[str | None]
    name: NotRequired[str | None]
    phone: NotRequired[str | None]


class StaffView(TypedDict):
    """A staff member who teaches."""

    active: bool
    classes: list[str]
    email: str | None
    id: str
    keywords: list[str]
    location: str
    name: str
    phone: str


Status: TypeAlias = Literal[
    "Queued", "In Progress", "Paused", "Complete", "Warnings", "Errors", "Failed", "Canceled"
]


class StopWhenRequest(TypedDict):
    """When a task pauses itself: one of the two."""

    error_percent: NotRequired[int | None]
    errors: NotRequired[int | None]


class StopWhenView(TypedDict):
    """When a task pauses itself: one of the two."""

    error_percent: int | None
    errors: int | None


class StudentListView(TypedDict):
    """A page of students, by id."""

    next_cursor: str | None
    students: list[NamedView]


class StudentRequest(TypedDict):
    """What a student is to be."""

    active: NotRequired[bool | None]
    birth_day: NotRequired[str | None]
    family: NotRequired[str | None]
    keywords: NotRequired[list[str] | None]
    name: NotRequired[str | None]


class SubjectView(TypedDict):
    """What a task is about."""

    id: str
    type: str


TaskState: TypeAlias = Literal[
    "queued",
    "planning",
    "running",
    "paused",
    "finishing",
    "cancelling",
    "completed",
    "failed",
    "cancelled",
]


class TimeRangeView(TypedDict):
    """Between which moments a task should end: the wider, the less is known."""

    earliest: str
    latest: str


TokenStatus: TypeAlias = Literal["open", "used", "taken_back"]


class TokenView(TypedDict):
    """A makeup token."""

    expires_on: str | None
    id: str
    location: str | None
    made_at: str
    made_by: str
    reason: str | None
    session: str | None
    status: TokenStatus
    used_for: str | None


class TrailHeadView(TypedDict):
    """The newest act of the whole trail, kept apart from it: so its removal shows as well."""

    at: str | None
    hash: str
    id: str


TransferRequest = TypedDict(
    "TransferRequest",
    {
        "amount_cents": NotRequired[int | None],
        "class": str,
        "on": NotRequired[str | None],
    },
)


class TryView(TypedDict):
    """One try to call."""

    at: str
    problem: str | None
    status: int | None


class UploadRequest(TypedDict):
    """A file that is going to be uploaded."""

    content_type: str
    filename: str


class UploadView(TypedDict):
    """A form to post the file with: the fields first, then the file as ``file``."""

    fields: dict[str, str]
    upload_id: str
    url: str


Via: TypeAlias = Literal["staff", "autopilot", "program"]


WaitingApprovalView = TypedDict(
    "WaitingApprovalView",
    {
        "for": Literal["approval"],
    },
)


WaitingHoldView = TypedDict(
    "WaitingHoldView",
    {
        "at": str,
        "by": str | None,
        "for": Literal["hold"],
        "reason": str | None,
    },
)


WaitingPauseView = TypedDict(
    "WaitingPauseView",
    {
        "at": str,
        "by": str | None,
        "for": Literal["pause"],
        "reason": str | None,
    },
)


WaitingRateView = TypedDict(
    "WaitingRateView",
    {
        "for": Literal["rate"],
    },
)


WaitingTurnView = TypedDict(
    "WaitingTurnView",
    {
        "ahead": int,
        "for": Literal["turn"],
    },
)


WebhookEvent: TypeAlias = Literal["task.started", "task.ended", "task.paused", "mail.bounced"]


class WebhookRequest(TypedDict):
    """Where to call, and what for."""

    enabled: NotRequired[bool]
    events: list[WebhookEvent]
    url: str


class WebhookView(TypedDict):
    """An address that is called when something happens."""

    created_at: str
    disabled_because: str | None
    enabled: bool
    events: list[WebhookEvent]
    failing_since: str | None
    id: str
    made_by: str
    old_secret_until: str | None
    url: str


class WorkflowRefView(TypedDict):
    """A workflow of Autopilot, as it was called when it launched the task."""

    id: str
    name: str


class WorkflowView(TypedDict):
    """A task that Autopilot launches on a schedule."""

    created_at: str
    enabled: bool
    id: str
    kind: str
    last_run: LastRunView | None
    name: str
    next_runs: list[str]
    owner: str
    params: dict[str, Any]
    preview: PreviewFirst | None
    schedule: str
    timezone: str
    version: int


class ApplyCreditsParams(TypedDict):
    """Whose credits, and to which charges."""

    categories: NotRequired[list[str]]
    classes: NotRequired[list[str]]
    everyone: NotRequired[bool]
    families: NotRequired[list[str]]
    keywords: NotRequired[list[str]]
    lists: NotRequired[list[str]]


class ApplyCreditsWorkflowParams(TypedDict):
    """Whose credits, and to which charges."""

    categories: NotRequired[list[str]]
    classes: NotRequired[list[str]]
    everyone: NotRequired[bool]
    families: NotRequired[list[str]]
    keywords: NotRequired[list[str]]
    lists: NotRequired[list[str]]


class AssignKeywordsParams(TypedDict):
    """Which keywords, and whose."""

    action: NotRequired[Literal["add", "remove"]]
    classes: NotRequired[list[str]]
    everyone: NotRequired[bool]
    families: NotRequired[list[str]]
    having: NotRequired[list[str]]
    keywords: list[str]
    lists: NotRequired[list[str]]
    staff: NotRequired[list[str]]
    students: NotRequired[list[str]]
    type: Literal["family", "student", "staff", "class", "camp"]


class AssignKeywordsWorkflowParams(TypedDict):
    """Which keywords, and whose."""

    action: NotRequired[Literal["add", "remove"]]
    classes: NotRequired[list[str]]
    everyone: NotRequired[bool]
    families: NotRequired[list[str]]
    having: NotRequired[list[str]]
    keywords: list[str]
    lists: NotRequired[list[str]]
    staff: NotRequired[list[str]]
    students: NotRequired[list[str]]
    type: Literal["family", "student", "staff", "class", "camp"]


class AssignSubstituteParams(TypedDict):
    """Which sessions, and who teaches them."""

    classes: list[str]
    from_date: str
    include_past: NotRequired[bool]
    meetings: NotRequired[dict[str, str]]
    notify: NotRequired[bool]
    reason: NotRequired[str | None]
    sender: NotRequired[str | None]
    substitute: NotRequired[str | None]
    to_date: NotRequired[str | None]


class AssignSubstituteWorkflowParams(TypedDict):
    """Which sessions, and who teaches them."""

    classes: list[str]
    from_date: str | RelativeDay
    include_past: NotRequired[bool]
    meetings: NotRequired[dict[str, str]]
    notify: NotRequired[bool]
    reason: NotRequired[str | None]
    sender: NotRequired[str | None]
    substitute: NotRequired[str | None]
    to_date: NotRequired[str | RelativeDay | None]


class CancelClassesParams(TypedDict):
    """Which sessions do not take place, why, and what families get."""

    classes: list[str]
    from_date: str
    include_past: NotRequired[bool]
    notify: NotRequired[bool]
    reason: str
    sender: NotRequired[str | None]
    to_date: NotRequired[str | None]
    token_expires_on: NotRequired[str | None]
    token_limit: NotRequired[int | None]
    token_location: NotRequired[str | None]
    tokens: NotRequired[bool]


class CancelClassesWorkflowParams(TypedDict):
    """Which sessions do not take place, why, and what families get."""

    classes: list[str]
    from_date: str | RelativeDay
    include_past: NotRequired[bool]
    notify: NotRequired[bool]
    reason: str
    sender: NotRequired[str | None]
    to_date: NotRequired[str | RelativeDay | None]
    token_expires_on: NotRequired[str | RelativeDay | None]
    token_limit: NotRequired[int | None]
    token_location: NotRequired[str | None]
    tokens: NotRequired[bool]


class DropEnrollmentsParams(TypedDict):
    """Whose places are taken away, and why."""

    classes: list[str]
    min_due_cents: NotRequired[int]
    on: NotRequired[str | None]
    reason: str


class DropEnrollmentsWorkflowParams(TypedDict):
    """Whose places are taken away, and why."""

    classes: list[str]
    min_due_cents: NotRequired[int]
    on: NotRequired[str | RelativeDay | None]
    reason: str


class EmailBlastParams(TypedDict):
    """What to send, and to whom."""

    classes: NotRequired[list[str]]
    everyone: NotRequired[bool]
    families: NotRequired[list[str]]
    html: NotRequired[str | None]
    keywords: NotRequired[list[str]]
    lists: NotRequired[list[str]]
    sender: NotRequired[str | None]
    subject: str
    text: str


class EmailBlastWorkflowParams(TypedDict):
    """What to send, and to whom."""

    classes: NotRequired[list[str]]
    everyone: NotRequired[bool]
    families: NotRequired[list[str]]
    html: NotRequired[str | None]
    keywords: NotRequired[list[str]]
    lists: NotRequired[list[str]]
    sender: NotRequired[str | None]
    subject: str
    text: str


class GenerateMakeupTokensParams(TypedDict):
    """Who gets how many tokens, and on what terms."""

    classes: NotRequired[list[str]]
    count: NotRequired[int]
    expires_on: NotRequired[str | None]
    limit: NotRequired[int]
    location: NotRequired[str | None]
    notify: NotRequired[bool]
    override: NotRequired[bool]
    reason: NotRequired[str]
    sender: NotRequired[str | None]
    students: NotRequired[list[str]]


class GenerateMakeupTokensWorkflowParams(TypedDict):
    """Who gets how many tokens, and on what terms."""

    classes: NotRequired[list[str]]
    count: NotRequired[int]
    expires_on: NotRequired[str | RelativeDay | None]
    limit: NotRequired[int]
    location: NotRequired[str | None]
    notify: NotRequired[bool]
    override: NotRequired[bool]
    reason: NotRequired[str]
    sender: NotRequired[str | None]
    students: NotRequired[list[str]]


class GenerateReportParams(TypedDict):
    """Which report, as which file."""

    classes: NotRequired[list[str]]
    facilities: NotRequired[list[str]]
    first_day: NotRequired[str | None]
    format: NotRequired[Literal["csv", "xlsx", "pdf"]]
    last_day: NotRequired[str | None]
    report: Literal["roster", "receivables", "reservations", "makeup_tokens", "outcomes"]
    task: NotRequired[str | None]


class GenerateReportWorkflowParams(TypedDict):
    """Which report, as which file."""

    classes: NotRequired[list[str]]
    facilities: NotRequired[list[str]]
    first_day: NotRequired[str | RelativeDay | None]
    format: NotRequired[Literal["csv", "xlsx", "pdf"]]
    last_day: NotRequired[str | RelativeDay | None]
    report: Literal["roster", "receivables", "reservations", "makeup_tokens", "outcomes"]
    task: NotRequired[str | None]


class ImportRecordsParams(TypedDict):
    """What to import."""

    entity: Literal["charges", "class_sessions", "enrollments", "families", "reservations", "staff"]
    mode: NotRequired[Literal["add", "upsert"]]
    on_conflict: NotRequired[Literal["error", "warn"]]
    upload_id: str


class ImportRecordsWorkflowParams(TypedDict):
    """What to import."""

    entity: Literal["charges", "class_sessions", "enrollments", "families", "reservations", "staff"]
    mode: NotRequired[Literal["add", "upsert"]]
    on_conflict: NotRequired[Literal["error", "warn"]]
    upload_id: str


class PermitBilloutParams(TypedDict):
    """Which reservations to bill."""

    permit: str
    reservations: NotRequired[list[str] | None]


class PermitBilloutWorkflowParams(TypedDict):
    """Which reservations to bill."""

    permit: str
    reservations: NotRequired[list[str] | None]


class PermitSaveParams(TypedDict):
    """Which permit, whose, and where its reservations are."""

    holder: str
    on_conflict: NotRequired[Literal["error", "warn"]]
    permit: str
    requirements: NotRequired[dict[Literal["prompts", "waivers", "forms"], int | list[str]]]
    source: NotRequired[Literal["upload", "body"]]
    upload_id: str


class PermitSaveWorkflowParams(TypedDict):
    """Which permit, whose, and where its reservations are."""

    holder: str
    on_conflict: NotRequired[Literal["error", "warn"]]
    permit: str
    requirements: NotRequired[dict[Literal["prompts", "waivers", "forms"], int | list[str]]]
    source: NotRequired[Literal["upload", "body"]]
    upload_id: str


class PostChargesParams(TypedDict):
    """Who is charged for what, and how much."""

    amount_cents: NotRequired[int | None]
    blackout_days: NotRequired[list[str]]
    category: NotRequired[str]
    classes: list[str]
    day: NotRequired[str | None]
    discount: NotRequired[Literal["none", "classes_of_student", "classes_of_family", "students"]]
    discount_percents: NotRequired[list[int]]
    due_day: NotRequired[str | None]
    force: NotRequired[bool]
    from_day: NotRequired[str | None]
    look_back_days: NotRequired[int]
    note: NotRequired[str]
    per: NotRequired[Literal["enrollment", "student_yearly", "family_yearly"]]
    prorate: NotRequired[
        Literal["none", "as_the_class", "meetings", "calendar_month", "four_weeks"]
    ]
    scheduled: NotRequired[bool]
    to_day: NotRequired[str | None]


class PostChargesWorkflowParams(TypedDict):
    """Who is charged for what, and how much."""

    amount_cents: NotRequired[int | None]
    blackout_days: NotRequired[list[str | RelativeDay]]
    category: NotRequired[str]
    classes: list[str]
    day: NotRequired[str | RelativeDay | None]
    discount: NotRequired[Literal["none", "classes_of_student", "classes_of_family", "students"]]
    discount_percents: NotRequired[list[int]]
    due_day: NotRequired[str | RelativeDay | None]
    force: NotRequired[bool]
    from_day: NotRequired[str | RelativeDay | None]
    look_back_days: NotRequired[int]
    note: NotRequired[str]
    per: NotRequired[Literal["enrollment", "student_yearly", "family_yearly"]]
    prorate: NotRequired[
        Literal["none", "as_the_class", "meetings", "calendar_month", "four_weeks"]
    ]
    scheduled: NotRequired[bool]
    to_day: NotRequired[str | RelativeDay | None]


class PostLateChargesParams(TypedDict):
    """Who is charged for being late, and how much."""

    amount_cents: int
    category: NotRequired[str]
    classes: NotRequired[list[str]]
    day: NotRequired[str | None]
    due_day: NotRequired[str | None]
    everyone: NotRequired[bool]
    families: NotRequired[list[str]]
    force: NotRequired[bool]
    keywords: NotRequired[list[str]]
    lists: NotRequired[list[str]]
    look_back_days: NotRequired[int]
    min_overdue_cents: NotRequired[int]
    note: NotRequired[str]
    overdue_category: NotRequired[str | None]
    per: NotRequired[
        Literal["family", "active_student", "overdue_charge", "student", "student_class"]
    ]


class PostLateChargesWorkflowParams(TypedDict):
    """Who is charged for being late, and how much."""

    amount_cents: int
    category: NotRequired[str]
    classes: NotRequired[list[str]]
    day: NotRequired[str | RelativeDay | None]
    due_day: NotRequired[str | RelativeDay | None]
    everyone: NotRequired[bool]
    families: NotRequired[list[str]]
    force: NotRequired[bool]
    keywords: NotRequired[list[str]]
    lists: NotRequired[list[str]]
    look_back_days: NotRequired[int]
    min_overdue_cents: NotRequired[int]
    note: NotRequired[str]
    overdue_category: NotRequired[str | None]
    per: NotRequired[
        Literal["family", "active_student", "overdue_charge", "student", "student_class"]
    ]


class QuickEditParams(TypedDict):
    """Which records, and for each field a value; without one, it is not changed."""

    active: NotRequired[bool | None]
    age_max: NotRequired[int | None]
    age_min: NotRequired[int | None]
    billing_enabled: NotRequired[bool | None]
    capacity: NotRequired[int | None]
    clear: NotRequired[list[str]]
    everyone: NotRequired[bool]
    ids: NotRequired[list[str]]
    in_classes: NotRequired[list[str]]
    instructor: NotRequired[str | None]
    keywords: NotRequired[list[str]]
    location: NotRequired[str | None]
    omit_from: NotRequired[list[Literal["tuition", "drafts"]] | None]
    proration: NotRequired[Literal["meetings", "calendar_month", "four_weeks"] | None]
    tuition_cents: NotRequired[int | None]
    what: Literal["classes", "camps", "students", "families"]


class QuickEditWorkflowParams(TypedDict):
    """Which records, and for each field a value; without one, it is not changed."""

    active: NotRequired[bool | None]
    age_max: NotRequired[int | None]
    age_min: NotRequired[int | None]
    billing_enabled: NotRequired[bool | None]
    capacity: NotRequired[int | None]
    clear: NotRequired[list[str]]
    everyone: NotRequired[bool]
    ids: NotRequired[list[str]]
    in_classes: NotRequired[list[str]]
    instructor: NotRequired[str | None]
    keywords: NotRequired[list[str]]
    location: NotRequired[str | None]
    omit_from: NotRequired[list[Literal["tuition", "drafts"]] | None]
    proration: NotRequired[Literal["meetings", "calendar_month", "four_weeks"] | None]
    tuition_cents: NotRequired[int | None]
    what: Literal["classes", "camps", "students", "families"]


class RefundPaymentsParams(TypedDict):
    """Which payments are given back, and why."""

    note: NotRequired[str]
    payments: list[str]


class RefundPaymentsWorkflowParams(TypedDict):
    """Which payments are given back, and why."""

    note: NotRequired[str]
    payments: list[str]


class RestoreClassesParams(TypedDict):
    """Which sessions take place after all."""

    classes: list[str]
    from_date: str
    include_past: NotRequired[bool]
    notify: NotRequired[bool]
    reason: NotRequired[str | None]
    sender: NotRequired[str | None]
    to_date: NotRequired[str | None]


class RestoreClassesWorkflowParams(TypedDict):
    """Which sessions take place after all."""

    classes: list[str]
    from_date: str | RelativeDay
    include_past: NotRequired[bool]
    notify: NotRequired[bool]
    reason: NotRequired[str | None]
    sender: NotRequired[str | None]
    to_date: NotRequired[str | RelativeDay | None]


class SendStatementsParams(TypedDict):
    """Which families are sent a statement."""

    active: NotRequired[Literal["active", "all"]]
    autopay: NotRequired[Literal["all", "autopay", "not_autopay"]]
    classes: NotRequired[list[str]]
    everyone: NotRequired[bool]
    families: NotRequired[list[str]]
    force: NotRequired[bool]
    keywords: NotRequired[list[str]]
    lists: NotRequired[list[str]]
    location: NotRequired[str | None]
    minimum_cents: NotRequired[int]
    note: NotRequired[str]
    older_than_days: NotRequired[Literal[0, 30, 60, 90]]
    sender: NotRequired[str | None]


class SendStatementsWorkflowParams(TypedDict):
    """Which families are sent a statement."""

    active: NotRequired[Literal["active", "all"]]
    autopay: NotRequired[Literal["all", "autopay", "not_autopay"]]
    classes: NotRequired[list[str]]
    everyone: NotRequired[bool]
    families: NotRequired[list[str]]
    force: NotRequired[bool]
    keywords: NotRequired[list[str]]
    lists: NotRequired[list[str]]
    location: NotRequired[str | None]
    minimum_cents: NotRequired[int]
    note: NotRequired[str]
    older_than_days: NotRequired[Literal[0, 30, 60, 90]]
    sender: NotRequired[str | None]


class TakePaymentsParams(TypedDict):
    """Whose cards, and for what."""

    categories: NotRequired[list[str]]
    classes: NotRequired[list[str]]
    due_by: NotRequired[str | None]
    everyone: NotRequired[bool]
    families: NotRequired[list[str]]
    keywords: NotRequired[list[str]]
    lists: NotRequired[list[str]]
    minimum_cents: NotRequired[int]


class TakePaymentsWorkflowParams(TypedDict):
    """Whose cards, and for what."""

    categories: NotRequired[list[str]]
    classes: NotRequired[list[str]]
    due_by: NotRequired[str | RelativeDay | None]
    everyone: NotRequired[bool]
    families: NotRequired[list[str]]
    keywords: NotRequired[list[str]]
    lists: NotRequired[list[str]]
    minimum_cents: NotRequired[int]


class AccountSettingsView(TypedDict):
    """What holds for all tasks of the account."""

    hold: HoldView | None
    stop_when: StopWhenView | None


class ActView(TypedDict):
    """One act: who did what and when."""

    act: ActName
    at: str
    before: str
    before_at: str | None
    by: DoerView
    detail: dict[str, Any]
    hash: str
    id: str
    task: ActedOnView | None
    via: ActVia


class AuditView(TypedDict):
    """Whether a task's numbers add up in the tables."""

    checks: list[FindingView]
    ok: bool
    task: str


class ChangedReservationView(TypedDict):
    """A reservation that was changed."""

    amount_cents: int
    ends_at: str
    event: str
    facility: str
    id: str
    receipt: str | None
    setup_minutes: int
    starts_at: str
    status: ReservationStatus
    teardown_minutes: int
    warning: str | None


class ClassListView(TypedDict):
    """A page of classes, by id and title."""

    classes: list[NamedView]
    next_cursor: str | None


class ClassRequest(TypedDict):
    """What a class or a camp is to be."""

    active: NotRequired[bool | None]
    age_max: NotRequired[int | None]
    age_min: NotRequired[int | None]
    billing_enabled: NotRequired[bool | None]
    capacity: NotRequired[int | None]
    instructor: NotRequired[str | None]
    location: NotRequired[str | None]
    proration: NotRequired[Proration | None]
    section: NotRequired[str | None]
    title: NotRequired[str | None]
    tuition_cents: NotRequired[int | None]
    type: NotRequired[ClassType | None]


class ClassView(TypedDict):
    """A class."""

    active: bool
    age_max: int | None
    age_min: int | None
    billing_enabled: bool
    capacity: int | None
    id: str
    instructor: str | None
    keywords: list[str]
    location: str
    proration: Proration | None
    section: str
    title: str
    tuition_cents: int | None
    type: ClassType


class CredentialRequest(TypedDict):
    """What a program is to be called, and what it may do."""

    name: str
    permissions: NotRequired[list[Permission]]


class CredentialView(TypedDict):
    """The login of a program."""

    created_at: str
    id: str
    last_used_at: str | None
    made_by: str
    name: str
    permissions: list[Permission]


class DeliveryView(TypedDict):
    """One event for one webhook."""

    body: str
    created_at: str
    event: WebhookEvent
    event_id: str
    id: str
    next_at: str | None
    state: CallState
    tries: list[TryView]


class EnrollmentListView(TypedDict):
    """A page of a class's enrollments, families together."""

    enrollments: list[EnrollmentView]
    next_cursor: str | None


class EnrollmentRequest(TypedDict):
    """What an enrollment is to be."""

    begins_on: NotRequired[str | None]
    billing_cycle: NotRequired[BillingCycle | None]
    drop_reason: NotRequired[str | None]
    dropped_on: NotRequired[str | None]
    enrolled_day: NotRequired[int | None]
    fixed_fee_cents: NotRequired[int | None]
    next_billing_day: NotRequired[str | None]
    status: NotRequired[EnrollmentStatus | None]
    tuition_cents: NotRequired[int | None]


class FamilyListView(TypedDict):
    """A page of families, by id and name."""

    families: list[NamedView]
    next_cursor: str | None


FamilyPostingView = TypedDict(
    "FamilyPostingView",
    {
        "amount_cents": int,
        "at": str,
        "category": str,
        "class": str | None,
        "countered": bool,
        "counters": str | None,
        "day": str,
        "due_day": str | None,
        "id": str,
        "note": str,
        "open_cents": int,
        "reference": str | None,
        "student": str | None,
        "task": str | None,
        "type": PostingType,
    },
)


class FamilyRequest(TypedDict):
    """What a family is to be."""

    active: NotRequired[bool | None]
    address: NotRequired[str | None]
    consent: NotRequired[bool | None]
    consent_at: NotRequired[str | None]
    consent_source: NotRequired[str | None]
    email: NotRequired[str | None]
    guardians: NotRequired[list[GuardianRequest] | None]
    keywords: NotRequired[list[str] | None]
    location: NotRequired[str | None]
    name: NotRequired[str | None]
    omit_from: NotRequired[list[Literal["tuition", "drafts"]] | None]


class FamilyView(TypedDict):
    """A family."""

    active: bool
    address: str
    consent: bool | None
    consent_at: str | None
    consent_source: str | None
    email: str | None
    guardians: list[GuardianView]
    id: str
    keywords: list[str]
    location: str
    name: str
    omit_from: list[Literal["tuition", "drafts"]]
    opted_in: bool
    students: list[str]
    suppressed: str | None


class ForeseenView(TypedDict):
    """Targets that would end in the same way."""

    code: OutcomeCode
    count: int
    message: str
    outcome: Outcome
    target: str


class HolderListView(TypedDict):
    """A page of holders' accounts, by name."""

    holders: list[NamedView]
    next_cursor: str | None


class HolderView(TypedDict):
    """A holder's account with a page of its postings, oldest first."""

    balance_cents: int
    id: str
    next_cursor: str | None
    postings: list[PostingView]


class JobView(TypedDict):
    """A background job of a permit."""

    ended_at: str | None
    errors: int
    href: str
    id: str
    number: int
    result: str | None
    started_at: str | None
    status: Status
    type: str
    user: str
    warnings: int


class KeywordListView(TypedDict):
    """A page of keywords."""

    keywords: list[KeywordView]
    next_cursor: str | None


class KindView(TypedDict):
    """A kind that the caller may launch."""

    name: str
    params: dict[str, Any]
    permission: Permission
    title: str


class LaunchApplyCredits(TypedDict):
    """Apply Credits. Needs the permission 'transactions'."""

    kind: Literal["apply_credits"]
    params: NotRequired[ApplyCreditsParams]
    stop_when: NotRequired[StopWhenRequest | None]
    title: NotRequired[str | None]


class LaunchAssignKeywords(TypedDict):
    """Assign Keywords. Needs the permission 'keywords'."""

    kind: Literal["assign_keywords"]
    params: AssignKeywordsParams
    stop_when: NotRequired[StopWhenRequest | None]
    title: NotRequired[str | None]


class LaunchAssignSubstitute(TypedDict):
    """Substitute. Needs the permission 'classes'."""

    kind: Literal["assign_substitute"]
    params: AssignSubstituteParams
    stop_when: NotRequired[StopWhenRequest | None]
    title: NotRequired[str | None]


class LaunchCancelClasses(TypedDict):
    """Class Cancellation. Needs the permission 'classes'."""

    kind: Literal["cancel_classes"]
    params: CancelClassesParams
    stop_when: NotRequired[StopWhenRequest | None]
    title: NotRequired[str | None]


class LaunchDropEnrollments(TypedDict):
    """Drop Enrollments. Needs the permission 'transactions'."""

    kind: Literal["drop_enrollments"]
    params: DropEnrollmentsParams
    stop_when: NotRequired[StopWhenRequest | None]
    title: NotRequired[str | None]


class LaunchEmailBlast(TypedDict):
    """Email Blast. Needs the permission 'email'."""

    kind: Literal["email_blast"]
    params: EmailBlastParams
    stop_when: NotRequired[StopWhenRequest | None]
    title: NotRequired[str | None]


class LaunchGenerateMakeupTokens(TypedDict):
    """Makeup Tokens. Needs the permission 'tokens'."""

    kind: Literal["generate_makeup_tokens"]
    params: NotRequired[GenerateMakeupTokensParams]
    stop_when: NotRequired[StopWhenRequest | None]
    title: NotRequired[str | None]


class LaunchGenerateReport(TypedDict):
    """Generate Report. Needs the permission 'reports'."""

    kind: Literal["generate_report"]
    params: GenerateReportParams
    stop_when: NotRequired[StopWhenRequest | None]
    title: NotRequired[str | None]


class LaunchImportRecords(TypedDict):
    """Import Records. Needs the permission 'import'."""

    kind: Literal["import_records"]
    params: ImportRecordsParams
    stop_when: NotRequired[StopWhenRequest | None]
    title: NotRequired[str | None]


class LaunchPermitBillout(TypedDict):
    """Permit Billout. Needs the permission 'permits'."""

    kind: Literal["permit_billout"]
    params: PermitBilloutParams
    stop_when: NotRequired[StopWhenRequest | None]
    title: NotRequired[str | None]


class LaunchPermitSave(TypedDict):
    """Permit Save. Needs the permission 'permits'."""

    kind: Literal["permit_save"]
    params: PermitSaveParams
    stop_when: NotRequired[StopWhenRequest | None]
    title: NotRequired[str | None]


class LaunchPostCharges(TypedDict):
    """Post Charges. Needs the permission 'transactions'."""

    kind: Literal["post_charges"]
    params: PostChargesParams
    stop_when: NotRequired[StopWhenRequest | None]
    title: NotRequired[str | None]


class LaunchPostLateCharges(TypedDict):
    """Post Late Charges. Needs the permission 'transactions'."""

    kind: Literal["post_late_charges"]
    params: PostLateChargesParams
    stop_when: NotRequired[StopWhenRequest | None]
    title: NotRequired[str | None]


class LaunchPreviewRequest(TypedDict):
    """A preview to launch: the task does what that has shown, or leaves it."""

    preview: str
    stop_when: NotRequired[StopWhenRequest | None]
    title: NotRequired[str | None]


class LaunchQuickEdit(TypedDict):
    """Quick Edit. Needs the permission 'classes'."""

    kind: Literal["quick_edit"]
    params: QuickEditParams
    stop_when: NotRequired[StopWhenRequest | None]
    title: NotRequired[str | None]


class LaunchRefundPayments(TypedDict):
    """Refund Payments. Needs the permission 'transactions'."""

    kind: Literal["refund_payments"]
    params: RefundPaymentsParams
    stop_when: NotRequired[StopWhenRequest | None]
    title: NotRequired[str | None]


class LaunchRestoreClasses(TypedDict):
    """Class Restoration. Needs the permission 'classes'."""

    kind: Literal["restore_classes"]
    params: RestoreClassesParams
    stop_when: NotRequired[StopWhenRequest | None]
    title: NotRequired[str | None]


class LaunchSendStatements(TypedDict):
    """Send Statements. Needs the permission 'transactions'."""

    kind: Literal["send_statements"]
    params: NotRequired[SendStatementsParams]
    stop_when: NotRequired[StopWhenRequest | None]
    title: NotRequired[str | None]


class LaunchTakePayments(TypedDict):
    """Take Payments. Needs the permission 'transactions'."""

    kind: Literal["take_payments"]
    params: NotRequired[TakePaymentsParams]
    stop_when: NotRequired[StopWhenRequest | None]
    title: NotRequired[str | None]


class LauncherView(TypedDict):
    """Who launched a task."""

    id: str
    name: str
    via: Via


class NewCredentialView(TypedDict):
    """The login of a program that was made just now, with its key."""

    created_at: str
    id: str
    key: str
    last_used_at: str | None
    made_by: str
    name: str
    permissions: list[Permission]


class NewWebhookView(TypedDict):
    """A webhook with the secret that was made for it just now."""

    created_at: str
    disabled_because: str | None
    enabled: bool
    events: list[WebhookEvent]
    failing_since: str | None
    id: str
    made_by: str
    old_secret_until: str | None
    secret: str
    url: str


class NotifiedTaskView(TypedDict):
    """The task that it is about."""

    id: str
    number: int
    status: Status
    title: str


class OutcomeListView(TypedDict):
    """A page of outcomes."""

    next_cursor: str | None
    outcomes: list[OutcomeView]


class PausedTaskEvent(TypedDict):
    """A task that is paused, as it is announced."""

    account: str
    cancelled: CancelledView | None
    cost: CostView
    created_at: str
    ended_at: str | None
    eta: str | None
    expires_at: str | None
    failure: str | None
    id: str
    kind: str
    launched_by: LauncherView
    number: int
    paused: PausedDetail
    progress: ProgressView
    result: ResultView | None
    retry_of: str | None
    started_at: str | None
    state: TaskState
    status: Status
    stop_when: StopWhenView | None
    subject: SubjectView | None
    title: str
    undo_of: str | None
    undone_by: str | None
    workflow: WorkflowRefView | None


PermitSaveRequest: TypeAlias = SaveReservations | SaveUploaded


class PermitView(TypedDict):
    """A permit with its counts and totals."""

    amount_cents: AmountTotals
    holder: str
    id: str
    requirements: Requirements
    reservations: ReservationCounts


class PreflightView(TypedDict):
    """What a task would come to, if it were launched now."""

    charges: int
    complete: bool
    groups: list[ForeseenView]
    mails: int
    sums: dict[str, int]
    total: int


class PreviewApplyCredits(TypedDict):
    """Apply Credits. Needs the permission 'transactions'."""

    kind: Literal["apply_credits"]
    params: NotRequired[ApplyCreditsParams]
    title: NotRequired[str | None]


class PreviewAssignKeywords(TypedDict):
    """Assign Keywords. Needs the permission 'keywords'."""

    kind: Literal["assign_keywords"]
    params: AssignKeywordsParams
    title: NotRequired[str | None]


class PreviewAssignSubstitute(TypedDict):
    """Substitute. Needs the permission 'classes'."""

    kind: Literal["assign_substitute"]
    params: AssignSubstituteParams
    title: NotRequired[str | None]


class PreviewCancelClasses(TypedDict):
    """Class Cancellation. Needs the permission 'classes'."""

    kind: Literal["cancel_classes"]
    params: CancelClassesParams
    title: NotRequired[str | None]


class PreviewDropEnrollments(TypedDict):
    """Drop Enrollments. Needs the permission 'transactions'."""

    kind: Literal["drop_enrollments"]
    params: DropEnrollmentsParams
    title: NotRequired[str | None]


class PreviewEmailBlast(TypedDict):
    """Email Blast. Needs the permission 'email'."""

    kind: Literal["email_blast"]
    params: EmailBlastParams
    title: NotRequired[str | None]


class PreviewGenerateMakeupTokens(TypedDict):
    """Makeup Tokens. Needs the permission 'tokens'."""

    kind: Literal["generate_makeup_tokens"]
    params: NotRequired[GenerateMakeupTokensParams]
    title: NotRequired[str | None]


class PreviewGenerateReport(TypedDict):
    """Generate Report. Needs the permission 'reports'."""

    kind: Literal["generate_report"]
    params: GenerateReportParams
    title: NotRequired[str | None]


class PreviewImportRecords(TypedDict):
    """Import Records. Needs the permission 'import'."""

    kind: Literal["import_records"]
    params: ImportRecordsParams
    title: NotRequired[str | None]


class PreviewPermitBillout(TypedDict):
    """Permit Billout. Needs the permission 'permits'."""

    kind: Literal["permit_billout"]
    params: PermitBilloutParams
    title: NotRequired[str | None]


class PreviewPermitSave(TypedDict):
    """Permit Save. Needs the permission 'permits'."""

    kind: Literal["permit_save"]
    params: PermitSaveParams
    title: NotRequired[str | None]


class PreviewPostCharges(TypedDict):
    """Post Charges. Needs the permission 'transactions'."""

    kind: Literal["post_charges"]
    params: PostChargesParams
    title: NotRequired[str | None]


class PreviewPostLateCharges(TypedDict):
    """Post Late Charges. Needs the permission 'transactions'."""

    kind: Literal["post_late_charges"]
    params: PostLateChargesParams
    title: NotRequired[str | None]


class PreviewQuickEdit(TypedDict):
    """Quick Edit. Needs the permission 'classes'."""

    kind: Literal["quick_edit"]
    params: QuickEditParams
    title: NotRequired[str | None]


class PreviewRefundPayments(TypedDict):
    """Refund Payments. Needs the permission 'transactions'."""

    kind: Literal["refund_payments"]
    params: RefundPaymentsParams
    title: NotRequired[str | None]


class PreviewRequest(TypedDict):
    """The mailing, as it would be launched."""

    limit: NotRequired[int]
    params: EmailBlastParams


class PreviewRestoreClasses(TypedDict):
    """Class Restoration. Needs the permission 'classes'."""

    kind: Literal["restore_classes"]
    params: RestoreClassesParams
    title: NotRequired[str | None]


class PreviewSendStatements(TypedDict):
    """Send Statements. Needs the permission 'transactions'."""

    kind: Literal["send_statements"]
    params: NotRequired[SendStatementsParams]
    title: NotRequired[str | None]


class PreviewTakePayments(TypedDict):
    """Take Payments. Needs the permission 'transactions'."""

    kind: Literal["take_payments"]
    params: NotRequired[TakePaymentsParams]
    title: NotRequired[str | None]


class PreviewView(TypedDict):
    """What a mailing would do."""

    complete: bool
    looked_at: int
    mails: list[MailView]
    would_get: int
    would_not: list[ReasonView]


class Problem(TypedDict):
    """What went wrong, for people and for programs."""

    detail: str
    errors: NotRequired[list[FieldProblem] | None]
    instance: str
    permission: NotRequired[str | None]
    status: int
    title: str
    type: ProblemType


class ReceiptView(TypedDict):
    """A receipt with a page of its lines."""

    at: str | None
    holder: str
    id: str | None
    line_count: int
    lines: list[LineView]
    next_cursor: str | None
    outstanding: Requirements
    payment: Literal["Balance Due (Pay Later)"]
    permit: str
    reversed: ReversedView | None
    total_cents: int


class ReservationListView(TypedDict):
    """A page of a permit's reservations."""

    next_cursor: str | None
    reservations: list[ReservationView]


class ResumeRequest(TypedDict):
    """How a task goes on."""

    stop_when: NotRequired[StopWhenRequest | None]


class SessionListView(TypedDict):
    """A page of a class's sessions, in order of time."""

    next_cursor: str | None
    sessions: list[SessionView]


class StudentView(TypedDict):
    """A student with a page of makeup tokens, the older ones first."""

    active: bool
    birth_day: str | None
    classes: list[str]
    family: str
    id: str
    keywords: list[str]
    name: str
    next_cursor: str | None
    tokens: list[TokenView]


class TaskEvent(TypedDict):
    """A task as it is announced: the same for every consumer."""

    account: str
    cancelled: CancelledView | None
    cost: CostView
    created_at: str
    ended_at: str | None
    eta: str | None
    expires_at: str | None
    failure: str | None
    id: str
    kind: str
    launched_by: LauncherView
    number: int
    progress: ProgressView
    result: ResultView | None
    retry_of: str | None
    started_at: str | None
    state: TaskState
    status: Status
    stop_when: StopWhenView | None
    subject: SubjectView | None
    title: str
    undo_of: str | None
    undone_by: str | None
    workflow: WorkflowRefView | None


class TaskPausedCall(TypedDict):
    """Says that somebody paused a task, or that it has paused itself."""

    data: PausedTaskEvent
    timestamp: str
    type: Literal["task.paused"]


class TaskStartedCall(TypedDict):
    """Says that a task begins: its targets are being found."""

    data: TaskEvent
    timestamp: str
    type: Literal["task.started"]


class TaskView(TypedDict):
    """A task as one caller sees it."""

    approval: ApprovalView | None
    cancelled: CancelledView | None
    cost: CostView
    created_at: str
    digest: str | None
    ended_at: str | None
    eta: str | None
    eta_range: TimeRangeView | None
    expires_at: str | None
    failure: str | None
    id: str
    kind: str
    launched_by: LauncherView
    leftover: int
    may: MayView
    moved_at: str | None
    number: int
    params: dict[str, Any] | None
    preview: bool
    preview_of: str | None
    progress: ProgressView
    result: ResultView | None
    retried_by: str | None
    retry_of: str | None
    retry_takes: int | None
    run_by: str | None
    runs_at: str | None
    started_at: str | None
    state: TaskState
    status: Status
    stop_when: StopWhenView | None
    subject: SubjectView | None
    sums: dict[str, int] | None
    title: str
    undo_of: str | None
    undo_warning: str | None
    undone_by: str | None
    waiting: (
        WaitingTurnView
        | WaitingRateView
        | WaitingPauseView
        | WaitingHoldView
        | WaitingApprovalView
        | None
    )
    workflow: WorkflowRefView | None


class TrailView(TypedDict):
    """A page of the trail, newest first."""

    acts: list[ActView]
    head: TrailHeadView | None
    next_cursor: str | None


TransferView = TypedDict(
    "TransferView",
    {
        "charges": list[FamilyPostingView],
        "class": str,
        "family": str,
        "left": str,
        "student": str,
    },
)


class WebhookListView(TypedDict):
    """The webhooks of an account, oldest first."""

    webhooks: list[WebhookView]


class WorkflowApplyCredits(TypedDict):
    """Apply Credits. Needs the permission 'transactions'."""

    enabled: NotRequired[bool]
    kind: Literal["apply_credits"]
    name: str
    params: NotRequired[ApplyCreditsWorkflowParams]
    preview: NotRequired[PreviewFirst | None]
    schedule: str
    timezone: NotRequired[str]


class WorkflowAssignKeywords(TypedDict):
    """Assign Keywords. Needs the permission 'keywords'."""

    enabled: NotRequired[bool]
    kind: Literal["assign_keywords"]
    name: str
    params: AssignKeywordsWorkflowParams
    preview: NotRequired[PreviewFirst | None]
    schedule: str
    timezone: NotRequired[str]


class WorkflowAssignSubstitute(TypedDict):
    """Substitute. Needs the permission 'classes'."""

    enabled: NotRequired[bool]
    kind: Literal["assign_substitute"]
    name: str
    params: AssignSubstituteWorkflowParams
    preview: NotRequired[PreviewFirst | None]
    schedule: str
    timezone: NotRequired[str]


class WorkflowCancelClasses(TypedDict):
    """Class Cancellation. Needs the permission 'classes'."""

    enabled: NotRequired[bool]
    kind: Literal["cancel_classes"]
    name: str
    params: CancelClassesWorkflowParams
    preview: NotRequired[PreviewFirst | None]
    schedule: str
    timezone: NotRequired[str]


class WorkflowDropEnrollments(TypedDict):
    """Drop Enrollments. Needs the permission 'transactions'."""

    enabled: NotRequired[bool]
    kind: Literal["drop_enrollments"]
    name: str
    params: DropEnrollmentsWorkflowParams
    preview: NotRequired[PreviewFirst | None]
    schedule: str
    timezone: NotRequired[str]


class WorkflowEmailBlast(TypedDict):
    """Email Blast. Needs the permission 'email'."""

    enabled: NotRequired[bool]
    kind: Literal["email_blast"]
    name: str
    params: EmailBlastWorkflowParams
    preview: NotRequired[PreviewFirst | None]
    schedule: str
    timezone: NotRequired[str]


class WorkflowGenerateMakeupTokens(TypedDict):
    """Makeup Tokens. Needs the permission 'tokens'."""

    enabled: NotRequired[bool]
    kind: Literal["generate_makeup_tokens"]
    name: str
    params: NotRequired[GenerateMakeupTokensWorkflowParams]
    preview: NotRequired[PreviewFirst | None]
    schedule: str
    timezone: NotRequired[str]


class WorkflowGenerateReport(TypedDict):
    """Generate Report. Needs the permission 'reports'."""

    enabled: NotRequired[bool]
    kind: Literal["generate_report"]
    name: str
    params: GenerateReportWorkflowParams
    preview: NotRequired[PreviewFirst | None]
    schedule: str
    timezone: NotRequired[str]


class WorkflowImportRecords(TypedDict):
    """Import Records. Needs the permission 'import'."""

    enabled: NotRequired[bool]
    kind: Literal["import_records"]
    name: str
    params: ImportRecordsWorkflowParams
    preview: NotRequired[PreviewFirst | None]
    schedule: str
    timezone: NotRequired[str]


class WorkflowListView(TypedDict):
    """The workflows of an account, oldest first."""

    autopilots: list[WorkflowView]


class WorkflowPermitBillout(TypedDict):
    """Permit Billout. Needs the permission 'permits'."""

    enabled: NotRequired[bool]
    kind: Literal["permit_billout"]
    name: str
    params: PermitBilloutWorkflowParams
    preview: NotRequired[PreviewFirst | None]
    schedule: str
    timezone: NotRequired[str]


class WorkflowPermitSave(TypedDict):
    """Permit Save. Needs the permission 'permits'."""

    enabled: NotRequired[bool]
    kind: Literal["permit_save"]
    name: str
    params: PermitSaveWorkflowParams
    preview: NotRequired[PreviewFirst | None]
    schedule: str
    timezone: NotRequired[str]


class WorkflowPostCharges(TypedDict):
    """Post Charges. Needs the permission 'transactions'."""

    enabled: NotRequired[bool]
    kind: Literal["post_charges"]
    name: str
    params: PostChargesWorkflowParams
    preview: NotRequired[PreviewFirst | None]
    schedule: str
    timezone: NotRequired[str]


class WorkflowPostLateCharges(TypedDict):
    """Post Late Charges. Needs the permission 'transactions'."""

    enabled: NotRequired[bool]
    kind: Literal["post_late_charges"]
    name: str
    params: PostLateChargesWorkflowParams
    preview: NotRequired[PreviewFirst | None]
    schedule: str
    timezone: NotRequired[str]


class WorkflowQuickEdit(TypedDict):
    """Quick Edit. Needs the permission 'classes'."""

    enabled: NotRequired[bool]
    kind: Literal["quick_edit"]
    name: str
    params: QuickEditWorkflowParams
    preview: NotRequired[PreviewFirst | None]
    schedule: str
    timezone: NotRequired[str]


class WorkflowRefundPayments(TypedDict):
    """Refund Payments. Needs the permission 'transactions'."""

    enabled: NotRequired[bool]
    kind: Literal["refund_payments"]
    name: str
    params: RefundPaymentsWorkflowParams
    preview: NotRequired[PreviewFirst | None]
    schedule: str
    timezone: NotRequired[str]


class WorkflowRestoreClasses(TypedDict):
    """Class Restoration. Needs the permission 'classes'."""

    enabled: NotRequired[bool]
    kind: Literal["restore_classes"]
    name: str
    params: RestoreClassesWorkflowParams
    preview: NotRequired[PreviewFirst | None]
    schedule: str
    timezone: NotRequired[str]


class WorkflowSendStatements(TypedDict):
    """Send Statements. Needs the permission 'transactions'."""

    enabled: NotRequired[bool]
    kind: Literal["send_statements"]
    name: str
    params: NotRequired[SendStatementsWorkflowParams]
    preview: NotRequired[PreviewFirst | None]
    schedule: str
    timezone: NotRequired[str]


class WorkflowTakePayments(TypedDict):
    """Take Payments. Needs the permission 'transactions'."""

    enabled: NotRequired[bool]
    kind: Literal["take_payments"]
    name: str
    params: NotRequired[TakePaymentsWorkflowParams]
    preview: NotRequired[PreviewFirst | None]
    schedule: str
    timezone: NotRequired[str]


class CredentialListView(TypedDict):
    """The logins of an account's programs, oldest first."""

    credentials: list[CredentialView]


class DeliveryListView(TypedDict):
    """A page of the log of a webhook, newest first. Deliveries stay for seven days."""

    deliveries: list[DeliveryView]
    next_cursor: str | None


class FamilyAccountView(TypedDict):
    """A family's account."""

    balance_cents: int
    family: str
    next_cursor: str | None
    postings: list[FamilyPostingView]
    unused_cents: int


class JobListView(TypedDict):
    """The last background jobs of a permit, newest first."""

    jobs: list[JobView]


class KindListView(TypedDict):
    """The kinds that the caller may launch."""

    kinds: list[KindView]


LaunchOfKindRequest: TypeAlias = (
    LaunchApplyCredits
    | LaunchAssignKeywords
    | LaunchAssignSubstitute
    | LaunchCancelClasses
    | LaunchDropEnrollments
    | LaunchEmailBlast
    | LaunchGenerateMakeupTokens
    | LaunchGenerateReport
    | LaunchImportRecords
    | LaunchPermitBillout
    | LaunchPermitSave
    | LaunchPostCharges
    | LaunchPostLateCharges
    | LaunchQuickEdit
    | LaunchRefundPayments
    | LaunchRestoreClasses
    | LaunchSendStatements
    | LaunchTakePayments
)


LaunchRequest: TypeAlias = LaunchOfKindRequest | LaunchPreviewRequest


class NotificationView(TypedDict):
    """Tells of the end or pause of a task, of a preview that waits, or owners of a webhook."""

    about: About
    approve: bool
    at: str
    href: str
    id: str
    read: bool
    task: NotifiedTaskView | None
    webhook: NotifiedWebhookView | None


PreviewOfKindRequest: TypeAlias = (
    PreviewApplyCredits
    | PreviewAssignKeywords
    | PreviewAssignSubstitute
    | PreviewCancelClasses
    | PreviewDropEnrollments
    | PreviewEmailBlast
    | PreviewGenerateMakeupTokens
    | PreviewGenerateReport
    | PreviewImportRecords
    | PreviewPermitBillout
    | PreviewPermitSave
    | PreviewPostCharges
    | PreviewPostLateCharges
    | PreviewQuickEdit
    | PreviewRefundPayments
    | PreviewRestoreClasses
    | PreviewSendStatements
    | PreviewTakePayments
)


PreviewTaskRequest: TypeAlias = PreviewOfKindRequest | PreviewUndoRequest | PreviewRetryRequest


class TaskEndedCall(TypedDict):
    """Says that a task is complete, failed or cancelled."""

    data: TaskEvent
    timestamp: str
    type: Literal["task.ended"]


class TaskListView(TypedDict):
    """A page of tasks, newest first."""

    next_cursor: str | None
    tasks: list[TaskView]


WorkflowRequest: TypeAlias = (
    WorkflowApplyCredits
    | WorkflowAssignKeywords
    | WorkflowAssignSubstitute
    | WorkflowCancelClasses
    | WorkflowDropEnrollments
    | WorkflowEmailBlast
    | WorkflowGenerateMakeupTokens
    | WorkflowGenerateReport
    | WorkflowImportRecords
    | WorkflowPermitBillout
    | WorkflowPermitSave
    | WorkflowPostCharges
    | WorkflowPostLateCharges
    | WorkflowQuickEdit
    | WorkflowRefundPayments
    | WorkflowRestoreClasses
    | WorkflowSendStatements
    | WorkflowTakePayments
)


class NotificationListView(TypedDict):
    """A page of notifications, newest first."""

    next_cursor: str | None
    notifications: list[NotificationView]
    unread: int
