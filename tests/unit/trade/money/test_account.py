from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legwork.domain.effect import Put, Update, fold
from legwork.domain.errors import Unreadable
from legwork.ports import TransactionRefused
from legwork.trade.money import account as accounts
from legwork.trade.money import posting as postings
from legwork.trade.money.account import LastCharge, account_key, guard_attribute
from legwork.trade.money.book import Book
from legwork.trade.money.history import History
from legwork.trade.money.posting import dollars, posting_id
from tests.unit.account import Account
from tests.unit.tasks import NOW
from tests.unit.trade.money.books import (
    FAMILY,
    TUITION,
    charge,
    counter,
    history,
    opened,
    payment,
    problems,
    write,
)

BY: dict[str, Any] = {"by": "T1", "at": NOW}


@pytest.fixture
def account() -> Account:
    return Account()


def test_a_posting_is_read_as_it_was_written(account: Account) -> None:
    due, paid = charge("C1", due="2027-05-01"), payment("P1")
    write(account, lambda book: book.charge(due, TUITION), lambda book: book.pay(paid))
    assert history(account).postings == (due, paid)
    found = postings.find([(FAMILY, "C1"), (FAMILY, "C9")], account.records)
    assert found == {(FAMILY, "C1"): due}


def test_the_balance_is_the_sum_of_the_postings(account: Account) -> None:
    write(
        account,
        lambda book: book.charge(charge("C1", 7_000)),
        lambda book: book.pay(payment("P1", 2_500)),
    )
    assert history(account).balance_cents == opened(account).account.balance_cents == 4_500


def test_nobody_whom_nothing_was_posted_to_owes_anything(account: Account) -> None:
    assert opened(account).account == accounts.Account(family=FAMILY)
    assert history(account).balance_cents == 0
    assert problems(account) == []


def test_a_posting_is_written_once(account: Account) -> None:
    write(account, lambda book: book.charge(charge("C1")))
    with pytest.raises(TransactionRefused):
        write(account, lambda book: book.charge(charge("C1")))
    assert history(account).balance_cents == 1_000


@pytest.mark.parametrize("cents", [0, -100])
def test_a_charge_is_above_zero(cents: int) -> None:
    with pytest.raises(ValueError, match="are no charge"):
        Book(accounts.Account(family=FAMILY)).charge(charge("C1", cents))
    with pytest.raises(ValueError, match="are no payment"):
        Book(accounts.Account(family=FAMILY)).pay(payment("P1", cents))


def test_credits_go_to_the_oldest_charges_the_oldest_first(account: Account) -> None:
    def post(book: Book) -> None:
        book.charge(charge("C1", 1_000, due="2027-05-02"))
        book.charge(charge("C2", 1_000, due="2027-05-01"))
        book.pay(payment("P1", 300, day="2027-04-02"))
        book.pay(payment("P2", 900, day="2027-04-01"))
        assert book.apply_oldest(**BY) == 1_200

    write(account, post)
    assert history(account).links == {("C2", "P2"): 900, ("C2", "P1"): 100, ("C1", "P1"): 200}
    assert {one.id: one.cents for one in opened(account).account.open.values()} == {"C1": 800}
    assert opened(account).account.free == {}
    assert problems(account) == []


def test_only_chosen_charges_are_paid(account: Account) -> None:
    def post(book: Book) -> None:
        book.charge(charge("C1", 1_000, due="2027-05-01"))
        book.charge(charge("C2", 1_000, due="2027-05-02"))
        book.pay(payment("P1", 1_500))
        assert book.apply_oldest(**BY, only=["C2"]) == 1_000

    write(account, post)
    assert opened(account).account.free["P1"].cents == 500
    assert [one.id for one in opened(account).account.oldest_first()] == ["C1"]


def test_more_than_there_is_cannot_be_applied(account: Account) -> None:
    write(
        account, lambda book: book.charge(charge("C1")), lambda book: book.pay(payment("P1", 400))
    )
    for cents in (0, -1, 401):
        with pytest.raises(ValueError, match="cannot apply"):
            opened(account).apply("C1", "P1", cents, **BY)


def test_a_charge_that_a_payment_is_linked_to_is_countered_when_it_is_unlinked(
    account: Account,
) -> None:
    due, paid = charge("C1"), payment("P1", 400)
    write(account, lambda book: book.charge(due, TUITION), lambda book: book.pay(paid))
    write(account, lambda book: book.apply_oldest(**BY))
    with pytest.raises(ValueError, match="not so much"):
        opened(account).counter(counter("X1", due))

    write(
        account,
        lambda book: book.unlink(due, paid, 400, by="T2", at=NOW),
        lambda book: book.counter(counter("X1", due)),
    )
    assert history(account).links == {}
    assert opened(account).account.open == {}
    assert opened(account).account.charged == {}
    assert opened(account).account.free["P1"].cents == 400, "the payment is in hand again"
    assert history(account).balance_cents == -400
    assert problems(account) == []


def test_a_payment_that_is_countered_opens_its_charges_again(account: Account) -> None:
    due, paid = charge("C1", due="2027-05-01"), payment("P1")
    write(account, lambda book: book.charge(due), lambda book: book.pay(paid))
    write(account, lambda book: book.apply_oldest(**BY))
    assert opened(account).account.balance_cents == 0
    write(
        account,
        lambda book: book.unlink(due, paid, 1_000, by="T2", at=NOW),
        lambda book: book.counter(counter("X1", paid)),
    )
    [again] = opened(account).account.open.values()
    assert (again.cents, again.due_day, again.student) == (1_000, "2027-05-01", "S1")
    assert problems(account) == []


def test_part_of_a_payment_is_countered(account: Account) -> None:
    paid = payment("P1")
    write(account, lambda book: book.pay(paid))
    write(account, lambda book: book.counter(counter("X1", paid, 300)))
    assert opened(account).account.free["P1"].cents == 700
    assert problems(account) == []


def test_what_was_countered_is_no_duplicate_any_more(account: Account) -> None:
    first, second = charge("C1"), charge("C2", day="2027-04-20")
    write(
        account, lambda book: book.charge(first, TUITION), lambda book: book.charge(second, TUITION)
    )
    earlier = history(account).without("C2").guards
    write(account, lambda book: book.counter(counter("X1", second), earlier=earlier))
    assert opened(account).last_charge(TUITION) == LastCharge(first.day, "C1")
    write(account, lambda book: book.counter(counter("X2", first)))
    assert opened(account).last_charge(TUITION) is None
    assert problems(account) == []


def test_a_charge_for_an_earlier_day_leaves_the_later_one_as_the_last(account: Account) -> None:
    write(account, lambda book: book.charge(charge("C1"), TUITION))
    write(account, lambda book: book.charge(charge("C2", day="2027-03-01"), TUITION))
    assert opened(account).last_charge(TUITION) == LastCharge("2027-04-05", "C1")


def test_guards_of_long_ago_are_removed(account: Account) -> None:
    old = accounts.guard_of("tuition", "KARATE", "S1")
    write(account, lambda book: book.charge(charge("C1", day="2026-01-01"), old))
    write(account, lambda book: book.charge(charge("C2"), TUITION))
    assert set(opened(account).account.charged) == {TUITION}
    assert problems(account) == []


def test_what_is_due_is_less_what_is_in_hand(account: Account) -> None:
    def post(book: Book) -> None:
        book.charge(charge("C1", 1_000, due="2027-05-01"))
        book.charge(charge("C2", 5_000, due="2027-06-01"))
        book.pay(payment("P1", 300))

    write(account, post)
    found = opened(account).account
    assert [found.due_cents(day) for day in ("2027-04-30", "2027-05-01", "2027-06-01")] == [
        0,
        700,
        5_700,
    ]
    assert [one.id for one in found.overdue("2027-05-01")] == []
    assert [one.id for one in found.overdue("2027-05-02")] == ["C1"]
    assert [one.id for one in found.overdue("2027-05-02", "late_fee")] == []


# --- At the same moment ----------------------------------------------------------------------


def test_two_who_post_do_not_get_into_each_others_way(account: Account) -> None:
    one, other = opened(account), opened(account)
    one.charge(charge("C1"), TUITION)
    other.charge(charge("C2"), accounts.guard_of("tuition", "KARATE", "S1"))
    account.commit(one.take())
    account.commit(other.take())
    assert history(account).balance_cents == opened(account).account.balance_cents == 2_000


def test_of_two_who_charge_the_same_one_decides_again(account: Account) -> None:
    one, other = opened(account), opened(account)
    for book, name in ((one, "C1"), (other, "C2")):
        assert book.last_charge(TUITION) is None
        book.charge(charge(name), TUITION)
    account.commit(one.take())
    with pytest.raises(TransactionRefused):
        account.commit(other.take())
    assert opened(account).last_charge(TUITION) == LastCharge("2027-04-05", "C1")


def test_of_two_who_use_a_payment_one_decides_again(account: Account) -> None:
    write(account, lambda book: book.charge(charge("C1")), lambda book: book.pay(payment("P1")))
    one, other = opened(account), opened(account)
    one.apply_oldest(**BY)
    other.apply_oldest(by="T2", at=NOW)
    account.commit(one.take())
    with pytest.raises(TransactionRefused):
        account.commit(other.take())


def test_a_payment_meanwhile_is_seen_by_whoever_lays_claim_to_what_is_open(
    account: Account,
) -> None:
    write(account, lambda book: book.charge(charge("C1")))
    claim = opened(account)
    claim.touch()
    write(account, lambda book: book.pay(payment("P1")))
    with pytest.raises(TransactionRefused):
        account.commit(claim.take())


def test_a_charge_meanwhile_is_nothing_to_whoever_lays_claim_to_what_is_open(
    account: Account,
) -> None:
    write(account, lambda book: book.pay(payment("P1")))
    claim = opened(account)
    claim.touch()
    write(account, lambda book: book.charge(charge("C1")))
    account.commit(claim.take())
    assert opened(account).account.version == 2


def test_two_targets_of_a_batch_share_a_book(account: Account) -> None:
    book = opened(account)
    effects = []
    for name, class_id in (("C1", "JUDO"), ("C2", "KARATE")):
        guard = accounts.guard_of("tuition", class_id, "S1")
        assert book.last_charge(guard) is None
        book.charge(charge(name), guard)
        effects += book.take()
    assert book.take() == []
    folded = fold(effects)
    assert len(folded) == 3, "two postings, and one row of the account"

    # Somebody else charges the second one meanwhile.
    rival = accounts.guard_of("tuition", "KARATE", "S1")
    write(account, lambda other: other.charge(charge("C3"), rival))
    with pytest.raises(TransactionRefused):
        account.commit(folded)
    assert history(account).balance_cents == 1_000


def test_a_spoilt_row_says_so(account: Account) -> None:
    key = account_key(FAMILY)
    account.commit([Put(key, {"open#C1": {"cents": "9", "day": "", "due": "", "category": ""}})])
    with pytest.raises(Unreadable):
        opened(account)


def test_the_audit_sees_what_does_not_add_up(account: Account) -> None:
    due = charge("C1")
    write(
        account, lambda book: book.charge(due, TUITION), lambda book: book.pay(payment("P1", 400))
    )
    write(account, lambda book: book.apply("C1", "P1", 400, **BY))
    assert problems(account) == []
    spoil = [
        Update(account_key(FAMILY), set={"open#C1": {**_item(due), "cents": 700}}),
        Update(account_key(FAMILY), set={"free#P9": {"cents": 1, "day": due.day}}),
        Update(
            account_key(FAMILY),
            set={guard_attribute(TUITION): {"day": due.day, "posting": "C9"}},
        ),
    ]
    for number, effect in enumerate(spoil, start=1):
        account.commit([effect])
        assert len(problems(account)) >= number
    assert any("never posted" in one for one in problems(account))


def _item(due: postings.Posting) -> dict[str, Any]:
    return {"day": due.day, "due": due.day, "category": due.category}


def test_ids_and_amounts_for_people() -> None:
    assert posting_id("T", "a", "b") == posting_id("T", "a", "b") != posting_id("T", "ab")
    assert [dollars(123_456), dollars(-5)] == ["$1,234.56", "-$0.05"]


# --- Whatever is posted ----------------------------------------------------------------------

STEPS = st.tuples(
    st.sampled_from(["charge", "pay", "apply", "unlink", "counter"]),
    st.integers(1, 9),
    st.booleans(),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(STEPS, max_size=14))
def test_whatever_is_posted_the_numbers_add_up(steps: list[tuple[str, int, bool]]) -> None:
    account = Account()
    for number, (what, size, stale) in enumerate(steps):
        before, read = opened(account), history(account)
        if stale:
            # Somebody else pays between the read and the write.
            _write_more(account, number)
        try:
            _step(before, read, what, size, number)
            account.commit(before.take())
        except TransactionRefused:
            again = opened(account)
            _step(again, history(account), what, size, number)
            account.commit(again.take())
        assert problems(account) == []
        found = opened(account).account
        assert found.balance_cents == history(account).balance_cents
        assert all(one.cents > 0 for one in found.open.values())
        assert all(one.cents > 0 for one in found.free.values())


def _write_more(account: Account, number: int) -> None:
    write(account, lambda book: book.pay(payment(f"Q{number}", 7)))


def _step(book: Book, books: History, what: str, size: int, number: int) -> None:
    plain = [one for one in books.postings if one.type != "counter"]
    match what:
        case "charge":
            book.charge(charge(f"C{number}", size * 100), TUITION)
        case "pay":
            book.pay(payment(f"P{number}", size * 70))
        case "apply":
            book.apply_oldest(by=f"T{number}", at=NOW)
        case "unlink" if books.links:
            (due, paid), cents = sorted(books.links.items())[size % len(books.links)]
            by_id = books.by_id
            book.unlink(by_id[due], by_id[paid], cents, by=f"T{number}", at=NOW)
        case "counter" if plain:
            one = plain[size % len(plain)]
            if books.left[one.id] == abs(one.amount_cents):
                earlier = books.without(one.id).guards
                book.counter(counter(f"X{number}", one), earlier=earlier)
