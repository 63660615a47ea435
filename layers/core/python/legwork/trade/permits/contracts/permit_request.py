"""What callers ask for of permits: to save reservations, and to bill them out.

Values are checked by the rules of the trade, which name what is wrong in words of their own: much
of the schema here only tells of them.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import core_schema as core

from legwork.contracts.model import Correction, Request, Varied
from legwork.trade.permits.permit import HOLDER_PATTERN
from legwork.trade.permits.receipt import REQUIREMENTS_LIMIT
from legwork.trade.permits.reservation import ASIDE_LIMIT, MAX_CENTS, TEXT_LENGTH

LOCAL_TIME_PATTERN = (
    "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]$"
)
NamedOrCounted = (
    Annotated[int, Field(ge=0, strict=True, json_schema_extra={"maximum": REQUIREMENTS_LIMIT})]
    | Annotated[list[str], Field(json_schema_extra={"maxItems": REQUIREMENTS_LIMIT})]
)
"""How many there are, or their names."""
Minutes = Annotated[
    int | None, Field(strict=True, json_schema_extra={"minimum": 0, "maximum": ASIDE_LIMIT})
]
UPLOAD_PATTERN = "^[0-9A-Za-z]{1,64}$"


class Requirements(Request):
    """Checkout settings of a permit that a bill-out does not apply."""

    prompts: NamedOrCounted = Field(default_factory=list[str])
    """Questions that would be asked."""
    waivers: NamedOrCounted = Field(default_factory=list[str])
    """Waivers that would be signed."""
    forms: NamedOrCounted = Field(default_factory=list[str])
    """Forms that would be filled in."""


def _local_time(description: str, example: str) -> Any:
    return Field(
        description=f"{description} Local to the facility, without zone.",
        examples=[example],
        json_schema_extra={"pattern": LOCAL_TIME_PATTERN},
    )


class ReservationInput(Request):
    """A reservation to save."""

    facility: str = Field(json_schema_extra={"minLength": 1, "maxLength": TEXT_LENGTH})
    """What is reserved."""
    starts_at: str = _local_time("When it begins.", "2027-04-05T18:30")
    ends_at: str = _local_time("When it ends, behind its begin.", "2027-04-05T20:00")
    amount_cents: int = Field(
        strict=True, json_schema_extra={"minimum": 0, "maximum": MAX_CENTS}, examples=[2550]
    )
    """What it costs, in cents."""
    event: str | None = Field(default=None, json_schema_extra={"maxLength": TEXT_LENGTH})
    """What for."""
    setup_minutes: Minutes = None
    """Minutes that its facility is taken before it begins; they count in conflicts."""
    teardown_minutes: Minutes = None
    """Minutes that its facility is taken after it ends."""


class ReservationRequest(Correction):
    """What a reservation is to be."""

    facility: str | None = Field(default=None, json_schema_extra={"maxLength": TEXT_LENGTH})
    """What is reserved."""
    starts_at: str | None = Field(
        default=None,
        description="When it begins. Local to the facility, without zone.",
        examples=["2027-04-05T18:30"],
    )
    ends_at: str | None = Field(
        default=None,
        description="When it ends, behind its begin. Local to the facility, without zone.",
        examples=["2027-04-05T20:00"],
    )
    amount_cents: int | None = Field(
        default=None, strict=True, json_schema_extra={"maximum": MAX_CENTS}, examples=[2550]
    )
    """What it costs, in cents."""
    event: str | None = Field(default=None, json_schema_extra={"maxLength": TEXT_LENGTH})
    """What for."""
    setup_minutes: Minutes = None
    """Minutes that its facility is taken before it begins; they count in conflicts."""
    teardown_minutes: Minutes = None
    """Minutes that its facility is taken after it ends."""
    status: Literal["reserved", "cancelled"] | None = None
    """Whether it is cancelled; it is reserved unless that is said."""
    on_conflict: Literal["error", "warn"] = "error"
    """What becomes of it when its facility is taken at that time: refused, or saved all the same
    with a warning.
    """

    def changes(self, *, whole: bool) -> dict[str, Any]:
        """What is said of the reservation itself."""
        return {k: v for k, v in self.said(whole=whole).items() if k != "on_conflict"}


class PermitSaveRequest(Varied):
    """Reservations to save, by value or in an uploaded file."""

    holder: str = Field(pattern=HOLDER_PATTERN)
    """Whose permit it is: bill-outs are posted to this account."""
    reservations: list[ReservationInput] | None = None
    """The reservations, at most 5 MB of them."""
    upload_id: str | None = Field(default=None, pattern=UPLOAD_PATTERN)
    """An uploaded CSV file with the reservations."""
    requirements: Requirements | None = None
    """What checkout would ask for; left as it is when it is not given."""
    on_conflict: Literal["error", "warn"] = "error"
    """What becomes of a reservation whose facility is taken at that time: an error, or saved with
    a warning.
    """

    @model_validator(mode="after")
    def _one_source(self) -> PermitSaveRequest:
        if (self.reservations is None) == (self.upload_id is None):
            raise ValueError("name either reservations or an upload_id")
        return self

    @classmethod
    def variants(cls) -> core.CoreSchema | None:
        """One for each source."""
        if cls is not PermitSaveRequest:
            return None
        every = (SaveReservations, SaveUploaded)
        return core.union_schema([one.__pydantic_core_schema__ for one in every])


class SaveReservations(PermitSaveRequest):
    """Reservations to save, by value."""

    reservations: list[ReservationInput]
    """The reservations, at most 5 MB of them."""
    upload_id: None = None
    """Not given."""


class SaveUploaded(PermitSaveRequest):
    """Reservations to save, in an uploaded file."""

    upload_id: str = Field(pattern=UPLOAD_PATTERN)
    """An uploaded CSV file with the columns of ``reservations``."""
    reservations: None = None
    """Not given."""


ReservationId = Annotated[str, Field(json_schema_extra={"pattern": "^[0-9a-f]{16}$"})]


class BilloutRequest(Request):
    """Which reservations to bill out; all that are not billed yet when none are named."""

    reservations: list[ReservationId] | None = Field(default=None, min_length=1, max_length=5000)
    """Ids of the reservations; all that are not billed yet when none are named."""
