from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from legwork.domain.errors import Transient
from legwork.domain.kind import Context, Performed
from legwork.domain.notice import Fate, Message, Notice, NoticeCounts, verdict_after
from legwork.domain.outcome import Counts, Outcome, Verdict
from legwork.domain.record import Records
from legwork.domain.stop_when import StopWhen
from legwork.domain.task import TaskState
from legwork.ports import DeliveryMessage
from legwork.store import lanes, thresholds
from legwork.testing import world
from legwork.testing.faults import Call, Fault
from legwork.testing.invariants import tasks_of
from legwork.testing.world import Settings
from legwork.trade.mail.usecases.take_feedback import take_feedback
from tests.unit.usecases.letters import LETTERS, Office, address

RATE = 14


@pytest.mark.parametrize(
    ("number", "rows"), [(1, [1]), (50, [50]), (51, [50, 1]), (100, [50, 50]), (101, [50, 50, 1])]
)
@pytest.mark.parametrize("slice_", [timedelta(0), timedelta(seconds=8)])
def test_a_batch_is_sent_fifty_at_a_time(
    monkeypatch: pytest.MonkeyPatch, slice_: timedelta, number: int, rows: list[int]
) -> None:
    office = Office(monkeypatch, Settings(slice=slice_, lanes_max=1))
    task = office.run(number)
    assert task.counts == Counts(succeeded=number)
    assert task.notices == NoticeCounts(staged=number, sent=number)
    assert office.rows(task) == rows
    assert [count for _, _, count in office.left] == rows
    assert office.mailed() == [address(n) for n in range(number)]


def test_as_many_as_a_transaction_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(monkeypatch, Settings(lanes_max=1), writes=1)
    task = office.run(96 + 97)
    assert office.rows(task) == [50, 46, 50, 46, 1]
    assert task.counts == Counts(succeeded=193)


def test_one_address_that_is_refused_is_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(monkeypatch)
    office.fleet.post.refuses = lambda mail: "bad domain" if mail.to == address(7) else None
    task = office.run(60)
    assert task.counts == Counts(succeeded=59, errors=1)
    assert task.notices == NoticeCounts(staged=60, sent=59, refused=1)
    [refused] = [one for one in office.outcomes(task) if one.verdict.outcome is Outcome.ERROR]
    assert (refused.target, refused.verdict.code) == ("00007", "mail_refused")
    assert "bad domain" in refused.verdict.message
    assert office.mailed() == [address(n) for n in range(60) if n != 7]


def test_mail_waits_while_its_links_cannot_be_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(monkeypatch)
    told = iter([Transient("the signing keys cannot be read")] * 3)

    def signed(account: str, email: str) -> str:
        for refusal in told:
            raise refusal
        return f"https://mail.test/{account}/{email}"

    monkeypatch.setattr(world, "unsubscribe_link", signed)

    task = office.run(60)

    assert task.counts == Counts(succeeded=60)
    assert office.mailed() == [address(n) for n in range(60)]


def test_refused_mail_stops_a_mailing_at_its_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(monkeypatch, Settings(lanes_max=1))
    office.fleet.post.refuses = lambda _: "bad domain"
    thresholds.put_default(office.fleet.tables, "parkside", StopWhen(errors=60), None)
    office.launch(250)
    office.fleet.settle(watching=False)
    [task] = tasks_of(office.fleet)
    found = lanes.load_all(office.fleet.tables, task)
    assert task.state is TaskState.PAUSED
    # Fifty leave in one call: the second one has crossed it.
    assert [lane.notices.refused for lane in found] == [100]


def test_where_the_mail_only_tells_of_the_work_a_refused_one_is_a_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = Office(monkeypatch, mail_is_the_work=False)
    office.fleet.post.refuses = lambda mail: "bad domain" if mail.to == address(7) else None
    task = office.run(60)
    assert task.counts == Counts(succeeded=59, warnings=1)


def test_what_the_service_gives_no_answer_for_is_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(monkeypatch)
    office.fleet.faults.plan = answers_without_the_last
    task = office.run(60)
    assert task.notices == NoticeCounts(staged=60, sent=58, in_doubt=2)
    assert task.counts == Counts(succeeded=58, warnings=2)


def answers_without_the_last(call: Call) -> Fault | None:
    def fault(go: Callable[[], Any]) -> Any:
        return go()[:-1]

    return fault if call.name == "mailer.send" else None


def test_a_notice_without_words_does_not_hold_up_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def write(params: Any, notice: Notice, link: str) -> Message:
        if notice.to == address(3):
            raise KeyError("a variable")
        assert LETTERS.message
        return LETTERS.message(params, notice, link)

    office = Office(monkeypatch, message=write)
    task = office.run(10)
    assert task.notices == NoticeCounts(staged=10, sent=9, refused=1)
    assert task.counts == Counts(succeeded=9, errors=1)
    assert "cannot write a message" in caplog.text


def test_a_target_with_two_notices_is_an_error_since_it_has_one_fate(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def perform(targets: Sequence[str], _: Records, __: Context[Any]) -> Sequence[Performed]:
        return [
            Performed(Verdict(), notices=[Notice(address(int(name)))] * (1 + (name == "00002")))
            for name in targets
        ]

    office = Office(monkeypatch, perform=perform)
    task = office.run(5)
    assert task.counts == Counts(succeeded=4, errors=1)
    assert task.notices == NoticeCounts(staged=4, sent=4)
    assert "more than one notice" in caplog.text


def test_an_address_that_bounces_in_the_middle_gets_no_further_mail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = Office(monkeypatch, Settings(mails_per_second=RATE), mail_is_the_work=False)
    task = office.launch(120)
    while not office.fleet.post.outbox:
        office.fleet.step(purging=False)
    emails = [address(n).upper() for n in range(60, 70)]
    take_feedback("parkside", emails, "bounce", database=office.fleet.tables)
    take_feedback("riverside", [address(80)], "bounce", database=office.fleet.tables)
    task = office.done(task)
    assert office.mailed() == [address(n) for n in range(120) if not 60 <= n < 70]
    assert task.notices == NoticeCounts(staged=120, sent=110, discarded=10)
    assert task.counts == Counts(succeeded=110, warnings=10)
    warned = [one for one in office.outcomes(task) if one.verdict.outcome is Outcome.WARNING]
    assert {one.verdict.code for one in warned} == {"not_told"}
    assert warned[0].verdict.message == (
        f"No message: nothing may be sent to {address(60)}: mail to it bounced."
    )


def test_what_the_last_release_withheld_stays_a_success() -> None:
    before = Verdict()
    after = verdict_after(before, Fate.UNWANTED, mail_is_the_work=False, remark="")
    assert after == before


# --- The rate --------------------------------------------------------------------------------


def fastest(office: Office) -> dict[str, float]:
    """By account the most mails that ever left beyond what the rate allows since the first."""
    ahead: dict[str, float] = {}
    begun: dict[str, datetime] = {}
    sent: defaultdict[str, int] = defaultdict(int)
    for at, account, number in office.left:
        begun.setdefault(account, at)
        sent[account] += number
        allowed = RATE * (at - begun[account]).total_seconds()
        ahead[account] = max(ahead.get(account, 0.0), sent[account] - allowed)
    return ahead


BURST = 50 + RATE
"""One call at once, and what a second allows."""


@pytest.mark.parametrize("slice_", [timedelta(0), timedelta(seconds=8)])
def test_all_lanes_and_tasks_of_an_account_share_its_rate(
    monkeypatch: pytest.MonkeyPatch, slice_: timedelta
) -> None:
    settings = Settings(mails_per_second=RATE, lanes_max=6, slice=slice_)
    office = Office(monkeypatch, settings, writes=2)
    begun = office.fleet.clock.now()
    tasks = [office.launch(300, key=key) for key in ("one", "two")]
    office.done(tasks[0])
    assert {office.fleet.task(task.ref).state for task in tasks} == {TaskState.COMPLETED}
    assert len(office.fleet.post.outbox) == 600
    assert fastest(office)["parkside"] <= BURST + 1
    # Nor is the rate left unused.
    last = office.left[-1][0] - begun
    assert last.total_seconds() < 600 / RATE + 5


def test_another_account_has_a_rate_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(monkeypatch, Settings(mails_per_second=RATE, lanes_max=2), writes=2)
    busy, quiet = office.launch(400), office.launch(40, account=1)
    office.done(busy)
    first = min(at for at, account, _ in office.left if account == "riverside")
    assert first == office.left[0][0]
    assert office.fleet.task(quiet.ref).notices.sent == 40
    assert fastest(office)["parkside"] <= BURST + 1


def test_lanes_that_wait_for_the_rate_wait_in_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(mails_per_second=RATE, lanes_max=4, slice=timedelta(seconds=8))
    office = Office(monkeypatch, settings, writes=2)
    handled = deliveries(office, number=400)
    calls = len(office.left)
    # In each round, one lane sends and the others ask in vain.
    assert calls - 4 <= handled <= calls * 4


def deliveries(office: Office, *, number: int) -> int:
    """How many messages it takes to deliver so many mails."""
    handled = 0
    office.launch(number)
    while office.fleet.live():
        while office.fleet.step(purging=False):
            pass
        due = [d for d in office.fleet.inbox.waiting if isinstance(d.message, DeliveryMessage)]
        handled += len(due)
        if office.fleet.live():
            office.fleet.pass_time(watching=False)
    return handled


def test_a_rate_of_one_a_second_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(monkeypatch, Settings(mails_per_second=1, lanes_max=2), writes=2)
    begun = office.fleet.clock.now()
    task = office.run(150)
    assert task.notices == NoticeCounts(staged=150, sent=150)
    assert office.left[-1][0] - begun >= timedelta(seconds=90)
