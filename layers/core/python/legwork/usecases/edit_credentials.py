"""Make and revoke the logins of programs. Owners only."""

from __future__ import annotations

from collections.abc import Iterable

from legwork.domain.act import Act, ActName
from legwork.domain.credential import (
    CREDENTIALS_MAX,
    Credential,
    digest_of,
    new_key,
)
from legwork.domain.errors import NotFound, NotPossible
from legwork.domain.permission import Caller, Permission
from legwork.ports import Clock, Database, Ids
from legwork.store import credentials


def add_credential(
    name: str,
    permissions: Iterable[Permission],
    *,
    caller: Caller,
    database: Database,
    clock: Clock,
    ids: Ids,
) -> tuple[Credential, str]:
    """Make a login for a program; answers with its key, which is shown this one time.

    Raises:
        NotAllowed: the caller is no owner.
        NotPossible: the account has as many as it may have.
    """
    caller.require_owner()
    if len(credentials.list_all(database, caller.account)) >= CREDENTIALS_MAX:
        raise NotPossible(
            f"An account has at most {CREDENTIALS_MAX} credentials. Revoke one that is not used."
        )
    id_ = ids.new()
    key = new_key(caller.account, id_)
    made = Credential(
        account=caller.account,
        id=id_,
        name=name,
        permissions=tuple(sorted(set(permissions))),
        digest=digest_of(key),
        made_by=caller.name,
        created_at=clock.now(),
    )
    act = _act(ActName.CREDENTIAL_ADDED, made, caller, clock)
    credentials.add(database, made, act)
    return made, key


def revoke_credential(credential: str, *, caller: Caller, database: Database, clock: Clock) -> None:
    """Revoke a login: whatever the program asks for from now on is refused.

    Tasks that it has launched go on.

    Raises:
        NotAllowed: the caller is no owner.
        NotFound: there is no such credential.
    """
    caller.require_owner()
    found = credentials.load(database, caller.account, credential)
    if found is None:
        raise NotFound("There is no such credential.")
    credentials.remove(database, found, _act(ActName.CREDENTIAL_REVOKED, found, caller, clock))


def _act(name: ActName, credential: Credential, caller: Caller, clock: Clock) -> Act:
    permissions = [permission.value for permission in credential.permissions]
    shown = {"id": credential.id, "name": credential.name, "permissions": permissions}
    return Act(
        account=caller.account,
        name=name,
        by=caller.doer,
        at=clock.now(),
        detail={"credential": shown},
    )
