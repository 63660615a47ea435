"""send_statements (domain-rules.md): one statement per family with a balance, made and then mailed;
scope (location, active or all), ageing, minimum balance; charges dated up to today; partial
payments netted. Cancelling alone stops the mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from legwork import kinds
from legwork.contracts.params import validated
from legwork.domain.effect import Put, Update
from legwork.domain.errors import InvalidInput, NotFound
from legwork.domain.outcome import Outcome, TargetOutcome
from legwork.domain.recipient import suppress
from legwork.domain.task import Task, TaskState
from legwork.testing.signing_keys import MemoryKeys
from legwork.trade.families.family import family_key
from legwork.trade.mail import profile as profiles
from legwork.trade.mail.profile import PROFILE_KEY
from legwork.trade.money import account as accounts
from legwork.trade.money import payment_method as methods
from legwork.trade.money import statement as statements
from legwork.trade.money.account import Account
from legwork.trade.money.book import Book
from legwork.trade.money.payment_method import MethodState, PaymentMethod, Wallet
from legwork.trade.money.posting import Posting, PostingType
from legwork.trade.money.statement import LINES_LIMIT, Statement, made, was_told
from legwork.trade.money.statement_page import statement_pdf
from legwork.trade.money.usecases.open_statement import open_statement, statement_link
from tests.unit.trade.money.cards import method
from tests.unit.trade.reports.office import Office, pages_of

TODAY = "2026-03-02"


def posting(family: str, name: str, cents: int, day: str, due: str = "") -> Posting:
    return Posting(
        id=name,
        family=family,
        type=PostingType.CHARGE if cents > 0 else PostingType.PAYMENT,
        category="tuition" if cents > 0 else "cash",
        amount_cents=cents,
        at=datetime(2026, 3, 1, tzinfo=UTC),
        day=day,
        due_day=due or day,
        class_id="A" if cents > 0 else "",
        student="S1" if cents > 0 else "",
    )


class Desk(Office):
    """An office that sends statements."""

    def owes(self, family: str, *charges: tuple[int, str], paid: int = 0) -> None:
        """Charge a family, and let it pay; the oldest charges are paid first."""
        book = Book(Account(family=family))
        for n, (cents, due) in enumerate(charges):
            book.charge(posting(family, f"C{n}", cents, due))
        if paid:
            book.pay(posting(family, "P", -paid, TODAY))
            book.apply_oldest(by="test", at=datetime(2026, 3, 1, tzinfo=UTC))
        self.write(book.take())

    def change(self, family: str, **values: Any) -> None:
        """Change a family's record."""
        self.write([Update(family_key(family), set=values)])

    def pays_with(self, family: str, *cards: PaymentMethod) -> None:
        """Give a family payment methods."""
        own = (replace(one, customer=f"cus_{family}") for one in cards)
        wallet = Wallet(family, {one.id: one for one in own})
        self.write([methods.written(Wallet(family), wallet)])

    def statements(self, **params: Any) -> Task:
        """Send statements."""
        given = {"everyone": True, **params}
        return self.done(self.launched("send_statements", **given))

    def what_came(self, task: Task) -> Mapping[str, TargetOutcome]:
        """By family."""
        return {one.target.removeprefix("family "): one for one in self.outcomes(task)}

    def statement(self, family: str, task: Task) -> Statement:
        """The statement of a family."""
        return statements.find([(family, task.ref.id)], self.records)[family]


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.open()
    return desk


# --- Who gets one ----------------------------------------------------------------------------


def test_each_family_with_a_balance_gets_one_and_nobody_else(desk: Desk) -> None:
    """One statement per family with a balance."""
    desk.owes("F0", (6_000, "2026-02-01"), (6_000, "2026-03-01"))
    desk.owes("F1", (5_000, "2026-02-01"), paid=5_000)
    desk.owes("F2", (100, "2026-02-01"), paid=900)

    task = desk.statements()

    came = desk.what_came(task)
    assert {name: (one.verdict.outcome, one.verdict.code) for name, one in came.items()} == {
        "F0": (Outcome.SUCCEEDED, ""),
        "F1": (Outcome.SKIPPED, "nothing_due"),
        "F2": (Outcome.SKIPPED, "nothing_due"),
        "F3": (Outcome.SKIPPED, "nothing_due"),
    }
    assert [mail.to for mail in desk.fleet.post.outbox] == ["home0@example.com"]
    assert task.result is not None
    assert task.result.summary == "1 statement over $120.00."


def test_partial_payments_are_netted(desk: Desk) -> None:
    """Partial payments netted: what was paid in part stands with what is left."""
    desk.owes("F0", (6_000, "2026-02-01"), (7_000, "2026-03-01"), paid=2_500)

    found = desk.statement("F0", desk.statements())

    assert [(one.due_day, one.cents) for one in found.due] == [
        ("2026-02-01", 3_500),
        ("2026-03-01", 7_000),
    ]
    assert found.balance_cents == 10_500
    assert found.due[0].what == "Tuition, A, S1"


def test_charges_of_days_to_come_are_left_out(desk: Desk) -> None:
    """Charges dated up to today."""
    desk.owes("F0", (1_000, TODAY), (9_000, "2026-03-03"))
    desk.owes("F1", (9_000, "2026-03-03"))

    task = desk.statements()

    assert desk.statement("F0", task).balance_cents == 1_000
    assert desk.what_came(task)["F1"].verdict.code == "nothing_due"


@pytest.mark.parametrize(("cents", "sent"), [(499, False), (500, True)])
def test_a_minimum_balance_can_be_asked_for(desk: Desk, cents: int, sent: bool) -> None:
    """Minimum balance."""
    desk.owes("F0", (cents, TODAY))

    assert desk.statements(minimum_cents=500).counts.succeeded == int(sent)


@pytest.mark.parametrize(("active", "sent"), [("active", 1), ("all", 2)])
def test_families_that_are_not_active_are_left_out_unless_asked_for(
    desk: Desk, active: str, sent: int
) -> None:
    """Scope: active or all."""
    for family in ("F0", "F1"):
        desk.owes(family, (1_000, TODAY))
    desk.change("F1", active=False)

    assert desk.statements(active=active).counts.succeeded == sent


def test_families_of_another_location_are_left_out(desk: Desk) -> None:
    """Scope: location; a family of no location in particular belongs to each."""
    for family, location in (("F0", "North"), ("F1", "South"), ("F2", "")):
        desk.owes(family, (1_000, TODAY))
        desk.change(family, location=location)

    came = desk.what_came(desk.statements(location="North"))

    assert {n for n, one in came.items() if one.verdict.done} == {"F0", "F2"}
    assert came["F1"].verdict.code == "elsewhere"


@pytest.mark.parametrize(
    ("older", "families"), [(0, "F0 F1 F2"), (30, "F1 F2"), (60, "F2"), (90, "")]
)
def test_only_what_is_old_enough_counts_where_asked_for(
    desk: Desk, older: int, families: str
) -> None:
    """Ageing."""
    for n, days in enumerate((30, 31, 61)):
        due = (datetime(2026, 3, 2, tzinfo=UTC) - timedelta(days=days)).date().isoformat()
        desk.owes(f"F{n}", (1_000, due))

    came = desk.what_came(desk.statements(older_than_days=older))

    assert [name for name, one in sorted(came.items()) if one.verdict.done] == families.split()


@pytest.mark.parametrize(
    ("autopay", "sent", "code"),
    [
        ("all", "F0 F1 F2 F3", ""),
        ("autopay", "F0", "not_on_autopay"),
        ("not_autopay", "F1 F2 F3", "on_autopay"),
    ],
)
def test_autopay_or_not(desk: Desk, autopay: str, sent: str, code: str) -> None:
    """Scope: autopay or not. On it is who has a card that drafts can be taken from."""
    for family in ("F0", "F1", "F2", "F3"):
        desk.owes(family, (1_000, TODAY))
    desk.pays_with("F0", method())
    desk.pays_with("F1", method(recurring=False))
    desk.pays_with("F2", method(primary=False))

    came = desk.what_came(desk.statements(autopay=autopay))

    assert [name for name, one in sorted(came.items()) if one.verdict.done] == sent.split()
    assert {one.verdict.code for one in came.values() if not one.verdict.done} <= {code}


@pytest.mark.parametrize(
    "unfit", [{"expires": "2026-02"}, {"state": MethodState.INVALID, "reason": "lost"}], ids=str
)
def test_who_has_a_card_that_cannot_be_charged_is_not_on_autopay(
    desk: Desk, unfit: dict[str, Any]
) -> None:
    """Autopay or not: a usable method of the primary guardian, and no omission from drafts."""
    desk.owes("F0", (1_000, TODAY))
    desk.owes("F1", (1_000, TODAY))
    desk.pays_with("F0", method(**unfit))
    desk.pays_with("F1", method())
    desk.change("F1", omit_from=["drafts"])

    assert desk.statements(autopay="not_autopay").counts.succeeded == 2


def test_an_expired_card_is_good_to_the_end_of_its_month(desk: Desk) -> None:
    desk.owes("F0", (1_000, TODAY))
    desk.pays_with("F0", method(expires="2026-03"))

    assert desk.statements(autopay="autopay").counts.succeeded == 1


def test_a_second_one_on_the_same_day_is_skipped_unless_forced(desk: Desk) -> None:
    desk.owes("F0", (1_000, TODAY))
    desk.statements()

    again, forced = desk.statements(), desk.statements(force=True)

    assert desk.what_came(again)["F0"].verdict.code == "stated_today"
    assert forced.counts.succeeded == 1
    desk.fleet.clock.advance(timedelta(days=1))
    assert desk.statements().counts.succeeded == 1


def test_two_tasks_at_once_send_one(desk: Desk) -> None:
    desk.owes("F0", (1_000, TODAY))
    first = desk.launched("send_statements", families=["F0"])
    second = desk.launched("send_statements", families=["F0"])
    desk.fleet.settle()

    done = [desk.fleet.task(task.ref).counts.succeeded for task in (first, second)]
    assert sorted(done) == [0, 1]
    assert len(desk.fleet.post.outbox) == 1


def test_nobody_is_chosen(desk: Desk) -> None:
    with pytest.raises(InvalidInput) as refusal:
        desk.launched("send_statements")

    assert refusal.value.errors[0].field == "params.classes"


# --- Made, then mailed -----------------------------------------------------------------------


def test_who_cannot_be_mailed_has_a_statement_to_print(desk: Desk) -> None:
    desk.owes("F0", (1_000, TODAY))
    desk.owes("F1", (2_000, TODAY))
    desk.change("F0", email="")
    desk.write([suppress("home1@example.com", "bounce")])

    task = desk.statements()

    codes = {name: one.verdict.code for name, one in desk.what_came(task).items()}
    assert (codes["F0"], codes["F1"]) == ("not_told", "not_told")
    assert desk.fleet.post.outbox == []
    pages = desk.pages(task)
    assert len(pages) == 2
    assert "$10.00" in pages[0]
    assert "$20.00" in pages[1]


def test_a_cancel_stops_the_rest_and_the_mail(desk: Desk) -> None:
    """In Legwork, cancelling discards what has not left."""
    for n in range(4):
        desk.owes(f"F{n}", (1_000, TODAY))
    task = desk.launched("send_statements", everyone=True)
    desk.work_until(lambda: desk.fleet.task(task.ref).state is TaskState.RUNNING)
    desk.work_until(lambda: bool(desk.records.get([statements.statement_key("F0", task.ref.id)])))

    cancelled = desk.owner.cancel(task.ref)
    desk.done(task)

    assert cancelled.state is TaskState.CANCELLED
    assert cancelled.counts.succeeded >= 1
    assert desk.fleet.post.outbox == []
    assert cancelled.notices.discarded == cancelled.notices.staged >= 1


KEYS = MemoryKeys("a secret")


def opened(desk: Desk, link: str) -> tuple[str, Statement]:
    return open_statement(
        link.rsplit("/", 1)[1], keys=KEYS, database=desk.fleet.database, clock=desk.fleet.clock
    )


def signed(desk: Desk, account: str = "parkside") -> str:
    """The link in the only mail, signed as it is in earnest."""
    [mail] = desk.fleet.post.outbox
    words = mail.text.split("https://mail.test/parkside/")[1].split()[0].split("/")
    return statement_link(KEYS, "https://api.test", account, words)


def test_the_link_in_the_mail_opens_the_statement_as_it_was_for_sixty_days(desk: Desk) -> None:
    desk.owes("F0", (6_000, "2026-02-01"))
    desk.change("F0", name="Łukasz & Sons", address="12 Long Street\nSpringfield")
    desk.put(Put(PROFILE_KEY, profiles.to_item(profiles.Profile(name="Parkside Judo"))))
    task = desk.statements(note="Pay by Friday.")
    desk.put(Put(PROFILE_KEY, profiles.to_item(profiles.Profile(name="Riverside Judo"))))
    [mail] = desk.fleet.post.outbox
    assert mail.subject == f"Your statement of {TODAY}: $60.00"
    assert "Dear Łukasz & Sons," in mail.text
    assert "Pay by Friday." in mail.text
    assert mail.unsubscribe is None
    link = signed(desk)
    book = Book(accounts.find(["F0"], desk.records)["F0"])
    book.charge(posting("F0", "C9", 9_999, TODAY))
    desk.write(book.take())

    desk.fleet.clock.advance(timedelta(days=60))
    account, found = opened(desk, link)

    assert (account, found) == ("parkside", desk.statement("F0", task))
    assert found.balance_cents == 6_000
    [page] = pages_of(statement_pdf(account, found))
    for said in ("Łukasz & Sons", "12 Long Street", "Tuition, A, S1", "$60.00", "2 March 2026"):
        assert said in page
    assert "Parkside Judo" in page
    desk.fleet.clock.advance(timedelta(days=1))
    with pytest.raises(NotFound, match="has run out"):
        opened(desk, link)


def test_a_link_that_we_did_not_sign_opens_nothing(desk: Desk) -> None:
    desk.owes("F0", (6_000, "2026-02-01"))
    desk.statements()
    good = signed(desk)
    other = statement_link(MemoryKeys("other"), "https://api.test", "parkside", ("F0", "x", "y"))

    for link in (other, good[:-1], f"{good}x", "https://api.test/v1/statements/x.y"):
        with pytest.raises(NotFound, match="no such link"):
            opened(desk, link)
    for link in (
        signed(desk, "riverside"),
        statement_link(KEYS, "https://api.test", "parkside", ("F1", "x", "2099-01-01")),
    ):
        with pytest.raises(NotFound, match="no such statement"):
            opened(desk, link)


# --- What it holds ---------------------------------------------------------------------------


def test_a_statement_of_very_many_charges_still_fits_into_a_record(desk: Desk) -> None:
    desk.owes("F0", *((100 + n, f"2026-01-{1 + n % 28:02}") for n in range(LINES_LIMIT + 50)))

    task = desk.statements()

    found = desk.statement("F0", task)
    assert len(found.due) == LINES_LIMIT + 1
    assert found.due[-1].what == "50 more charges"
    assert found.balance_cents == sum(100 + n for n in range(LINES_LIMIT + 50))
    pages = desk.pages(task)
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]


def test_a_draft_is_told_of_by_a_statement_of_the_last_ten_days() -> None:
    """They go out 5 to 10 days before a draft; a draft without them warns."""
    for stated_on, told in (("2026-03-01", True), ("2026-02-20", True), ("2026-02-19", False)):
        assert was_told(Account(family="F0", stated_on=stated_on), TODAY) is told
    assert not was_told(Account(family="F0"), TODAY)


def test_whoever_writes_on_an_account_leaves_the_day_of_its_statement(desk: Desk) -> None:
    desk.owes("F0", (6_000, "2026-02-01"))
    desk.statements()
    before = accounts.find(["F0"], desk.records)["F0"]
    book = Book(before)
    book.charge(posting("F0", "C9", 500, TODAY))
    desk.write(book.take())

    assert accounts.find(["F0"], desk.records)["F0"].stated_on == before.stated_on == TODAY


def test_a_statement_is_read_back_as_it_was_written() -> None:
    from legwork.trade.families.family import Family

    account = Account(family="F0")
    book = Book(account)
    book.charge(posting("F0", "C1", 500, TODAY))
    family = Family(id="F0", email="", name="Moss", address="1 Lane")
    found = made(book.account, family, task="T", day=TODAY, at=datetime(2026, 3, 2, tzinfo=UTC))

    assert statements.from_item("F0", statements.to_item(found)) == found


def test_a_truth_value_is_no_number_of_days() -> None:
    with pytest.raises(InvalidInput, match="older_than_days"):
        validated(kinds.find("send_statements"), {"everyone": True, "older_than_days": False})
