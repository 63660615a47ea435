"""Rows of credentials: all of an account lie together, each under its id."""

from __future__ import annotations

from datetime import datetime

from legwork.domain.act import Act
from legwork.domain.credential import CREDENTIALS_MAX, Credential
from legwork.domain.effect import Absent, Delete, Item, Present, Put, Update
from legwork.domain.errors import NotFound
from legwork.domain.permission import Permission
from legwork.domain.readable import legible, readable
from legwork.ports import ConditionFailed, Database, Query, TransactionRefused, rows_of
from legwork.store import keys, trail


def load(database: Database, account: str, credential: str) -> Credential | None:
    """A credential as it is at this moment: one that was revoked just now is not there."""
    row = database.tasks.get(keys.credential(account, credential))
    return None if row is None else _credential(row)


def list_all(database: Database, account: str) -> list[Credential]:
    """Every credential of an account, oldest first."""
    query = Query(partition=keys.credentials(account), limit=2 * CREDENTIALS_MAX)
    return list(legible((row for _, row in rows_of(database.tasks, query)), _credential))


def add(database: Database, credential: Credential, act: Act) -> None:
    """Write a new credential, and in the trail who made it."""
    row = {
        "account": credential.account,
        "id": credential.id,
        "name": credential.name,
        "permissions": [permission.value for permission in credential.permissions],
        "digest": credential.digest,
        "made_by": credential.made_by,
        "created_at": credential.created_at.isoformat(),
        "last_used_at": None,
    }
    key = keys.credential(credential.account, credential.id)
    trail.commit(database, act, tasks=[Put(key, row, (Absent(),))])


def mark_used(database: Database, credential: Credential, now: datetime) -> None:
    """Write down that it was used; one that was revoked meanwhile stays so."""
    key = keys.credential(credential.account, credential.id)
    change = Update(key, set={"last_used_at": now.isoformat()}, expect=(Present(),))
    try:
        database.tasks.write(change)
    except ConditionFailed:
        return


def remove(database: Database, credential: Credential, act: Act) -> None:
    """Revoke a credential, and write in the trail who did.

    Raises:
        NotFound: there is none.
    """
    gone = Delete(keys.credential(credential.account, credential.id), (Present(),))
    try:
        trail.commit(database, act, tasks=[gone])
    except TransactionRefused as refusal:
        raise NotFound("There is no such credential.") from refusal


@readable("credential")
def _credential(row: Item) -> Credential:
    # A release after this one may leave out what there is none of, rather than store nothing.
    used = row.get("last_used_at")
    known = {permission.value for permission in Permission}
    return Credential(
        account=row["account"],
        id=row["id"],
        name=row["name"],
        # A later release may know permissions that this one does not.
        permissions=tuple(Permission(name) for name in row["permissions"] if name in known),
        digest=row["digest"],
        made_by=row["made_by"],
        created_at=datetime.fromisoformat(row["created_at"]),
        last_used_at=None if used is None else datetime.fromisoformat(used),
    )
