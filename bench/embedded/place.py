"""The embedded stack that a benchmark runs on: fresh, and gone afterwards."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from bench.scenes import PERMIT, rows_of_permit
from bench.stack import ACCOUNT
from legwork.adapters import clients
from legwork.adapters.database import DynamoDatabase
from legwork.store.records import in_account
from local import emulator, stack
from local.deploy import session
from local.state import home
from tests.e2e.park import Park


@contextmanager
def running() -> Iterator[Park]:
    """A stack of its own, beside the one that a developer may have running.

    It is where ``LEGWORK_PORT`` and ``LEGWORK_HOME`` say, if they are set.
    """
    with TemporaryDirectory() as folder:
        os.environ.setdefault("LEGWORK_HOME", folder)
        os.environ.setdefault("LEGWORK_PORT", str(free_port()))
        park = Park(stack.up(fresh=True, report=print))
        try:
            yield park
        finally:
            park.close()
            left = emulator.find(home())
            if left is not None:
                emulator.stop(home(), left, keep=False)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def database(park: Park) -> DynamoDatabase:
    """Both tables of a stack, as its functions see them."""
    made = session()
    return DynamoDatabase(
        made.client("dynamodb", endpoint_url=park.running.endpoint_url, config=clients.DYNAMODB),
        tasks_table=park.running.outputs["TasksTable"],
        records_table=park.running.outputs["RecordsTable"],
        idempotent_transactions=False,
    )


def store_permit(
    tables: DynamoDatabase, targets: int, *, account: str = ACCOUNT, permit: str = PERMIT
) -> None:
    """A permit, none of its reservations billed, whatever was before."""
    tables.records.put_many(
        (in_account(account, key), item) for key, item in rows_of_permit(targets, permit)
    )
