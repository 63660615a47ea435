"""Calls that change records: each is an act, and leaves its row in the trail."""

from __future__ import annotations

from legwork import bootstrap
from legwork.api.http import Calls, named
from legwork.domain.act import Act, ActName, said
from legwork.ports import Database
from legwork.settings.parts import TasksSettings
from legwork.store.acting import Acting


def acting(calls: Calls, of: TasksSettings, *, makes: bool = False) -> Database:
    """The tables for the call that is being answered, whose transaction is an act of its caller.

    The trail keeps which record it was, and the names of the fields that were sent: not what is in
    them, for that may be personal, and stays where it can be corrected.

    Args:
        calls: the one that is being answered.
        of: the tables.
        makes: whether the record is one that was not there before.
    """
    event, caller = calls.event, calls.caller
    body = event.json_body if event.body else None
    act = Act(
        account=caller.account,
        name=ActName.RECORD_CHANGED,
        by=caller.doer,
        at=bootstrap.clock().now(),
        detail=said(
            record=named(event.path).removeprefix("/v1/"),
            method=event.http_method,
            made=makes or None,
            fields=sorted(body) if isinstance(body, dict) and body else None,
        ),
    )
    return Acting(bootstrap.database(of), act)
