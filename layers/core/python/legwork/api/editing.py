"""What the calls of `edit_records` work with: the records of the caller's account."""

from __future__ import annotations

from legwork import bootstrap
from legwork.api.acting import acting
from legwork.api.http import Calls
from legwork.ports import Database
from legwork.settings.edit_records import EditRecordsSettings
from legwork.store.records import AccountRecords


def records_of(calls: Calls) -> AccountRecords:
    """The account's records, to be read."""
    of = bootstrap.read_settings(EditRecordsSettings)
    return AccountRecords(bootstrap.records(of), None, calls.caller.account)


def database_of(calls: Calls, *, makes: bool = False) -> Database:
    """The tables for the call that is being answered: what it commits is an act of its caller.

    Args:
        calls: the one that is being answered.
        makes: whether the record is one that was not there before.
    """
    return acting(calls, bootstrap.read_settings(EditRecordsSettings), makes=makes)
