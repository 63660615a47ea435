from typing import Any

import pytest

from legwork.domain.effect import Put, Update
from legwork.domain.errors import InvalidInput
from legwork.domain.kind import Context
from legwork.domain.notice import Message
from legwork.domain.outcome import Outcome, Verdict
from legwork.domain.recipient import suppress
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import instructor as instructors
from legwork.trade.classes import session as sessions
from legwork.trade.classes.class_ import Class, class_key
from legwork.trade.classes.instructor import Instructor, instructor_key
from legwork.trade.classes.session import cancel, sessions_of
from legwork.trade.classes.timetable import sheet_key
from legwork.trade.classes.told import told_of
from legwork.trade.families.family import family_key
from legwork.trade.mail import sender as senders
from tests.unit.account import Account
from tests.unit.families import enrolled, session
from tests.unit.tasks import NOW
from tests.unit.trade.decisions import TASK, Decisions

DAYS = ("2027-05-03", "2027-05-04")
FIRST = "A on 2027-05-03 09:00"
SECOND = "A on 2027-05-04 09:00"


def staff(name: str, *has: str, **said: Any) -> Put:
    one = Instructor(id=name, name=name.title(), email=f"{name}@staff.example", classes=has, **said)
    return Put(instructor_key(name), instructors.to_item(one))


def class_of(name: str, instructor: str | None, **said: Any) -> Put:
    one = Class(id=name, title=f"Judo {name}", instructor=instructor, **said)
    return Put(class_key(name), classes.to_item(one))


@pytest.fixture
def account() -> Account:
    account = Account()
    account.commit(senders.verified("office@parkside.example", default=True))
    account.commit([class_of("A", "ana"), class_of("B", "ben", location="Pool")])
    account.commit([staff("ana", "A"), staff("ben", "B"), staff("cleo")])
    account.commit(effect for day in DAYS for effect in session("A", day))
    account.commit(enrolled("A", "F1", "S1", "S2", email="one@example.com"))
    account.commit(enrolled("A", "F2", "S3", email="two@example.com"))
    return account


def assigning(account: Account, substitute: str | None = "cleo", **params: Any) -> Decisions:
    given = {"classes": ["A"], "from_date": DAYS[0], "to_date": DAYS[1], "substitute": substitute}
    return Decisions(account, "assign_substitute", **{**given, **params})


def said(decisions: Decisions) -> dict[str, Verdict]:
    return {
        decisions.kind.label(decisions.params, target): verdict
        for target, verdict in zip(decisions.targets, decisions.verdicts, strict=True)
    }


def mails(decisions: Decisions) -> list[Message]:
    write = decisions.kind.message
    assert write is not None
    notices = [notice for one in decisions.performed for notice in one.notices]
    return [write(decisions.params, notice, "") for notice in notices]


def teachers(account: Account) -> list[str | None]:
    return [one.substitute for one in sessions_of("A", account.records)]


def test_a_substitute_for_chosen_sessions(account: Account) -> None:
    decisions = assigning(account)
    decisions.check()
    decisions.run()
    assert teachers(account) == ["cleo", "cleo"]
    assert said(decisions) == {FIRST: Verdict(), SECOND: Verdict()}
    finished = decisions.finish()
    assert finished.result
    assert finished.result.summary == "2 sessions assigned."
    key = sheet_key("cleo", "2027-05-03")
    assert account.records.get([key])[key]["meetings"] == [
        "2027-05-03T09:00 2027-05-03T23:00 A",
        "2027-05-04T09:00 2027-05-04T23:00 A",
    ]
    assert decisions.problems() == []


def test_present_none_or_a_name_for_each_meeting(account: Account) -> None:
    """Rule: a substitute is one of present, none, a name, for each meeting."""
    assigning(account).run()
    choices = {f"A {DAYS[0]}T09:00": "present", f"A {DAYS[1]}T09:00": "none"}
    decisions = assigning(account, None, meetings=choices)
    decisions.check()
    decisions.run()
    assert teachers(account) == [None, "none"]
    [first, second] = sessions_of("A", account.records)
    assert first.taught_by("ana") == "ana"
    assert second.taught_by("ana") is None


def test_only_what_is_named_is_touched(account: Account) -> None:
    assigning(account, None, meetings={f"A {DAYS[1]}T09:00": "ben"}).run()
    assert teachers(account) == [None, "ben"]
    others = assigning(account, "cleo", meetings={f"A {DAYS[1]}T09:00": "none"})
    others.run()
    assert teachers(account) == ["cleo", "none"]


def test_it_outlives_a_change_of_instructor(account: Account) -> None:
    """Rule: a substitute outlives a change of instructor."""
    assigning(account).run()
    account.commit([class_of("A", "ben")])
    assert [one.taught_by("ben") for one in sessions_of("A", account.records)] == ["cleo", "cleo"]


def test_one_who_teaches_elsewhere_at_that_time_is_an_error(account: Account) -> None:
    """Rules: one who teaches elsewhere then is an error; it is looked for across locations."""
    account.commit(session("B", DAYS[0], "22:30"))
    decisions = assigning(account, "ben", notify=True)
    decisions.run()
    verdicts = said(decisions)
    assert verdicts[FIRST] == Verdict(
        Outcome.ERROR, "clash", "Ben teaches Judo B at Pool from 2027-05-03 22:30 to 23:00."
    )
    assert verdicts[SECOND].outcome is Outcome.SUCCEEDED
    assert teachers(account) == [None, "ben"]
    assert {v.code for t, v in verdicts.items() if t.startswith(f"{FIRST},")} == {"not_assigned"}
    assert {mail.subject for mail in mails(decisions)} == {
        "Change of instructor: Judo A on Tuesday, 4 May 2027 at 09:00"
    }
    assert decisions.problems() == []


def test_two_meetings_at_once_in_one_task_are_a_clash(account: Account) -> None:
    account.commit(session("B", DAYS[0], "12:00"))
    decisions = assigning(account, classes=["A", "B"], to_date=None)
    decisions.run()
    assert [verdict.code for verdict in said(decisions).values()] == ["", "clash"]


def test_who_is_relieved_can_teach_elsewhere(account: Account) -> None:
    account.commit(session("B", DAYS[0], "12:00"))
    assigning(account, "cleo", classes=["B"], to_date=None).run()
    decisions = assigning(account, "ben", to_date=None)
    decisions.run()
    assert teachers(account)[0] == "ben"
    back = assigning(account, "present", classes=["B"], to_date=None)
    back.run()
    assert [verdict.code for verdict in said(back).values()] == ["clash"]


def test_families_are_told_and_both_instructors(account: Account) -> None:
    """Rules: families are told; both instructors are told."""
    decisions = assigning(account, to_date=None, notify=True, reason="Ana is ill.")
    decisions.run()
    assert [*said(decisions)] == [
        FIRST,
        *(f"{FIRST}, family F{n}" for n in family_order(decisions)),
        f"{FIRST}, staff ana",
        f"{FIRST}, staff cleo",
    ]
    letters = {mail.to: mail.text for mail in mails(decisions)}
    session_is = "Judo A on Monday, 3 May 2027 at 09:00"
    assert letters["one@example.com"] == (
        f"{session_is} is taught by Cleo.\n\nThe reason: Ana is ill.\n\nThis is about S1, S2.\n"
    )
    assert letters["cleo@staff.example"].startswith(f"You teach {session_is}.")
    assert letters["ana@staff.example"].startswith(f"{session_is} is taught by Cleo.")
    assert len(letters) == 4
    assert decisions.problems() == []


def family_order(decisions: Decisions) -> list[str]:
    return [key.rsplit("#F", 1)[1] for key in decisions.targets if "#F" in key]


def test_who_is_relieved_is_told_and_nobody_is_told_twice(account: Account) -> None:
    assigning(account, to_date=None, notify=True).run()
    again = assigning(account, to_date=None, notify=True)
    again.run()
    codes = [verdict.code for verdict in said(again).values()]
    assert codes == ["unchanged", *["already_done"] * 4]
    assert mails(again) == []


def test_a_second_assignment_is_told_anew(account: Account) -> None:
    assigning(account, to_date=None, notify=True).run()
    other = assigning(account, "none", to_date=None, notify=True)
    other.targets = [*other.listed()]
    whole = other.kind.perform(
        other.targets, account.records, Context(f"{TASK[:-1]}2", other.params, NOW)
    )
    assert {done.notices[0].to for done in whole[1:]} == {
        "one@example.com",
        "two@example.com",
        "ana@staff.example",
        "cleo@staff.example",
    }
    write = other.kind.message
    assert write is not None
    text = write(other.params, whole[1].notices[0], "").text
    assert "takes place without an instructor." in text


def test_who_was_left_out_is_told_by_another_task(account: Account) -> None:
    first = assigning(account, to_date=None, notify=True)
    first.targets = [*first.listed()][:2]
    first.run()
    again = assigning(account, to_date=None, notify=True)
    again.run()
    assert len(mails(first)) == 1
    assert len(mails(again)) == 3
    assert {one.told_by for one in told_of("A", f"{DAYS[0]}T09:00", account.records)} == {TASK}


def test_who_cannot_be_told_is_a_warning(account: Account) -> None:
    account.commit([Update(family_key("F2"), set={"email": "two"})])
    account.commit([suppress("ana@staff.example", "bounce")])
    account.commit([Put(instructor_key("cleo"), instructors.to_item(Instructor(id="cleo")))])
    decisions = assigning(account, to_date=None, notify=True)
    decisions.run()
    verdicts = said(decisions)
    told = {target: verdict.code for target, verdict in verdicts.items()}
    assert told == {
        FIRST: "",
        f"{FIRST}, family F1": "",
        f"{FIRST}, family F2": "not_told",
        f"{FIRST}, staff ana": "not_told",
        f"{FIRST}, staff cleo": "not_told",
    }
    assert verdicts[f"{FIRST}, staff cleo"].message == (
        "No message: the staff member has no mail address."
    )


def test_without_notify_nobody_is_told(account: Account) -> None:
    decisions = assigning(account)
    decisions.run()
    assert mails(decisions) == []
    assert [*told_of("A", f"{DAYS[0]}T09:00", account.records)] == []


def test_cancelled_past_and_unknown_sessions(account: Account) -> None:
    decisions = assigning(account, notify=True)
    decisions.targets = [*decisions.listed()]
    [first, second] = sessions_of("A", account.records)
    account.commit([cancel(first, by="01J", reason="Storm")])
    key = sessions.session_key("A", second.slot)
    del account.database.records.rows[
        next(k for k in account.database.records.rows if k.sort == key.sort)
    ]
    decisions.run()
    verdicts = said(decisions)
    assert {v.code for t, v in verdicts.items() if t.startswith(FIRST)} == {"cancelled"}
    assert {v.code for t, v in verdicts.items() if t.startswith(SECOND)} == {"not_found"}


def test_a_session_that_became_past_meanwhile_is_an_error(account: Account) -> None:
    account.commit(session("A", "2027-04-04"))
    decisions = assigning(account, from_date="2027-04-04", to_date=None)
    decisions.run()
    assert [verdict.code for verdict in said(decisions).values()] == ["past"]


def test_who_stopped_teaching_meanwhile_is_an_error(account: Account) -> None:
    decisions = assigning(account, to_date=None)
    decisions.check()
    account.commit([staff("cleo", active=False)])
    decisions.run()
    assert [verdict.code for verdict in said(decisions).values()] == ["inactive"]


def test_who_has_left_meanwhile_is_skipped(account: Account) -> None:
    decisions = assigning(account, to_date=None, notify=True)
    decisions.targets = [*decisions.listed()]
    rows = account.database.records.rows
    for key in [key for key in rows if key.sort == "ENROLLMENT#F2#S3"]:
        del rows[key]
    decisions.run()
    assert said(decisions)[f"{FIRST}, family F2"].code == "not_enrolled"


def test_a_sender_that_is_not_verified_any_more_is_an_error(account: Account) -> None:
    decisions = assigning(account, to_date=None, notify=True, sender="other@parkside.example")
    decisions.run()
    codes = [verdict.code for verdict in said(decisions).values()]
    assert codes == ["", *["no_sender"] * 4]


@pytest.mark.parametrize(
    ("params", "field", "message"),
    [
        ({"substitute": None}, "substitute", "nobody is named"),
        ({"substitute": "zoe"}, "substitute", "there is no staff member 'zoe'"),
        ({"substitute": "dora"}, "substitute", "'dora' does not teach any more"),
        ({"meetings": {"A 2027-05-03T09:00": "zoe"}}, "meetings", "no staff member 'zoe'"),
        ({"meetings": {"A 2027-05-03T10:00": "ben"}}, "meetings", "there is no meeting"),
        ({"meetings": {"B 2027-05-03T09:00": "ben"}}, "meetings", "in none of the classes"),
        ({"meetings": {"A 2027-05-09T09:00": "ben"}}, "meetings", "not in the range"),
        ({"meetings": {"nonsense": "ben"}}, "meetings", "in none of the classes"),
        ({"to_date": "2027-05-01"}, "to_date", "the wrong way round"),
        ({"classes": ["Z"]}, "classes", "there is no 'Z'"),
        ({"notify": True, "sender": "x@y.example"}, "sender", "not a verified sender"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    account: Account, params: dict[str, Any], field: str, message: str
) -> None:
    account.commit([staff("dora", active=False)])
    with pytest.raises(InvalidInput, match=message) as refusal:
        assigning(account, **params).check()
    assert [error.field for error in refusal.value.errors] == [field]


def test_it_goes_on_behind_any_target(account: Account) -> None:
    decisions = assigning(account, notify=True)
    whole = [*decisions.listed()]
    assert whole == sorted(set(whole))
    for place, key in enumerate(whole):
        assert [*decisions.listed(after=key)] == whole[place + 1 :]


@pytest.mark.parametrize(
    ("params", "lanes"),
    [
        ({}, {"staff#cleo"}),
        ({"substitute": "none"}, {"A"}),
        ({"meetings": {f"A {DAYS[0]}T09:00": "present"}}, {"present"}),
    ],
)
def test_what_somebody_is_given_shares_a_lane(
    account: Account, params: dict[str, Any], lanes: set[str]
) -> None:
    decisions = assigning(account, notify=True, **params)
    found = decisions.found()
    assert {target.affinity for target in found} == lanes


def test_the_records_are_compared_with_the_ledger(account: Account) -> None:
    decisions = assigning(account, notify=True, to_date=None)
    decisions.targets = [*decisions.listed()]
    decisions.performed = decisions.decide()
    assert decisions.problems() == [
        "the ledger says 1 sessions; 0 bear the mark of the task",
        f"{FIRST}: 0 told, not 4",
    ]
