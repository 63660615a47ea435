"""The payment port: in memory, and the adapter of Stripe at the front of localstripe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from legwork.adapters import payments as adapter
from legwork.adapters.payments import StripePayments
from legwork.domain.charge import AnswerState, Order
from legwork.domain.errors import Throttled, Transient
from legwork.ports import MaybeCharged
from local import provider
from tests.conformance.till import MemoryTill, StripeTill, Till


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("provider")
    yield provider.start(folder).address
    provider.stop(folder)
    assert provider.find(folder) is None


@pytest.fixture
def stripe_till(address: str) -> StripeTill:
    return StripeTill(address)


@pytest.fixture(params=["memory", "stripe"])
def till(request: pytest.FixtureRequest) -> Till:
    if request.param == "memory":
        return MemoryTill()
    till: Till = request.getfixturevalue("stripe_till")
    return till


def since() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=1)


def order(card: tuple[str, str], *, cents: int = 4200, target: str = "F1") -> Order:
    return Order(
        account="parkside",
        task="01J",
        target=f"{target} {card[0]}",
        customer=card[0],
        method=card[1],
        amount_cents=cents,
        description="Tuition of March",
    )


def test_a_card_pays(till: Till) -> None:
    card = till.card()
    answer = till.payments.carry_out(order(card))
    assert (answer.state, answer.amount_cents) == (AnswerState.DONE, 4200)
    assert answer.id.startswith("pi_")
    assert till.paid(card[0]) == [4200]


def test_an_order_that_is_repeated_is_carried_out_once(till: Till) -> None:
    card = till.card()
    first = till.payments.carry_out(order(card))
    assert till.payments.carry_out(order(card)) == first
    assert till.paid(card[0]) == [4200]


def test_two_orders_are_two_payments(till: Till) -> None:
    card = till.card()
    till.payments.carry_out(order(card))
    till.payments.carry_out(order(card, target="F2"))
    assert till.paid(card[0]) == [4200, 4200]


def test_an_order_whose_amount_has_changed_is_in_doubt(till: Till) -> None:
    card = till.card()
    till.payments.carry_out(order(card))
    with pytest.raises(MaybeCharged):
        till.payments.carry_out(order(card, cents=100))
    assert till.paid(card[0]) == [4200]


@pytest.mark.parametrize(
    ("number", "state", "code", "advice"),
    [
        ("4000000000009995", AnswerState.DECLINED, "insufficient_funds", ""),
        ("4000000000009987", AnswerState.DECLINED, "lost_card", ""),
        ("4000000000000069", AnswerState.DECLINED, "expired_card", ""),
        ("4000000000000036", AnswerState.DECLINED, "do_not_honor", "03"),
        ("4000002760003184", AnswerState.NEEDS_FAMILY, "authentication_required", ""),
    ],
)
def test_what_is_not_paid_says_why(
    till: Till, number: str, state: AnswerState, code: str, advice: str
) -> None:
    card = till.card(number)
    answer = till.payments.carry_out(order(card))
    assert (answer.state, answer.code, answer.advice) == (state, code, advice)
    assert answer.message
    assert till.payments.carry_out(order(card)) == answer
    assert till.paid(card[0]) == []


def test_the_list_tells_what_became_of_an_order(till: Till) -> None:
    card, lost = till.card(), till.card("4000000000009987")
    asked, declined = order(card), order(lost)
    paid, refused = till.payments.carry_out(asked), till.payments.carry_out(declined)
    assert till.payments.find(asked, since=since()) == paid
    found = till.payments.find(declined, since=since())
    assert found is not None
    assert (found.state, found.code) == (refused.state, refused.code)
    assert till.payments.find(replace(asked, target="F2"), since=since()) is None
    assert till.payments.find(replace(asked, account="elsewhere"), since=since()) is None


def test_an_answer_that_is_lost_is_found_in_the_list(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = till.card()
    till.fail("silent")
    hasty(till, monkeypatch)
    with pytest.raises(MaybeCharged):
        till.payments.carry_out(order(card))
    # After a day, the key is forgotten; the list is not.
    till.forget_keys()
    found = till.payments.find(order(card), since=since())
    assert found is not None
    assert (found.state, found.amount_cents) == (AnswerState.DONE, 4200)
    assert till.paid(card[0]) == [4200]


def test_a_payment_is_given_back_once(till: Till) -> None:
    card = till.card()
    paid = till.payments.carry_out(order(card))
    back = replace(order(card, target="refund"), refund_of=paid.id, amount_cents=4200)
    answer = till.payments.carry_out(back)
    assert (answer.state, answer.amount_cents) == (AnswerState.DONE, 4200)
    assert till.payments.carry_out(back) == answer
    found = till.payments.find(back, since=since())
    assert found == answer


# --- What only the service itself shows ------------------------------------------------------


def hasty(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    if isinstance(till, StripeTill):
        monkeypatch.setattr(adapter, "TIMEOUT", (1.0, 0.2))
        till.payments = StripePayments(lambda: provider.API_KEY, address=till.address)


@pytest.mark.parametrize(
    ("fault", "meaning", "paid"),
    [
        ("silent", MaybeCharged, [4200]),
        ("lost", MaybeCharged, []),
        ("error", MaybeCharged, [4200]),
        ("busy", Throttled, []),
    ],
)
def test_what_becomes_of_a_call(
    stripe_till: StripeTill,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    meaning: type[Exception],
    paid: list[int],
) -> None:
    hasty(stripe_till, monkeypatch)
    card = stripe_till.card()
    stripe_till.fail(fault)
    with pytest.raises(meaning):
        stripe_till.payments.carry_out(order(card))
    assert stripe_till.paid(card[0]) == paid
    found = stripe_till.payments.find(order(card), since=since())
    assert ([found.amount_cents] if found else []) == paid


def test_what_it_has_outlives_a_restart(tmp_path: Path) -> None:
    first = provider.start(tmp_path)
    assert provider.start(tmp_path) == first == provider.find(tmp_path)
    till = StripeTill(first.address)
    card, lost = till.card(), till.card("4000000000009987")
    paid = till.payments.carry_out(order(card))
    provider.stop(tmp_path)

    again = provider.start(tmp_path)
    assert again.address == first.address
    assert till.payments.carry_out(order(card)) == paid
    assert till.payments.carry_out(order(lost)).code == "lost_card"
    assert till.payments.carry_out(order(card, target="F2")).state is AnswerState.DONE
    provider.stop(tmp_path)


def test_a_service_that_is_not_reached_has_done_nothing() -> None:
    away = StripePayments(
        lambda: provider.API_KEY, address=f"http://127.0.0.1:{provider.free_port()}"
    )
    with pytest.raises(Throttled):
        away.carry_out(order(("cus_1", "pm_1")))
    with pytest.raises(Transient):
        away.find(order(("cus_1", "pm_1")), since=since())


def test_what_the_service_does_not_take_is_refused(stripe_till: StripeTill) -> None:
    answer = stripe_till.payments.carry_out(order(("cus_nobody", "pm_none")))
    assert answer.state is AnswerState.REFUSED


def test_a_second_call_while_the_first_is_under_way_is_in_doubt(stripe_till: StripeTill) -> None:
    card = stripe_till.card()
    stripe_till.fail("slow", seconds=0.5)
    calls = stripe_till.calls()
    first = Thread(target=stripe_till.payments.carry_out, args=[order(card)])
    first.start()
    while stripe_till.calls() == calls:
        pass
    with pytest.raises(MaybeCharged):
        StripePayments(lambda: provider.API_KEY, address=stripe_till.address).carry_out(order(card))
    first.join()
    assert stripe_till.paid(card[0]) == [4200]


def test_a_list_of_many_pages_is_read_to_its_end(stripe_till: StripeTill) -> None:
    card = stripe_till.card()
    first = stripe_till.payments.carry_out(order(card, target="first"))
    for number in range(100):
        stripe_till.payments.carry_out(order(card, target=f"later {number}", cents=100))
    assert stripe_till.payments.find(order(card, target="first"), since=since()) == first
