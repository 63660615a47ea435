"""Payment methods: what a family pays with, by the payment service's name of it. Never card data.

All of a family lie in one row, with the tries that were made on each: so a hundred families are
read at once, and a try is counted in the transaction that lays claim to it.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from legwork.domain.effect import Equals, Item, Key, Update
from legwork.domain.readable import readable
from legwork.domain.record import Records

METHODS_LIMIT = 10
"""Most methods of a family."""
TRIES_KEPT = timedelta(days=35)
"""The card networks look back for thirty days."""
TRIES_LIMIT = 80
_METHOD, _TRIES = "method#", "tries#"


class MethodState(StrEnum):
    """Whether a method can be charged."""

    ACTIVE = "active"
    INVALID = "invalid"
    """It was declined for good, or has expired: the family has to give another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethod:
    """One method of a family."""

    id: str
    customer: str
    """The family, by the payment service's name of it."""
    token: str
    """The method, by the payment service's name of it."""
    brand: str
    last4: str
    expires: str
    """The last month in which it is good: YYYY-MM."""
    guardian: str = ""
    """Mail address of the guardian whose it is; the primary one's when empty."""
    primary: bool = False
    """Whether it is the one of its guardian that is charged."""
    recurring: bool = False
    """Whether its holder agreed to be charged again and again."""
    consent_source: str = ""
    consent_at: str = ""
    state: MethodState = MethodState.ACTIVE
    reason: str = ""
    """Why it is invalid."""

    def expired(self, day: str) -> bool:
        """Whether it is good no more on a day."""
        return self.expires < day[:7]

    def drafted(self, day: str) -> bool:
        """Whether drafts can be taken from it on a day, without asking its holder."""
        return self.state is MethodState.ACTIVE and self.recurring and not self.expired(day)

    @property
    def last_day(self) -> str:
        """The last day on which it is good."""
        year, month = map(int, self.expires.split("-"))
        return date(year, month, calendar.monthrange(year, month)[1]).isoformat()

    @property
    def shown(self) -> str:
        """How people know it."""
        return f"{self.brand} ending in {self.last4}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One call on a method."""

    at: datetime
    cents: int
    by: str
    """The order that it was made for."""
    code: str = ""
    """Why it was declined; nothing when it was not, or while that is not known."""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Wallet:
    """The methods of a family, and the tries that were made on each."""

    family: str
    methods: Mapping[str, PaymentMethod] = field(default_factory=dict)
    tries: Mapping[str, Sequence[Try]] = field(default_factory=dict)

    def charged(self, guardian: str) -> PaymentMethod | None:
        """The primary method of the primary guardian.

        Args:
            guardian: mail address of the primary guardian.
        """
        own = {"", guardian.strip().lower()}
        mine = (one for one in self.methods.values() if one.guardian.strip().lower() in own)
        return next((one for one in mine if one.primary), None)


def wallet_key(family: str) -> Key:
    """The methods of a family."""
    return Key(f"FAMILY#{family}", "METHODS")


def of_item(family: str, item: Item | None) -> Wallet:
    """The wallet, where a family without a row has an empty one."""
    return Wallet(family) if item is None else _from_item(family, item)


@readable("set of payment methods")
def _from_item(family: str, item: Item) -> Wallet:
    return Wallet(
        family,
        {n: _method(n, value) for n, value in _named(item, _METHOD)},
        {n: tuple(map(_try, value)) for n, value in _named(item, _TRIES)},
    )


def _named(item: Item, prefix: str) -> Iterable[tuple[str, Any]]:
    return ((n.removeprefix(prefix), v) for n, v in item.items() if n.startswith(prefix))


def _method(name: str, item: Item) -> PaymentMethod:
    return PaymentMethod(**{**item, "id": name, "state": MethodState(item.get("state", "active"))})


def _try(stored: Sequence[Any]) -> Try:
    at, cents, by, code, advice = stored
    return Try(at=datetime.fromisoformat(at), cents=cents, by=by, code=code, advice=advice)


def method_item(method: PaymentMethod) -> Item:
    """A method within the row."""
    item = {
        "customer": method.customer,
        "token": method.token,
        "brand": method.brand,
        "last4": method.last4,
        "expires": method.expires,
        "guardian": method.guardian,
        "primary": method.primary,
        "recurring": method.recurring,
        "consent_source": method.consent_source,
        "consent_at": method.consent_at,
        "state": method.state.value,
        "reason": method.reason,
    }
    return {name: value for name, value in item.items() if value not in ("", False)}


def find(families: Iterable[str], records: Records) -> dict[str, Wallet]:
    """The wallets of some families, by family."""
    keys = {wallet_key(name): name for name in families}
    found = records.get(keys)
    return {name: of_item(name, found.get(key)) for key, name in keys.items()}


def written(before: Wallet, after: Wallet) -> Update:
    """Write what has changed, on condition that it is as it was read."""
    was, now = _attributes(before), _attributes(after)
    changed = sorted(name for name in {*was, *now} if was.get(name) != now.get(name))
    return Update(
        wallet_key(before.family),
        set={name: now[name] for name in changed if name in now},
        remove=tuple(name for name in changed if name not in now),
        expect=tuple(Equals(name, was.get(name)) for name in changed),
    )


def _attributes(wallet: Wallet) -> dict[str, Any]:
    methods = {f"{_METHOD}{n}": method_item(one) for n, one in wallet.methods.items()}
    tries = {f"{_TRIES}{n}": [_stored(t) for t in some] for n, some in wallet.tries.items()}
    return methods | tries


def _stored(one: Try) -> list[Any]:
    return [one.at.isoformat(), one.cents, one.by, one.code, one.advice]


# --- What changes in a wallet ----------------------------------------------------------------


def disabled(wallet: Wallet, method: str, reason: str) -> Wallet:
    """The wallet with a method that is charged no more."""
    known = wallet.methods.get(method)
    if known is None:
        return wallet
    invalid = replace(known, state=MethodState.INVALID, reason=reason)
    return replace(wallet, methods={**wallet.methods, method: invalid})


def tried(wallet: Wallet, method: str, one: Try) -> Wallet:
    """The wallet with one more try; those that nobody asks for any more are left out."""
    since = one.at - TRIES_KEPT
    kept = [t for t in wallet.tries.get(method, ()) if t.at >= since][-TRIES_LIMIT + 1 :]
    return replace(wallet, tries={**wallet.tries, method: (*kept, one)})


def answered(wallet: Wallet, method: str, by: str, *, code: str, advice: str) -> Wallet:
    """The wallet, where a try has its answer."""
    some = wallet.tries.get(method)
    if some is None:
        return wallet
    after = tuple(replace(t, code=code, advice=advice) if t.by == by else t for t in some)
    return replace(wallet, tries={**wallet.tries, method: after})


def not_tried(wallet: Wallet, method: str, by: str) -> Wallet:
    """The wallet without a try that was certainly not made."""
    some = wallet.tries.get(method)
    if some is None:
        return wallet
    left = tuple(t for t in some if t.by != by)
    return replace(wallet, tries={**wallet.tries, method: left})
