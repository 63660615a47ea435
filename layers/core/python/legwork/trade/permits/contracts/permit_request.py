"""What callers ask for of permits: to save reservations, and to bill them out.

Values are checked by the rules of the trade, which name what is wrong in words of their own: much
of the schema here only tells of them.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from legwork.trade.permits.permit import HOLDER_PATTERN
from legwork.trade.permits.receipt import REQUIREMENTS_LIMIT
from legwork.trade.permits.reservation import MAX_CENTS, TEXT_LENGTH

LOCAL_TIME_PATTERN = (
    "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]$"
)
NamedOrCounted = (
    Annotated[int, Field(ge=0, strict=True, json_schema_extra={"maximum": REQUIREMENTS_LIMIT})]
    | Annotated[list[str], Field(json_schema_extra={"maxItems": REQUIREMENTS_LIMIT})]
)
"""How many there are, or their names."""


class Requirements(BaseModel):
    """Checkout settings of a permit that a bill-out does not apply."""

    model_config = ConfigDict(extra="forbid")

    prompts: NamedOrCounted = Field(default_factory=list[str])
    waivers: NamedOrCounted = Field(default_factory=list[str])
    forms: NamedOrCounted = Field(default_factory=list[str])


def _local_time(description: str, example: str) -> Any:
    return Field(
        description=f"{description} Local to the facility, without zone.",
        examples=[example],
        json_schema_extra={"pattern": LOCAL_TIME_PATTERN},
    )


class ReservationInput(BaseModel):
    """A reservation to save."""

    model_config = ConfigDict(extra="forbid")

    facility: str = Field(json_schema_extra={"minLength": 1, "maxLength": TEXT_LENGTH})
    starts_at: str = _local_time("When it begins.", "2027-04-05T18:30")
    ends_at: str = _local_time("When it ends, behind its begin.", "2027-04-05T20:00")
    amount_cents: int = Field(
        strict=True, json_schema_extra={"minimum": 0, "maximum": MAX_CENTS}, examples=[2550]
    )
    event: str | None = Field(default=None, json_schema_extra={"maxLength": TEXT_LENGTH})


def _just(name: str, type_: str) -> JsonDict:
    """A request that has this one of its two sources."""
    [other] = {"reservations", "upload_id"} - {name}
    given: JsonDict = {name: {"type": type_}, other: {"type": "null"}}
    return {"required": [name], "properties": given}


class PermitSaveRequest(BaseModel):
    """Reservations to save, by value or in an uploaded file."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"oneOf": [_just("reservations", "array"), _just("upload_id", "string")]},
    )

    holder: str = Field(pattern=HOLDER_PATTERN)
    reservations: list[ReservationInput] | None = None
    upload_id: str | None = Field(default=None, pattern="^[0-9A-Za-z]{1,64}$")
    requirements: Requirements | None = None
    on_conflict: Literal["error", "warn"] = "error"

    @model_validator(mode="after")
    def _one_source(self) -> PermitSaveRequest:
        if (self.reservations is None) == (self.upload_id is None):
            raise ValueError("name either reservations or an upload_id")
        return self


ReservationId = Annotated[str, Field(json_schema_extra={"pattern": "^[0-9a-f]{16}$"})]


class BilloutRequest(BaseModel):
    """Which reservations to bill out; all that are not billed yet when none are named."""

    model_config = ConfigDict(extra="forbid")

    reservations: list[ReservationId] | None = Field(default=None, min_length=1, max_length=5000)
