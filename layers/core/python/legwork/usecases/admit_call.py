"""Admit a call, or ask its account to slow down: so that nobody's polling takes others' calls (P7).

Each worker takes a few calls from the account's bucket at once, and answers them for as long as the
lease is good. However many workers there are, in ``t`` seconds they answer at most

    at_once + per_second * (t + LEASE seconds)

calls of an account, and one more for each worker that did not know of other limits of the account.
The row is written at most once a lease by each worker, and not at all by one that has refused a
call, until the time is over that it told: so it never becomes hot.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta

from legwork.domain.bucket import SECOND, Rate
from legwork.domain.errors import Transient
from legwork.ports import Clock, Database
from legwork.store import buckets
from legwork.store.buckets import Bucket, NoRoom

_log = logging.getLogger(__name__)
LEASE = timedelta(seconds=2)
"""For so long a worker may answer what it has taken."""
_LEASE = LEASE // timedelta(microseconds=1)
_ASKS = 2
"""Once, and again when somebody else has changed the bucket since it was last seen."""
_ACCOUNTS_MAX = 1_000
"""Accounts that a worker remembers; it begins afresh with more of them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an account stands with its calls."""

    rate: Rate
    left: int
    """Calls that would be answered at this moment."""
    resets: int
    """Seconds until its bucket is full again."""
    wait: int = 0
    """Seconds that it is to wait, because this call is not let in; 0 when it is."""


@dataclass(slots=True)
class _Share:
    """What a worker knows of an account's bucket, and has taken from it."""

    rate: Rate
    full_at: int = 0
    taken: int = 0
    good_until: int = 0
    refused_until: int = 0


class Doorkeeper:
    """Admits calls of accounts, in one worker.

    Args:
        name: of the bucket that its calls are taken from.
        usual: the rate of accounts for which operators have set no other.
        database, clock: the ports.
    """

    def __init__(self, name: str, usual: Rate, *, database: Database, clock: Clock) -> None:
        self._name = name
        self._usual = usual
        self._database = database
        self._clock = clock
        self._shares: dict[str, _Share] = {}

    def admit(self, account: str) -> Standing:
        """Let a call in, or say how long its account is to wait."""
        if len(self._shares) >= _ACCOUNTS_MAX and account not in self._shares:
            self._shares.clear()
        share = self._shares.setdefault(account, _Share(self._usual))
        now = self._clock.now()
        at = int(now.timestamp() * SECOND)
        if at < share.refused_until:
            return self._standing(share, at)
        if share.taken == 0 or at >= share.good_until:
            try:
                self._take(account, share, at)
            except Transient as trouble:
                # Nobody is refused for a trouble of ours: the gateway has a limit of its own.
                _log.warning("the bucket of %s could not be asked: %s", account, trouble)
                return self._standing(share, at)
        share.taken = max(0, share.taken - 1)
        return self._standing(share, at)

    def _take(self, account: str, share: _Share, now: int) -> None:
        wanted = share.rate.lease
        for _ in range(_ASKS):
            try:
                found = buckets.take(
                    self._database,
                    account,
                    self._name,
                    calls=wanted,
                    rate=share.rate,
                    believed_full_at=share.full_at,
                    now=now,
                )
            except NoRoom as refusal:
                self._learn(share, refusal.bucket)
                wanted = min(share.rate.lease, share.rate.room(share.full_at, now))
                if wanted == 0:
                    break
            else:
                knew = self._learn(share, found)
                # With a rate that was not known, more may have been taken than there was.
                share.taken, share.good_until = (wanted if knew else 1), now + _LEASE
                return
        share.refused_until = now + share.rate.wait(share.full_at, now) * SECOND

    def _learn(self, share: _Share, bucket: Bucket) -> bool:
        """Take over what the row says; answers whether its limits were known."""
        rate = Rate.of(self._usual, bucket.limits)
        knew, share.rate, share.full_at = rate == share.rate, rate, bucket.full_at
        return knew

    @staticmethod
    def _standing(share: _Share, now: int) -> Standing:
        rate = share.rate
        left = min(rate.at_once, rate.room(share.full_at, now) + share.taken)
        wait = max(0, -(-(share.refused_until - now) // SECOND))
        resets = max(wait, -(-(share.full_at - now) // SECOND))
        return Standing(rate, left=0 if wait else left, resets=resets, wait=wait)
