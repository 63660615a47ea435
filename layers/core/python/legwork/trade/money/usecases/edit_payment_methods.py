"""Edit a family's payment methods, and the terms on which an account charges cards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from legwork.domain.effect import Check, Effect, Item, Present, Put, as_read
from legwork.domain.errors import InvalidInput, NotAllowed, NotFound
from legwork.domain.permission import OWNER, Caller, Permission
from legwork.domain.record import Records
from legwork.ports import Database
from legwork.trade.families.family import family_key
from legwork.trade.money import payment_method as methods
from legwork.trade.money import payment_terms
from legwork.trade.money.payment_method import METHODS_LIMIT, PaymentMethod, Wallet
from legwork.trade.money.payment_terms import TERMS_KEY, PaymentTerms
from legwork.trade.money.usecases.read_account import find_family
from legwork.usecases.correct_record import Noun, correct_record

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """Who edits what, where: the usual."""

    caller: Caller
    database: Database
    records: Records
    tags: frozenset[str] = frozenset()
    """The versions that the caller names as the one to be changed."""


def read_methods(family: str, *, caller: Caller, records: Records) -> Wallet:
    """A family's payment methods.

    Raises:
        NotAllowed: the caller may not see them.
        NotFound: there is no such family.
    """
    home = find_family(family, caller=caller, records=records)
    return methods.find([home.id], records)[home.id]


def put_method(
    family: str, method: PaymentMethod, editing: Editing, tag_of: Callable[[Wallet], str]
) -> Wallet:
    """Add a method, or say anew what it is. Another token makes a disabled one good again.

    Raises:
        NotAllowed, NotFound: see ``read_methods``.
        VersionMissing, Outdated, Conflicted: see ``correct_record``.
        InvalidInput: a consent without its source and its day, or too many methods.
    """
    if method.recurring and not (method.consent_source and method.consent_at):
        name = "consent_at" if method.consent_source else "consent_source"
        raise InvalidInput.of(name, "a consent needs its source, such as a form, and its day")
    return _edited(family, lambda wallet: _with(wallet, method), editing, tag_of)


def _with(wallet: Wallet, method: PaymentMethod) -> Wallet:
    before = wallet.methods.get(method.id)
    if before is None and len(wallet.methods) >= METHODS_LIMIT:
        raise InvalidInput.of("method", f"a family has {METHODS_LIMIT} methods at most")
    tries = dict(wallet.tries)
    if before is not None and before.token == method.token:
        method = replace(method, state=before.state, reason=before.reason)
    else:
        # Tries are those of the card, not of its place in the list.
        tries.pop(method.id, None)
    others = {
        name: replace(one, primary=False) if method.primary and _same(one, method) else one
        for name, one in wallet.methods.items()
    }
    return replace(wallet, methods={**others, method.id: method}, tries=tries)


def _same(one: PaymentMethod, other: PaymentMethod) -> bool:
    return one.guardian.strip().lower() == other.guardian.strip().lower()


def remove_method(
    family: str, method: str, editing: Editing, tag_of: Callable[[Wallet], str]
) -> Wallet:
    """Remove a method.

    Raises:
        NotAllowed, NotFound: see ``read_methods``; or there is no such method.
        VersionMissing, Outdated, Conflicted: see ``correct_record``.
    """
    return _edited(family, lambda wallet: _without(wallet, method), editing, tag_of)


def _without(wallet: Wallet, method: str) -> Wallet:
    if method not in wallet.methods:
        raise NotFound("There is no such payment method.")
    left = {name: one for name, one in wallet.methods.items() if name != method}
    tries = {name: some for name, some in wallet.tries.items() if name != method}
    return replace(wallet, methods=left, tries=tries)


def _edited(
    family: str,
    change: Callable[[Wallet], Wallet],
    editing: Editing,
    tag_of: Callable[[Wallet], str],
) -> Wallet:
    def write(before: Wallet) -> Iterable[Effect]:
        after = change(before)
        if after != before:
            yield methods.written(before, after)
            yield Check(family_key(family), (Present(),))

    noun = Noun(
        read=lambda: read_methods(family, caller=editing.caller, records=editing.records),
        tag=tag_of,
        change=write,
    )
    return _corrected(noun, editing)


def _corrected(noun: Noun[T], editing: Editing) -> T:
    account = editing.caller.account
    return correct_record(noun, editing.tags, account=account, database=editing.database)[0]


def read_terms(*, caller: Caller, records: Records) -> PaymentTerms:
    """The terms on which the account charges cards.

    Raises:
        NotAllowed: the caller may not see them.
    """
    caller.require(Permission.TRANSACTIONS)
    return payment_terms.read(records)


def put_terms(
    terms: PaymentTerms, editing: Editing, tag_of: Callable[[PaymentTerms], str]
) -> PaymentTerms:
    """Say on which terms the account charges cards.

    Raises:
        NotAllowed: the caller is no owner.
        VersionMissing, Outdated, Conflicted: see ``correct_record``.
    """
    if not editing.caller.owner:
        raise NotAllowed("Only an owner of the account says how cards are charged.", OWNER)

    def write(before: PaymentTerms) -> Iterable[Effect]:
        found: Item | None = editing.records.get([TERMS_KEY]).get(TERMS_KEY)
        item = payment_terms.to_item(terms)
        if before != terms:
            names = sorted({*item, *(found or {})})
            yield Put(TERMS_KEY, item, as_read(found or {}, *names))

    noun = Noun(
        read=lambda: read_terms(caller=editing.caller, records=editing.records),
        tag=tag_of,
        change=write,
    )
    return _corrected(noun, editing)
