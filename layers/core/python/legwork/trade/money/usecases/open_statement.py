"""Open a statement by the signed link in its mail, without a login.

Whoever holds the link may read that one statement, for sixty days: what its mail says, and no more.
"""

from __future__ import annotations

from collections.abc import Sequence

from legwork.domain.day import today
from legwork.domain.errors import NotFound
from legwork.ports import Clock, Database, SigningKeys
from legwork.store.records import AccountRecords
from legwork.trade.money import statement as statements
from legwork.trade.money.statement import Statement
from legwork.usecases.sign_link import read, sign

_PURPOSE = b"legwork statement 1\n"
_WORDS = 4


def statement_link(keys: SigningKeys, api_url: str, account: str, words: Sequence[str]) -> str:
    """The link that stands in a mail.

    Args:
        keys: the newest of them signs it.
        api_url: where the API is.
        account: whose family it is.
        words: the family, the statement, and the last day on which the link works.
    """
    token = sign(keys.current()[0], _PURPOSE, (account, *words))
    return f"{api_url.rstrip('/')}/v1/statements/{token}"


def open_statement(
    token: str, *, keys: SigningKeys, database: Database, clock: Clock
) -> tuple[str, Statement]:
    """The account and the statement that a link leads to.

    Raises:
        NotFound: there is no such statement, or the link is too old.
    """
    words = read(keys, _PURPOSE, token)
    if len(words) != _WORDS:
        raise NotFound("There is no such link.")
    account, family, name, last_day = words
    if today(clock.now()) > last_day:
        raise NotFound("This link has run out. Ask the office for a new statement.")
    records = AccountRecords(database, None, account)
    found = statements.find([(family, name)], records).get(family)
    if found is None:
        raise NotFound("There is no such statement any more.")
    return account, found
