"""For which session a makeup token is redeemed, as callers say it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from legwork.contracts.model import Request
from legwork.domain.day import DAY_PATTERN


class RedeemRequest(Request):
    """The session that a student comes to."""

    class_: Annotated[
        str,
        Field(
            alias="class",
            description="Id of the class.",
            pattern=r"^[^#\x00-\x1f\x7f]{1,64}$",
            examples=["JUDO-2026"],
        ),
    ]
    date: Annotated[str, Field(pattern=DAY_PATTERN, examples=["2026-05-04"])]
    """Day of its start."""
    starts: Annotated[str, Field(pattern=r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$", examples=["18:00"])]
    """When it starts, as ``hh:mm``."""
