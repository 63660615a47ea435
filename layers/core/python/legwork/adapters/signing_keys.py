"""The keys that sign links, as Secrets Manager keeps them."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from legwork.adapters.aws_errors import transient_errors
from legwork.domain.errors import Transient
from legwork.ports import Clock

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

_log = logging.getLogger(__name__)

STALE_AFTER: Final = timedelta(minutes=15)
"""So long a key is good that another one has replaced meanwhile."""
AGAIN_AFTER: Final = timedelta(minutes=5)
"""No earlier is the secret asked again for a link that none of its keys has signed: anybody may
send any number of those."""


class SecretKeys:
    """The keys of one secret, read at the first use and from time to time after it.

    Args:
        client: of Secrets Manager.
        secret: its ARN.
        clock: says how old they are.
    """

    def __init__(self, client: SecretsManagerClient, *, secret: str, clock: Clock) -> None:
        self._client = client
        self._secret = secret
        self._clock = clock
        self._keys: tuple[str, ...] = ()
        self._read_at: datetime | None = None

    def current(self) -> tuple[str, ...]:
        """The keys, newest first, as they were a quarter of an hour ago or later.

        Raises:
            Transient: they could not be read, and never were.
        """
        return self._keys_within(STALE_AFTER)

    def fresh(self) -> tuple[str, ...]:
        """The same as they were five minutes ago or later: for a signature that none has made."""
        return self._keys_within(AGAIN_AFTER)

    def _keys_within(self, age: timedelta) -> tuple[str, ...]:
        now = self._clock.now()
        if self._read_at is None or now - self._read_at >= age:
            try:
                self._keys = self._read()
            except (ClientError, Transient, ValueError) as error:
                _log.error("the signing keys cannot be read: %s", type(error).__name__)
                if not self._keys:
                    # Mail that needs them waits, and its messages fail until somebody mends it.
                    raise Transient("the signing keys cannot be read") from None
                # Those that were good until now are better than none.
            self._read_at = now
        return self._keys

    def _read(self) -> tuple[str, ...]:
        with transient_errors():
            answer = self._client.get_secret_value(SecretId=self._secret)
        return keys_of(answer["SecretString"])


def keys_of(text: str) -> tuple[str, ...]:
    """The keys in a secret: one as it stands, or a JSON list of several, the newest first.

    Raises:
        ValueError: there is none, or the list is not one of texts.
    """
    if not text.lstrip().startswith("["):
        keys: Any = [text]
    else:
        try:
            keys = json.loads(text)
        except (ValueError, RecursionError):
            # What is wrong with it may quote what is in it.
            raise ValueError("the secret is no JSON list") from None
    if (
        not isinstance(keys, list)
        or not keys
        or not all(isinstance(key, str) and key.strip() for key in keys)
    ):
        raise ValueError("the secret holds a list, but not of keys")
    return tuple(keys)
