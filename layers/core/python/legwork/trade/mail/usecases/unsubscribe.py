"""Unsubscribe: a signed link takes the consent to mailings back, without a login (RFC 8058)."""

from __future__ import annotations

from legwork.domain.recipient import unsubscribe as taking_back
from legwork.ports import Clock, Database, SigningKeys
from legwork.store.records import effects_in_account
from legwork.usecases import sign_link

_PURPOSE = b"legwork unsubscribe 1\n"
"""Goes into the signature: one made with the same secret for something else is not good here."""


def sign(secret: str, account: str, email: str) -> str:
    """The token that lets whoever holds it unsubscribe one address of one account."""
    return sign_link.sign(secret, _PURPOSE, (account, email))


def read(keys: SigningKeys, token: str) -> tuple[str, str]:
    """Account and address of a token.

    Raises:
        NotFound: none of our keys has signed it.
    """
    account, email = sign_link.read(keys, _PURPOSE, token)
    return account, email


def unsubscribe_link(keys: SigningKeys, api_url: str, account: str, email: str) -> str:
    """The link that stands in a mail.

    Args:
        keys: the newest of them signs it.
        api_url: where the API is.
        account: whose mail it is.
        email: whom it goes to.
    """
    return f"{api_url.rstrip('/')}/v1/unsubscribe/{sign(keys.current()[0], account, email)}"


def unsubscribe(account: str, email: str, *, database: Database, clock: Clock) -> None:
    """Take the consent of an address back; what has not left yet will not. Twice is as good.

    Args:
        account: of the token.
        email: of the token.
        database: the tables.
        clock: says when.
    """
    for effect in effects_in_account(account, [taking_back(email, clock.now())]):
        database.records.write(effect)
