"""Cancellations by the whole engine: sessions, tokens, mail and counts agree, whatever happens."""

from collections import Counter

import pytest

from legwork.domain.notice import NoticeCounts
from legwork.domain.outcome import Counts
from legwork.domain.task import Task, TaskState
from legwork.testing.faults import Fault, Faults, at, crash_after, crash_before, lose_answer
from legwork.trade.classes.compensation import compensation_of
from legwork.trade.classes.makeup_token import TokenStatus
from legwork.trade.classes.session import sessions_of
from tests.unit.trade.school import DAYS, School

FAMILIES = 40


@pytest.fixture
def school() -> School:
    school = School(families=FAMILIES)
    school.open()
    return school


def agree(school: School, *tasks: Task) -> None:
    """What the tasks count is what the records and the outbox hold."""
    told = sum(
        one.notified
        for day in DAYS
        for one in compensation_of("A", f"{day}T09:00", school.records)
        if one.given_by in {task.ref.id for task in tasks}
    )
    assert told == sum(task.notices.staged for task in tasks)
    sent_or_in_doubt = [task.notices.sent + task.notices.in_doubt for task in tasks]
    assert len(school.fleet.post.outbox) <= sum(sent_or_in_doubt)
    assert len(school.fleet.post.outbox) >= sum(task.notices.sent for task in tasks)
    assert (
        max(Counter((m.to, m.subject) for m in school.fleet.post.outbox).values(), default=0) <= 1
    )
    held = Counter(t for s in school.students().values() for t in s.open_tokens)
    assert set(held) == {token.id for task in tasks for token in school.tokens(task)}


def test_sessions_tokens_mail_and_counts(school: School) -> None:
    task = school.done(school.cancelling())
    assert task.state is TaskState.COMPLETED
    assert task.counts == Counts(succeeded=len(DAYS) * (1 + FAMILIES))
    assert task.notices == NoticeCounts(staged=len(DAYS) * FAMILIES, sent=len(DAYS) * FAMILIES)
    assert len(school.tokens(task)) == len(DAYS) * FAMILIES * 2
    assert Counter(school.mailed()) == Counter(school.homes(range(FAMILIES)) * len(DAYS))
    assert task.result
    assert task.result.summary == "3 sessions cancelled, 240 makeup tokens made."
    agree(school, task)


def test_cancelled_half_way_and_taken_up_again(school: School) -> None:
    task = school.cancelling()
    school.work_until(lambda: len(school.fleet.post.outbox) > 0)
    first = school.owner.cancel(task.ref)
    first = school.done(first)
    assert first.state is TaskState.CANCELLED
    assert 0 < first.counts.done < first.total
    assert first.notices.open == 0
    assert first.notices.sent == len(school.fleet.post.outbox)
    agree(school, first)

    retry = school.done(school.owner.retry(first, key="again"))
    assert retry.state is TaskState.COMPLETED
    assert retry.counts == Counts(succeeded=first.total - first.counts.done)
    agree(school, first, retry)
    # Whoever has tokens has them for every session; only mail that was discarded was not sent.
    assert len(school.tokens(first)) + len(school.tokens(retry)) == len(DAYS) * FAMILIES * 2
    assert len(school.mailed()) == len(DAYS) * FAMILIES - first.notices.discarded


def test_launched_anew_it_completes_what_was_cut_off(school: School) -> None:
    task = school.cancelling()
    school.work_until(lambda: len(school.fleet.post.outbox) > 0)
    first = school.done(school.owner.cancel(task.ref))
    second = school.done(school.cancelling())
    assert second.counts.skipped == first.counts.done
    assert second.counts.done == second.total
    assert len(school.tokens(first)) + len(school.tokens(second)) == len(DAYS) * FAMILIES * 2
    agree(school, first, second)


def test_two_at_once_see_to_each_family_once(school: School) -> None:
    tasks = [school.cancelling(), school.cancelling()]
    school.done(tasks[0])
    ended = [school.fleet.task(task.ref) for task in tasks]
    assert sum(task.counts.errors for task in ended) == 0
    assert len(school.mailed()) == len(DAYS) * FAMILIES
    assert sum(len(school.tokens(task)) for task in ended) == len(DAYS) * FAMILIES * 2
    agree(school, *ended)


@pytest.fixture(scope="module")
def small() -> School:
    school = School(families=6)
    school.open()
    return school


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("strike", [crash_before, crash_after, lose_answer])
def test_whatever_strikes_the_numbers_agree(small: School, strike: Fault, seed: int) -> None:
    # The first calls are those of the launch; about 140 drive the task to its end.
    for number in range(10 + seed, 142, 6):
        school = School(like=small, faults=Faults(at(number, strike)), seed=seed)
        task = school.done(school.cancelling())
        assert task.state is TaskState.COMPLETED
        assert task.counts.done == task.total == len(DAYS) * 7
        assert task.counts.warnings == task.notices.in_doubt
        assert len(school.tokens(task)) == len(DAYS) * 12
        agree(school, task)


def test_restored_everything_is_as_before(school: School) -> None:
    cancelled = school.done(school.cancelling())
    restored = school.done(
        school.launched(
            "restore_classes",
            classes=["A"],
            from_date=DAYS[0],
            to_date=DAYS[-1],
            notify=True,
            reason="Sun",
        )
    )
    assert restored.counts == cancelled.counts
    assert len(school.mailed()) == 2 * len(DAYS) * FAMILIES
    assert not any(session.cancelled for session in sessions_of("A", school.records))
    assert {token.status for token in school.tokens(cancelled)} == {TokenStatus.TAKEN_BACK}
    assert not any(student.open_tokens for student in school.students().values())
    again = school.done(school.cancelling())
    assert again.counts == cancelled.counts
    assert len(school.tokens(again)) == len(school.tokens(cancelled))


def test_a_restoration_that_was_cut_off_can_be_taken_up(school: School) -> None:
    school.done(school.cancelling())
    sent = len(school.mailed())
    task = school.launched(
        "restore_classes", classes=["A"], from_date=DAYS[0], to_date=DAYS[-1], notify=True
    )
    school.work_until(lambda: len(school.fleet.post.outbox) > sent)
    first = school.done(school.owner.cancel(task.ref))
    assert 0 < first.counts.done < first.total
    retry = school.done(school.owner.retry(first, key="again"))
    assert retry.counts == Counts(succeeded=first.total - first.counts.done)
    assert not any(student.open_tokens for student in school.students().values())


def test_the_limit_holds_for_two_tasks_at_once(school: School) -> None:
    tasks = [
        school.launched("generate_makeup_tokens", classes=["A"], count=2, limit=3) for _ in range(2)
    ]
    school.done(tasks[0])
    ended = [school.fleet.task(task.ref) for task in tasks]
    assert {len(student.open_tokens) for student in school.students().values()} == {2}
    assert sum(task.counts.succeeded for task in ended) == 2 * FAMILIES
    assert sum(task.counts.skipped for task in ended) == 2 * FAMILIES
