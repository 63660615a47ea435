"""What the card networks allow, and what the plan says, as a table."""

from datetime import timedelta
from typing import Any

import pytest

from legwork.trade.money.payment_method import Try
from legwork.trade.money.payment_terms import PaymentTerms
from legwork.trade.money.rules.card_retries import DAY, MONTH, is_hard, may_try
from tests.unit.tasks import NOW

FREE = PaymentTerms(retries=15, days_apart=0)
"""A plan that forbids nothing that the networks allow."""
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


def tries(number: int, *, every: timedelta, cents: int = 100, **fields: Any) -> list[Try]:
    """The last one so long ago as they are apart."""
    return [
        Try(at=NOW - every * n, cents=cents, by=f"order {n}", **fields)
        for n in range(number, 0, -1)
    ]


@pytest.mark.parametrize(
    ("network", "number", "every", "allowed"),
    [
        ("visa", 19, DAY, True),
        ("visa", 20, DAY, False),
        ("Visa", 20, MONTH / 20, True),
        ("visa", 20, MONTH / 20 - SECOND, False),
        ("mastercard", 9, HOUR, True),
        ("mastercard", 10, HOUR, False),
        ("mastercard", 10, DAY / 10, True),
        ("mastercard", 34, MONTH / 36, True),
        ("mastercard", 35, MONTH / 36, False),
        ("amex", 20, DAY, False),
    ],
)
def test_visa_20_in_30_days_mastercard_10_in_24_hours_and_35_in_30_days(
    network: str, number: int, every: timedelta, allowed: bool
) -> None:
    found = may_try(tries(number, every=every), 100, network, FREE, NOW)
    assert (found is None) == allowed
    if found is not None:
        assert found.again_at is not None
        assert may_try(tries(number, every=every), 100, network, FREE, found.again_at) is None


def test_tries_are_counted_per_method_and_amount() -> None:
    assert may_try(tries(20, every=HOUR), 100, "visa", FREE, NOW) is not None
    assert may_try(tries(20, every=HOUR), 101, "visa", FREE, NOW) is None


@pytest.mark.parametrize("advice", ["03", "21"])
def test_the_advice_codes_03_and_21_are_never_tried_again(advice: str) -> None:
    old = tries(1, every=MONTH, code="do_not_honor", advice=advice)
    found = may_try(old, 5_000, "mastercard", FREE, NOW)
    assert found is not None
    assert found.again_at is None
    assert is_hard("do_not_honor", advice)


@pytest.mark.parametrize(
    ("code", "hard"),
    [
        *((code, True) for code in ("lost_card", "stolen_card", "account_closed", "expired_card")),
        *((code, True) for code in ("invalid_account", "revocation_of_authorization")),
        *((code, False) for code in ("insufficient_funds", "issuer_not_available")),
        *((code, False) for code in ("generic_decline", "processing_error", "")),
    ],
)
def test_hard_declines_are_told_from_soft_ones(code: str, hard: bool) -> None:
    assert is_hard(code, "") == hard


@pytest.mark.parametrize(
    ("declines", "every", "retries", "days", "allowed"),
    [
        (1, DAY, 4, 2, False),
        (1, 2 * DAY, 4, 2, True),
        (4, 2 * DAY, 4, 2, True),
        (5, 2 * DAY, 4, 2, False),
        (1, DAY, 0, 1, False),
    ],
)
def test_the_plan_of_an_account_says_how_many_and_how_many_days_apart(
    declines: int, every: timedelta, retries: int, days: int, allowed: bool
) -> None:
    plan = PaymentTerms(retries=retries, days_apart=days)
    some = tries(declines, every=every, code="insufficient_funds")
    assert (may_try(some, 100, "visa", plan, NOW) is None) == allowed


def test_what_was_paid_is_no_decline() -> None:
    assert may_try(tries(5, every=HOUR), 100, "visa", PaymentTerms(), NOW) is None
