"""The checks of ``make fire`` are worth their name: whatever damage is planted, they find it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from local import stack
from local.outbox import SentMail
from tests.e2e.fire import record_damage, task_damage
from tests.e2e.fire.checks import CHECKS, Check, announced, of_cancel, of_tasks, problems_of
from tests.e2e.fire.damage import Damage, Scene, planted, write
from tests.e2e.fire.mail_checks import of_mails, of_tokens
from tests.e2e.fire.money_checks import of_money
from tests.e2e.fire.reader import Reader
from tests.e2e.fire.stubborn import Stubborn
from tests.e2e.fire.works import Size, Works
from tests.e2e.park import Park
from tests.e2e.waiting import until

pytestmark = pytest.mark.emulator

OWNER = "owner@parkside"
SIZE = Size(reservations=200, families=4)
RECORDS, TASKS = "RecordsTable", "TasksTable"


class HalfWay(Works):
    """Whose bill-out cannot come to its end, so that its cancel is in time."""

    def bill_out(self) -> None:
        """Launch it, and shut the gate of one of its lanes before that has begun."""
        with self.park.holding_messages("TokensQueueUrl"):
            super().bill_out()
            path = self.tasks["bill-out"]
            until(lambda: self.staff.get(path)["state"] == "running", "a plan")
            rows = self.park.task_rows(path)
            key = min(key for key in rows if key.sort == "LANE")
            write(self.park, TASKS, {key: {**rows[key], "gate": "shut"}})


@pytest.fixture(scope="module")
def scene(park: Park) -> Iterator[Scene]:
    """Works of Parkside that have ended, with a bill-out that was cancelled half way."""
    with Stubborn(OWNER, park.running.api_url, stack.token(OWNER)) as staff:
        with Reader(staff) as reader:
            works = HalfWay(park, staff, reader, SIZE)
            works.do()
        assert [*reader.problems, *problems_of(works), *announced(works)] == []
        yield Scene.of(works)


# --- Mails ---------------------------------------------------------------------------------------


def sent_twice(mails: list[SentMail]) -> list[SentMail]:
    return [*mails, mails[0]]


def sent_to_somebody_else(mails: list[SentMail]) -> list[SentMail]:
    return [*mails, replace(mails[0], to=mails[0].to.replace("@", "-else@"))]


def sent_with_other_words(mails: list[SentMail]) -> list[SentMail]:
    return [*mails, replace(mails[0], subject="Who wrote that?")]


def never_sent(mails: list[SentMail]) -> list[SentMail]:
    return mails[1:]


# --- What is found -------------------------------------------------------------------------------


def at_once(works: Works) -> Iterator[str]:
    """What has been announced by now."""
    return announced(works, within=0)


RECORD_DAMAGE: dict[Check, list[tuple[Callable[[Scene], Damage], str]]] = {
    of_cancel: [
        (
            record_damage.a_reservation_billed_after_the_cancel,
            "when the cancel had answered, now 103",
        ),
    ],
    of_money: [
        (record_damage.a_reservation_billed_for_more, "has reservations that nobody asked for"),
        (record_damage.a_reservation_billed_for_more, "cents, its lines {"),
        (record_damage.a_reservation_billed_again, "101 lines, 101 name it"),
        (record_damage.a_reservation_on_no_receipt, "cents of reservations are billed"),
        (record_damage.a_reservation_on_no_receipt, "101 lines, 101 name it"),
        (record_damage.a_reservation_gone, "import saved 200 reservations, but"),
        (record_damage.a_reservation_saved_twice, "import saved 200 reservations, but"),
        (record_damage.a_receipt_gone, "retry has no receipt"),
        (record_damage.a_receipt_with_another_sum, "cents, its lines {"),
        (record_damage.a_receipt_posted_twice, "posted are"),
        (record_damage.a_receipt_not_posted, "posted are"),
        (record_damage.a_balance_too_high, "owed"),
    ],
    of_tokens: [
        (record_damage.a_token_dropped, "1 in all; too many: []"),
        (record_damage.a_token_doubled, "0 in all; too many: [("),
        (record_damage.a_token_for_another_session, "1 in all; too many: [("),
    ],
}
TASK_DAMAGE: dict[Check, list[tuple[Callable[[Scene], Damage], str]]] = {
    of_mails: [
        (task_damage.a_mail_discarded_that_left, "left 1 times, 0 surely and 0 perhaps"),
        (task_damage.a_mail_sent_without_a_claim, "left 1 times, 0 surely and 0 perhaps"),
        (task_damage.a_mail_whose_sender_died, "blast: it counts"),
        (task_damage.a_mail_that_was_never_staged, "left 1 times, 0 surely and 0 perhaps"),
        (task_damage.a_mail_in_doubt_that_counts_as_sent, "blast: it counts"),
    ],
    of_cancel: [
        (task_damage.a_count_after_the_cancel, "the cancel answered"),
    ],
    of_tasks: [
        (task_damage.a_count_taken_twice_by_a_lane, "lane counters = task counts"),
        (task_damage.a_count_taken_twice_and_shown, "it counts {'succeeded': 201"),
        (task_damage.a_batch_not_in_the_ledger, "'not_attempted': "),
        (task_damage.a_batch_not_in_the_plan, "outcomes of 200 targets"),
        (task_damage.a_target_worked_off_twice, "200 outcomes of 200 targets"),
        (task_damage.an_outcome_without_an_excuse, "1 outcomes without an excuse"),
        (task_damage.a_task_that_has_not_ended, "ended as running"),
        (task_damage.a_bill_out_that_failed, "ended as failed"),
    ],
    at_once: [
        (task_damage.a_notification_missing, "nobody was told of the end of"),
    ],
}


def check_found(check: Check, scene: Scene, finding: str) -> None:
    """Look no further than to the problem that is to be found: the rest takes its time."""
    seen = []
    for problem in check(scene.works):
        seen.append(problem)
        if finding in problem:
            return
    raise AssertionError(f"'{finding}' is not in {seen}")


def each(damage: dict[Check, list[tuple[Callable[[Scene], Damage], str]]]) -> list[Any]:
    return [
        pytest.param(check, *one, id=f"{one[0].__name__}-{one[1]}")
        for check, those in damage.items()
        for one in those
    ]


@pytest.mark.parametrize(("check", "damage", "finding"), each(RECORD_DAMAGE))
def test_damage_to_the_records_is_found(
    scene: Scene, check: Check, damage: Callable[[Scene], Damage], finding: str
) -> None:
    with planted(scene.works.park, RECORDS, damage(scene)):
        check_found(check, scene, finding)


@pytest.mark.parametrize(("check", "damage", "finding"), each(TASK_DAMAGE))
def test_damage_to_the_rows_of_a_task_is_found(
    scene: Scene, check: Check, damage: Callable[[Scene], Damage], finding: str
) -> None:
    with planted(scene.works.park, TASKS, damage(scene)):
        check_found(check, scene, finding)


def test_every_check_finds_something_and_is_made_under_fire() -> None:
    assert {*RECORD_DAMAGE, *TASK_DAMAGE} == {*CHECKS, at_once}


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        (sent_twice, "left 2 times, 1 surely and 0 perhaps"),
        (sent_to_somebody_else, "left 1 times, 0 surely and 0 perhaps"),
        (sent_with_other_words, "left 1 times, 0 surely and 0 perhaps"),
        (never_sent, "left 0 times, 1 surely and 0 perhaps"),
    ],
)
def test_mail_that_left_otherwise_is_found(
    scene: Scene,
    damage: Callable[[list[SentMail]], list[SentMail]],
    finding: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The mail service forgets nothing, so what it tells is changed on its way."""
    domain = scene.works.school.address(0).partition("@")[2]
    mails = damage([mail for mail in scene.works.park.sent() if mail.to.endswith(domain)])
    monkeypatch.setattr(scene.works.park, "sent", lambda: mails)

    assert any(finding in problem for problem in of_mails(scene.works))


def test_what_commits_between_the_answer_of_a_cancel_and_the_next_read_is_found(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    works = scene.works
    damage = record_damage.a_reservation_billed_after_the_cancel(scene)
    with planted(works.park, RECORDS, damage):
        of_bill_out = [
            one for one in works.reservations() if one["receipt"] == scene.id("bill-out")
        ]
        monkeypatch.setattr(works, "billed", of_bill_out)
        found = [*problems_of(works)]

    assert any("but 103 were billed right behind it" in problem for problem in found), found
    assert not any("when the cancel had answered, now" in problem for problem in found)


def test_when_all_damage_is_undone_nothing_is_found(scene: Scene) -> None:
    assert [*problems_of(scene.works), *announced(scene.works)] == []
    assert Scene.of(scene.works) == scene
