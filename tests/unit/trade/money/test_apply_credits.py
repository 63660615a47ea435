from typing import Any

import pytest

from legwork import kinds
from legwork.domain.effect import Update, fold
from legwork.domain.errors import InvalidInput
from legwork.domain.permission import Permission
from legwork.ports import TransactionRefused
from legwork.trade.classes.class_ import Class
from legwork.trade.money.application import Application, application_key, applications_of
from legwork.trade.money.rules import chosen
from tests.unit.account import Account
from tests.unit.trade.decisions import TASK, Decisions
from tests.unit.trade.money.books import opened, problems
from tests.unit.trade.money.homes import codes, has, home, owes, run, school


@pytest.fixture
def account() -> Account:
    account = Account()
    school(account, Class(id="JUDO"), Class(id="KARATE"))
    for number in range(1, 5):
        home(account, f"F{number}", {f"S{number}": ["JUDO"]})
    return account


def apply(account: Account, **params: Any) -> Decisions:
    return run(account, "apply_credits", **(params or {"everyone": True}))


def links(account: Account, family: str = "F1") -> list[tuple[str, str, int]]:
    assert problems(account, family) == []
    return [
        (one.charge, one.payment, one.cents) for one in applications_of(family, account.records)
    ]


def test_unused_payments_go_to_open_charges_the_oldest_first(account: Account) -> None:
    newer = owes(account, "F1", 1_000, due="2027-04-02")
    older = owes(account, "F1", 1_000, due="2027-03-02")
    second = has(account, "F1", 800, day="2027-04-02")
    first = has(account, "F1", 500, day="2027-04-01")
    decisions = apply(account)
    assert codes(decisions) == ["succeeded"]
    found = [(older, first, 500), (older, second, 500), (newer, second, 300)]
    assert sorted(links(account)) == sorted(found)
    assert decisions.finish().result is not None
    assert decisions.tallies == {"applied_cents": 1_300}


def test_the_balance_stays_what_it_was(account: Account) -> None:
    owes(account, "F1", 1_000)
    has(account, "F1", 300)
    apply(account)
    assert opened(account).account.balance_cents == 700


def test_only_families_with_both_are_targets(account: Account) -> None:
    owes(account, "F1", 1_000)
    has(account, "F2", 1_000)
    owes(account, "F3", 1_000)
    has(account, "F3", 1_000)
    assert len(Decisions(account, "apply_credits", everyone=True).listed()) == 1


def test_only_to_charges_for_some_things(account: Account) -> None:
    owes(account, "F1", 1_000, category="costume")
    tuition = owes(account, "F1", 1_000, due="2027-05-01")
    paid = has(account, "F1", 2_000)
    apply(account, everyone=True, categories=("tuition",))
    assert links(account) == [(tuition, paid, 1_000)]


def test_of_a_large_selection_the_plan_finds_out(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chosen, "LOOKED_AT", 4)
    Decisions(account, "apply_credits", everyone=True).check()
    monkeypatch.setattr(chosen, "LOOKED_AT", 5)
    with pytest.raises(InvalidInput):
        Decisions(account, "apply_credits", everyone=True).check()


def test_a_second_run_finds_nothing(account: Account) -> None:
    owes(account, "F1", 1_000)
    has(account, "F1", 1_000)
    first = apply(account)
    again = Decisions(account, "apply_credits", everyone=True)
    with pytest.raises(InvalidInput, match="both a credit and an open charge"):
        again.check()
    again.targets = first.targets
    again.run()
    assert codes(again) == ["nothing_to_apply"]


def test_of_two_tasks_over_one_family_at_once_one_decides_again(account: Account) -> None:
    owes(account, "F1", 1_000)
    has(account, "F1", 1_000)
    slow = Decisions(account, "apply_credits", everyone=True)
    decided = slow.decide()
    apply(account)
    with pytest.raises(TransactionRefused):
        account.commit(fold(effect for one in decided for effect in one.effects))
    slow.run()
    assert codes(slow) == ["nothing_to_apply"]
    assert len(links(account)) == 1


def test_so_many_charges_take_more_than_one_run(account: Account) -> None:
    for _ in range(83):
        owes(account, "F1", 10)
    has(account, "F1", 5_000)
    assert codes(apply(account)) == ["more_left"]
    later = Decisions(account, "apply_credits", everyone=True)
    later.task = "01J00000000000000000000002"
    later.run()
    assert codes(later) == ["succeeded"]
    assert len(links(account)) == 83


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({"everyone": True}, {"F1", "F2", "F3", "F4", "F5"}),
        ({"classes": ("JUDO",)}, {"F1", "F2", "F3", "F4"}),
        ({"classes": ("JUDO", "KARATE")}, {"F1", "F2", "F3", "F4", "F5"}),
        ({"families": ("F2", "F5")}, {"F2", "F5"}),
        ({"keywords": ("staff",)}, {"F5"}),
        ({"keywords": ("staff",), "families": ("F1", "F5"), "classes": ("KARATE",)}, {"F1", "F5"}),
    ],
)
def test_families_are_chosen_as_for_a_mailing_but_each_once(
    account: Account, selection: dict[str, Any], expected: set[str]
) -> None:
    home(account, "F5", {"S5": ["KARATE"], "S6": ["KARATE"]}, keywords=("staff",))
    for number in range(1, 6):
        owes(account, f"F{number}", 100)
        has(account, f"F{number}", 100)
    decisions = Decisions(account, "apply_credits", **selection)
    decisions.check()
    everything = decisions.listed()
    assert everything == sorted(everything)
    labels = [decisions.kind.label(decisions.params, key) for key in everything]
    assert sorted(labels) == sorted(f"family {name}" for name in expected)
    for index, key in enumerate(everything):
        assert decisions.listed(after=key) == everything[index + 1 :]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({}, "classes"),
        ({"classes": ("CHESS",)}, "classes"),
        ({"families": ("F9",)}, "families"),
        ({"everyone": True, "families": ("F1",)}, "everyone"),
        ({"everyone": True}, "everyone"),
        ({"families": ("F1",)}, "families"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_launch(
    account: Account, params: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        Decisions(account, "apply_credits", **params).check()
    assert [error.field for error in refused.value.errors] == [field]


def test_the_audit_sees_another_amount(account: Account) -> None:
    charge = owes(account, "F1", 1_000)
    paid = has(account, "F1", 1_000)
    decisions = apply(account)
    [one] = applications_of("F1", account.records)
    assert one == Application(charge=charge, payment=paid, cents=1_000, by=TASK, at=one.at)
    account.commit([Update(application_key("F1", one), set={"amount_cents": 1})])
    assert decisions.problems() == ["the ledger says $10.00 applied; the rows come to $0.01"]
    account.commit([Update(application_key("F1", one), set={"by": "somebody"})])
    assert len(decisions.problems()) == 2


def test_it_is_for_who_has_to_do_with_money() -> None:
    kind = kinds.find("apply_credits")
    assert kind.permission is Permission.TRANSACTIONS
    said = {(): "everyone", ("F1",): "F1", ("F1", "F2"): "2 classes, families, keywords or lists"}
    for families, words in said.items():
        params = kind.read_params({"everyone": not families, "families": list(families)})
        assert kind.describe(params) == f"Apply credits: {words}"


def test_a_saved_list_of_nobody_with_credits_is_refused_by_its_name(account: Account) -> None:
    params = Decisions(account, "apply_credits", lists=("L1",)).params
    with pytest.raises(InvalidInput) as refused:
        chosen.check_any(params, account.records, lambda _: False, "anything")
    assert [error.field for error in refused.value.errors] == ["lists"]
