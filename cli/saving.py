"""Saves and bills permits: what `legwork permit` and the demo have in common."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cli.api import Answer, Api, segment
from cli.generated.contract import HolderView, JobListView, PermitView, ReceiptView, ReservationView
from cli.reservations_csv import NewReservation, read
from cli.uploads import upload

BODY_MAX_BYTES = 4_900_000
"""Reservations that go in the body of a call; the rest of the 5 MB is for the permit itself."""


def path_of(permit: str) -> str:
    """Where a permit is read and saved."""
    return f"/v1/permits/{segment(permit)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a permit is saved under, besides its reservations."""

    holder: str
    on_conflict: str = "error"
    requirements: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Names of prompts, waivers and forms that checkout would ask for."""

    def body(self) -> dict[str, Any]:
        """The part of the body that says so; a save without requirements leaves them alone."""
        asked = {name: list(them) for name, them in self.requirements.items() if them}
        said = {"holder": self.holder, "on_conflict": self.on_conflict}
        return {**said, "requirements": asked} if asked else said


def save(api: Api, permit: str, reservations: Sequence[NewReservation], terms: Terms) -> Answer:
    """Save reservations as one permit."""
    return api.launch("PUT", path_of(permit), {**terms.body(), "reservations": reservations})


def save_file(api: Api, permit: str, file: Path, terms: Terms) -> Answer:
    """Save the reservations of a file as one permit; a large file goes by upload."""
    reservations = read(file)
    if len(json.dumps(reservations)) <= BODY_MAX_BYTES:
        return save(api, permit, reservations, terms)
    return api.launch("PUT", path_of(permit), {**terms.body(), "upload_id": upload(api, file)})


def bill_out(api: Api, permit: str) -> Answer:
    """Bill all reservations of a permit that are not billed yet."""
    return api.launch("POST", f"{path_of(permit)}/billout", {})


def permit_of(api: Api, permit: str) -> PermitView:
    """Read a permit."""
    found: PermitView = api.get(path_of(permit))
    return found


def jobs_of(api: Api, permit: str) -> JobListView:
    """Read the last background jobs of a permit."""
    found: JobListView = api.get(f"{path_of(permit)}/background-jobs")
    return found


def reservations_of(api: Api, permit: str) -> list[ReservationView]:
    """Read all reservations of a permit."""
    return list(api.pages(f"{path_of(permit)}/reservations", "reservations"))


def receipt_of(api: Api, receipt: str) -> ReceiptView:
    """Read a receipt with all its lines."""
    found: ReceiptView = api.whole(f"/v1/receipts/{segment(receipt)}", "lines")
    return found


def holder_of(api: Api, holder: str) -> HolderView:
    """Read a holder's account with all its postings."""
    found: HolderView = api.whole(f"/v1/holders/{segment(holder)}", "postings")
    return found
