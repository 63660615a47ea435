"""Mailings by the whole engine: planned, worked off, delivered, finished."""

from legwork.domain.notice import NoticeCounts
from legwork.domain.outcome import Counts
from legwork.domain.task import Task, TaskState
from legwork.testing.faults import Faults, at, crash_after
from legwork.testing.world import Settings
from legwork.trade.mail.layout import dresser
from legwork.trade.mail.usecases.unsubscribe import unsubscribe
from tests.unit.trade.school import OFFICE, School

TEXT = {"subject": "News of {{first_class}}", "text": "Hello {{family}}"}


def blast(school: School, **params: object) -> Task:
    return school.launched("email_blast", **{**TEXT, "everyone": True, **params})


def test_every_family_gets_one_mail_however_many_enrollments() -> None:
    school = School(families=250)
    school.open()
    school.fleet.dress = dresser
    task = school.done(blast(school))
    assert task.state is TaskState.COMPLETED
    assert task.counts == Counts(succeeded=250)
    assert task.notices == NoticeCounts(staged=250, sent=250)
    assert school.mailed() == school.homes(range(250))
    mail = next(one for one in school.fleet.post.outbox if one.to == "home8@example.com")
    assert (mail.sender, mail.subject) == (OFFICE, "News of Judo")
    assert mail.text.startswith("Hello F8\n")
    assert mail.unsubscribe
    assert mail.unsubscribe in mail.text
    assert task.result
    assert task.result.summary == "250 sent, 0 in doubt, 0 skipped, 0 refused."


def test_those_of_a_class_alone() -> None:
    school = School()
    school.open()
    task = school.done(blast(school, everyone=False, classes=["B"]))
    assert school.mailed() == school.homes([0, 4, 8])
    assert task.counts == Counts(succeeded=3)


def test_who_unsubscribes_before_it_leaves_gets_none() -> None:
    school = School()
    school.open()
    task = blast(school)
    school.work_until(lambda: school.fleet.task(task.ref).state is TaskState.RUNNING)
    while not any(row.get("notices_staged") for row in school.fleet.tables.tasks.rows.values()):
        assert school.fleet.step(purging=False)
    # Whatever has been staged was staged for everybody; nothing has left yet.
    assert school.mailed() == []
    for number in range(12):
        email, fleet = f"home{number}@example.com", school.fleet
        unsubscribe("parkside", email, database=fleet.tables, clock=fleet.clock)
    ended = school.done(task)
    assert school.mailed() == []
    assert ended.counts == Counts(skipped=12)
    assert {one.verdict.code for one in school.outcomes(ended)} <= {"unsubscribed", "not_opted_in"}


def test_a_refused_address_is_an_error() -> None:
    school = School()
    school.open()
    school.fleet.post.refuses = lambda mail: "no" if mail.to == "home3@example.com" else None
    task = school.done(blast(school))
    assert task.counts == Counts(succeeded=11, errors=1)
    assert school.mailed() == school.homes(n for n in range(12) if n != 3)


def test_what_a_dead_worker_was_sending_is_in_doubt_and_not_sent_again() -> None:
    quiet = School(families=120)
    quiet.open()
    before = len(quiet.fleet.faults.calls)
    quiet.done(blast(quiet))
    sends = [c.number for c in quiet.fleet.faults.calls[before:] if c.name == "mailer.send"]

    faults = Faults()
    school = School(families=120, faults=faults)
    school.open()
    faults.plan = at(sends[1], crash_after)
    task = school.done(blast(school))
    assert task.counts.warnings
    assert task.counts.warnings == task.notices.in_doubt
    assert task.counts == Counts(
        succeeded=120 - task.notices.in_doubt, warnings=task.notices.in_doubt
    )
    # They did leave, as it happens: each address once, in doubt or not.
    assert school.mailed() == school.homes(range(120))


def test_a_cancelled_one_discards_what_has_not_left() -> None:
    school = School(families=200, settings=Settings(mails_per_second=60))
    school.open()
    task = blast(school)
    school.work_until(lambda: len(school.fleet.post.outbox) > 0)
    cancelled = school.owner.cancel(task.ref)
    sent = len(school.fleet.post.outbox)
    school.done(task)
    assert len(school.fleet.post.outbox) == sent
    assert (cancelled.notices.sent, cancelled.counts.succeeded) == (sent, sent)
    assert cancelled.notices.open == 0
    assert cancelled.total == 200
