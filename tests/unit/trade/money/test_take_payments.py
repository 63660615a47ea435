"""Drafts of cards: each rule of the trade, on a fleet that charges."""

from __future__ import annotations

from datetime import timedelta

import pytest

from legwork.domain.charge import Answer, AnswerState
from legwork.domain.effect import Put
from legwork.domain.errors import InvalidInput
from legwork.domain.outcome import Counts
from legwork.ports import TransactionRefused
from legwork.trade.families.family import Guardian, family_key
from legwork.trade.money.payment_method import MethodState
from legwork.trade.money.posting import PostingType
from legwork.trade.money.rules.card_order import claim_draft
from legwork.trade.money.rules.draft import Wanted
from tests.unit.trade.money.cards import Town, declined, method
from tests.unit.trade.money.homes import has, owes

PAST, TODAY, LATER = "2026-01-01", "2026-02-01", "2099-01-01"


@pytest.fixture
def town() -> Town:
    return Town(families=3)


def test_one_draft_a_family_for_all_that_is_due(town: Town) -> None:
    owes(town.account, "F1", 7_000, due=PAST)
    owes(town.account, "F1", 3_000, due=PAST, category="costume")
    owes(town.account, "F1", 9_900, due=LATER)
    owes(town.account, "F2", 5_000, due=PAST)
    task = town.run()
    assert town.codes(task) == ["succeeded", "succeeded", "nothing_due"]
    assert sorted(one.order.amount_cents for one in town.fleet.till.taken) == [5_000, 10_000]
    assert [town.balance(name) for name in town.names] == [9_900, 0, 0]
    assert task.result is not None
    assert task.result.summary == "$150.00 taken from 2 cards."


def test_a_success_is_a_payment_applied_to_what_it_was_taken_for(town: Town) -> None:
    first = owes(town.account, "F1", 7_000, due=PAST)
    second = owes(town.account, "F1", 3_000, due=TODAY)
    town.run(families=["F1"])
    books = town.history("F1")
    [paid] = [one for one in books.postings if one.type is PostingType.PAYMENT]
    assert (paid.amount_cents, paid.category, paid.reference) == (-10_000, "card", "pi_1")
    assert books.charges_of(paid.id) == {first: 7_000, second: 3_000}


@pytest.mark.parametrize(
    ("days_ago", "code"), [(5, "succeeded"), (10, "succeeded"), (11, "no_statement")]
)
def test_a_draft_without_a_statement_in_the_ten_days_before_warns(
    town: Town, days_ago: int, code: str
) -> None:
    """Statements go out 5 to 10 days before a draft; a draft without them warns."""
    owes(town.account, "F1", 7_000, due=PAST)
    town.stated("F1", days_ago)
    assert town.codes(town.run(families=["F1"])) == [code]
    assert town.balance("F1") == 0


def test_the_draft_of_a_family_that_never_had_a_statement_warns_and_counts(town: Town) -> None:
    for name in ("F1", "F2"):
        owes(town.account, name, 7_000, due=PAST)
    town.stated("F2", None)
    task = town.run()
    assert town.codes(task) == ["succeeded", "no_statement", "nothing_due"]
    assert task.counts == Counts(succeeded=1, warnings=1, skipped=1)
    assert [town.balance(name) for name in town.names] == [0, 0, 0]
    assert task.result is not None
    assert task.result.summary == (
        "$140.00 taken from 2 cards. 1 of them without a statement in the ten days before."
    )


def test_credits_come_first(town: Town) -> None:
    owes(town.account, "F1", 7_000, due=PAST)
    has(town.account, "F1", 3_000)
    owes(town.account, "F2", 7_000, due=PAST)
    has(town.account, "F2", 8_000)
    task = town.run(families=["F1", "F2"])
    assert town.codes(task) == ["succeeded", "covered_by_credit"]
    assert [one.order.amount_cents for one in town.fleet.till.taken] == [4_000]
    assert town.balance("F1") == 0
    assert town.balance("F2") == -1_000


def test_credits_come_first_also_where_more_is_open_than_is_due(town: Town) -> None:
    owes(town.account, "F1", 7_000, due=PAST)
    owes(town.account, "F1", 7_000, due="2099-01-01")
    has(town.account, "F1", 3_000)
    assert town.codes(town.run(families=["F1"])) == ["succeeded"]
    assert [one.order.amount_cents for one in town.fleet.till.taken] == [4_000]
    assert town.balance("F1") == 7_000


def test_never_more_than_the_open_balance_at_the_moment_of_the_claim(town: Town) -> None:
    owes(town.account, "F1", 7_000, due=PAST)
    task = town.launch(families=["F1"])
    # Planned and staged; then somebody pays in cash.
    while not town.fleet.task(task.ref).lanes or not _staged(town):
        town.fleet.step(purging=False)
    has(town.account, "F1", 5_000)
    town.done(task)
    assert [one.order.amount_cents for one in town.fleet.till.taken] == [2_000]
    assert town.balance("F1") == 0


def test_whoever_pays_between_reading_and_claiming_is_in_the_way_of_the_claim(town: Town) -> None:
    owes(town.account, "F1", 7_000, due=PAST)
    wanted = Wanted(due_by="2027-04-05")
    claimed = claim_draft("F1", "T-9", wanted, town.account.records, town.fleet.clock.now())
    assert claimed.order is not None
    has(town.account, "F1", 5_000)
    with pytest.raises(TransactionRefused):
        town.account.commit(claimed.effects)


def _staged(town: Town) -> bool:
    return any(key.sort.startswith("NOTICE#") for key in town.fleet.tables.tasks.rows)


def test_filters_by_category_due_day_and_minimum(town: Town) -> None:
    owes(town.account, "F1", 7_000, due=PAST)
    owes(town.account, "F1", 2_000, due=PAST, category="costume")
    owes(town.account, "F2", 400, due=PAST, category="costume")
    owes(town.account, "F3", 9_900, due="2026-05-05", category="costume")
    task = town.run(everyone=True, categories=["costume"], minimum_cents=500)
    assert town.codes(task) == ["succeeded", "below_minimum", "nothing_due"]
    assert town.fleet.till.moved("cus_F1") == 2_000
    again = town.run(key="later", everyone=True, categories=["costume"], due_by="2026-05-05")
    assert town.codes(again)[2] == "succeeded"


def test_by_keyword() -> None:
    town = Town()
    town.family("F1", keywords=("autopay",))
    town.family("F2")
    for name in ("F1", "F2"):
        owes(town.account, name, 7_000, due=PAST)
    task = town.run(keywords=["autopay"])
    assert (task.total, town.balance("F1"), town.balance("F2")) == (1, 0, 7_000)


def test_families_left_out_of_drafts_are_skipped_with_a_note() -> None:
    town = Town()
    town.family("F1", omit_from=("drafts",))
    town.family("F2", omit_from=("tuition",))
    for name in ("F1", "F2"):
        owes(town.account, name, 7_000, due=PAST)
    assert town.codes(town.run()) == ["omitted", "succeeded"]


def test_only_the_primary_guardian_s_primary_method() -> None:
    town = Town()
    mum = Guardian(name="Mum", email="mum@example.com", primary=True)
    dad = Guardian(name="Dad", email="dad@example.com")
    own = method("hers", guardian="Mum@example.com")
    other = method("spare", guardian="mum@example.com", primary=False)
    his = method("his", guardian="dad@example.com")
    for name, cards in {"F1": (his, other, own), "F2": (his,), "F3": (other,)}.items():
        town.family(name, *cards)
        item = dict(town.account.records.get([family_key(name)])[family_key(name)])
        item["guardians"] = [
            {"name": one.name, "email": one.email, "primary": one.primary} for one in (dad, mum)
        ]
        _write(town, name, item)
        owes(town.account, name, 7_000, due=PAST)
    task = town.run()
    assert town.codes(task) == ["succeeded", "no_method", "no_method"]
    assert [one.order.method for one in town.fleet.till.taken] == ["pm_hers"]


def _write(town: Town, name: str, item: dict[str, object]) -> None:
    town.account.commit([Put(family_key(name), item)])


def test_an_expired_or_disabled_card_is_an_error_and_is_disabled(town: Town) -> None:
    town.cards("F1", method(expires="2025-12"))
    town.cards("F2", method(state=MethodState.INVALID, reason="declined for good (lost_card)"))
    town.cards("F3", method(recurring=False))
    for name in town.names:
        owes(town.account, name, 7_000, due=PAST)
    task = town.run()
    assert town.codes(task) == ["method_expired", "method_invalid", "no_consent"]
    assert task.counts == Counts(errors=2, skipped=1)
    assert town.wallet("F1").methods["card"].state is MethodState.INVALID
    assert town.fleet.till.taken == []


def test_a_hard_decline_disables_the_method_and_the_family_is_told(town: Town) -> None:
    owes(town.account, "F1", 7_000, due=PAST)
    town.declines["cus_F1"] = declined("lost_card")
    task = town.run(families=["F1"])
    assert town.codes(task) == ["declined_for_good"]
    assert town.wallet("F1").methods["card"].state is MethodState.INVALID
    [mail] = town.fleet.post.outbox
    assert mail.to == "F1@example.com"
    assert "another payment method" in mail.subject
    # Whatever the issuer says later: it is never tried again.
    del town.declines["cus_F1"]
    assert town.codes(town.run(key="again", families=["F1"])) == ["method_invalid"]
    assert len(town.fleet.till.taken) == 1


@pytest.mark.parametrize("advice", ["03", "21"])
def test_the_networks_advice_never_to_try_again_disables_it_too(town: Town, advice: str) -> None:
    owes(town.account, "F1", 7_000, due=PAST)
    town.declines["cus_F1"] = declined("do_not_honor", advice)
    assert town.codes(town.run(families=["F1"])) == ["declined_for_good"]


def test_a_soft_decline_is_tried_again_by_plan_and_no_earlier(town: Town) -> None:
    owes(town.account, "F1", 7_000, due=PAST)
    town.terms(retries=1, days_apart=3)
    town.declines["cus_F1"] = declined("insufficient_funds")
    task = town.run(families=["F1"])
    assert town.codes(task) == ["declined"]
    assert town.fleet.post.outbox == []
    # Also a retry of the task is refused what may not be tried.
    retried = town.done(town.owner.retry(task, key="retry"))
    assert town.codes(retried) == ["not_to_be_tried"]
    town.fleet.clock.advance(timedelta(days=3))
    assert town.codes(town.run(key="third", families=["F1"])) == ["declined"]
    town.fleet.clock.advance(timedelta(days=3))
    assert town.codes(town.run(key="fourth", families=["F1"])) == ["not_to_be_tried"]
    assert len(town.fleet.till.taken) == 2


def test_a_card_that_asks_for_its_holder_ends_with_a_link_and_no_retry(town: Town) -> None:
    owes(town.account, "F1", 7_000, due=PAST)
    town.terms(confirm_url="https://pay.example/confirm")
    town.declines["cus_F1"] = declined("authentication_required")
    task = town.run(families=["F1"])
    assert town.codes(task) == ["needs_family"]
    assert task.counts == Counts(skipped=1)
    [mail] = town.fleet.post.outbox
    assert "https://pay.example/confirm" in mail.text
    assert town.wallet("F1").methods["card"].state is MethodState.ACTIVE


def test_a_fee_is_a_line_of_its_own(town: Town) -> None:
    owes(town.account, "F1", 7_000, due=PAST)
    town.terms(fee_cents=150)
    town.run(families=["F1"])
    assert town.fleet.till.moved("cus_F1") == 7_150
    charges = [one for one in town.history("F1").postings if one.type is PostingType.CHARGE]
    assert sorted((one.category, one.amount_cents) for one in charges) == [
        ("card_fee", 150),
        ("tuition", 7_000),
    ]
    assert town.balance("F1") == 0


def test_a_payment_that_takes_days_is_kept_and_asked_for(town: Town) -> None:
    owes(town.account, "F1", 7_000, due=PAST)
    town.declines["cus_F1"] = Answer(state=AnswerState.PENDING)
    task = town.launch(families=["F1"])
    town.fleet.settle()
    assert town.codes(task) == ["pending"]
    again = town.launch(key="again", families=["F1"])
    town.fleet.settle()
    assert town.codes(again) == ["still_pending"]
    assert len(town.fleet.till.taken) == 1
    # Days later the service knows: the next task writes it down before it looks at what is due.
    [moved] = town.fleet.till.taken
    paid = Answer(state=AnswerState.DONE, id=moved.answer.id, amount_cents=7_000)
    town.fleet.till.taken[:] = [type(moved)(moved.order, paid)]
    town.fleet.clock.advance(timedelta(days=3))
    assert town.codes(town.run(key="later", families=["F1"])) == ["nothing_due"]
    assert town.balance("F1") == 0


def test_two_tasks_over_the_same_families_take_everything_once(town: Town) -> None:
    for name in town.names:
        owes(town.account, name, 7_000, due=PAST)
    one, other = town.launch(), town.launch(key="other")
    town.done(one)
    assert [len(town.fleet.till.taken), *map(town.balance, town.names)] == [3, 0, 0, 0]
    done = town.fleet.task(one.ref).counts.succeeded + town.fleet.task(other.ref).counts.succeeded
    assert done == 3


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"families": ["NOBODY"]}, "families"),
        ({"everyone": True, "due_by": "2026-02-30"}, "due_by"),
        ({"everyone": True, "categories": ["Tuition!"]}, "categories"),
        ({}, "everyone"),
    ],
)
def test_what_cannot_work_is_refused_at_launch(
    town: Town, params: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput, match=field):
        town.owner.launch("take_payments", params, key="bad")
