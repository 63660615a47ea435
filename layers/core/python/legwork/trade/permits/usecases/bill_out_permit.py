"""Bill out a permit: a few reservations at once, many as a task in the background."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from legwork import kinds
from legwork.domain.permission import Caller
from legwork.ports import Clock, Database, Files
from legwork.store.records import AccountRecords
from legwork.trade.permits.kinds.permit_billout import open_targets
from legwork.trade.permits.permit import check_permit_number
from legwork.usecases.launch_task import Launch


def launch_of_billout(
    permit: str,
    reservations: Sequence[str] | None,
    *,
    key: str,
    fingerprint: str,
    background_at: int,
    caller: Caller,
    database: Database,
    files: Files,
    clock: Clock,
) -> Launch:
    """The launch that bills a permit out; unlisted when it is small enough to be done at once.

    Args:
        permit: its number.
        reservations: ids, or nothing for all that are not billed yet.
        key: the caller's Idempotency-Key.
        fingerprint: digest of the request.
        background_at: number of reservations from which on it runs in the background.
        caller: who asks.
        database, files, clock: the ports.

    Raises:
        NotFound: there is no such permit.
        InvalidInput: the permit has no such reservation.
    """
    check_permit_number(permit)
    kind = kinds.find("permit_billout")
    named = None if reservations is None else list(reservations)
    params = {"permit": permit, "reservations": named}
    records = AccountRecords(database, files, caller.account)
    read = kind.read_params(params)
    kind.check(read, records, clock.now())
    size = len(list(islice(open_targets(read, records, None), background_at)))
    return Launch(
        kind=kind.name,
        params=params,
        key=key,
        fingerprint=fingerprint,
        listed=size >= background_at,
        checked=True,
    )
