import pytest

from legwork.ports import TransactionRefused
from legwork.trade.permits.receipt import (
    PAYMENT,
    Receipt,
    from_item,
    holder_key,
    post,
    posting_key,
    posting_sorts,
    receipt_key,
)
from tests.unit.account import Account
from tests.unit.tasks import NOW


def receipt(name: str = "R-1", cents: int = 1_250) -> Receipt:
    return Receipt(
        id=name,
        permit="P-1",
        holder="H-1",
        total_cents=cents,
        lines=3,
        outstanding={"waivers": 2, "forms": ["Insurance"]},
        at=NOW,
    )


def balance(account: Account) -> int:
    key = holder_key("H-1")
    return int(account.records.get([key])[key]["balance_cents"])


def test_a_receipt_is_posted_to_its_holder_as_balance_due() -> None:
    account = Account()
    account.commit(post(receipt()))
    account.commit(post(receipt("R-2", 50)))
    found = account.records.get([receipt_key("R-1"), posting_key("H-1", "R-1")])
    item = found[receipt_key("R-1")]
    assert from_item(item) == receipt()
    assert item["payment"] == PAYMENT == "Balance Due (Pay Later)"
    assert found[posting_key("H-1", "R-1")]["amount_cents"] == 1_250
    assert balance(account) == 1_300


def test_and_only_once() -> None:
    account = Account()
    account.commit(post(receipt()))
    with pytest.raises(TransactionRefused):
        account.commit(post(receipt()))
    assert balance(account) == 1_250


def test_postings_are_found_beside_the_balance() -> None:
    account = Account()
    account.commit(post(receipt()))
    first, last = posting_sorts()
    partition = holder_key("H-1").partition
    found = [item for _, item in account.records.query(partition, first=first, last=last)]
    assert [item["receipt"] for item in found] == ["R-1"]
