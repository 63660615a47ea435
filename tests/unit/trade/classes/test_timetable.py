"""Rule: one who teaches elsewhere at that time is an error; a clash is looked for everywhere."""

from dataclasses import replace

import pytest

from legwork.domain.effect import Put, Update
from legwork.ports import TransactionRefused
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import instructor as instructors
from legwork.trade.classes import session as sessions
from legwork.trade.classes.class_ import Class, class_key
from legwork.trade.classes.instructor import Instructor, instructor_key
from legwork.trade.classes.session import Session, SessionStatus, session_key
from legwork.trade.classes.timetable import Timetables, sheet_key, weeks_of
from tests.unit.account import Account

SESSION = Session(class_id="A", date="2027-05-03", starts="09:00", ends="10:00")


def other(starts: str, ends: str, **said: object) -> Session:
    given = {"class_id": "B", "date": "2027-05-03", "starts": starts, "ends": ends, **said}
    return Session(**given)  # type: ignore[arg-type]


@pytest.fixture
def account() -> Account:
    account = Account()
    account.commit([Put(class_key("B"), classes.to_item(Class(id="B", instructor="I1")))])
    account.commit(
        [Put(instructor_key("I1"), instructors.to_item(Instructor(id="I1", classes=("B",))))]
    )
    return account


def keep(account: Account, *found: Session) -> None:
    account.commit(Put(session_key(one.class_id, one.slot), sessions.to_item(one)) for one in found)


def clash(account: Account, session: Session = SESSION) -> Session | None:
    return Timetables([(session, "I1")], account.records).clash(session, "I1")


@pytest.mark.parametrize(
    ("taught", "clashes"),
    [
        (other("09:30", "10:30"), True),
        (other("08:00", "09:00"), False),
        (other("10:00", "11:00"), False),
        (other("23:00", "09:01", date="2027-05-02"), True),
        (other("23:00", "09:00", date="2027-05-02"), False),
        (other("09:00", "10:00", date="2027-05-04"), False),
        (other("09:00", "10:00", status=SessionStatus.CANCELLED), False),
        (other("09:00", "10:00", substitute="I2"), False),
        (other("09:00", "10:00", substitute="none"), False),
        (other("09:00", "10:00", substitute="I1"), True),
    ],
)
def test_sessions_of_their_own_classes(account: Account, taught: Session, clashes: bool) -> None:
    keep(account, taught)
    assert (clash(account) == taught) is clashes


def test_the_session_itself_is_no_clash(account: Account) -> None:
    own = other("09:00", "10:00")
    keep(account, own)
    assert clash(account, own) is None


def entered(account: Account, session: Session, who: str = "I1") -> None:
    given = replace(session, substitute=who)
    keep(account, given)
    account.commit(Timetables([(given, who)], account.records).enter(given, who))


def test_sessions_that_they_were_given(account: Account) -> None:
    given = other("09:59", "11:00", class_id="C")
    entered(account, given)
    assert clash(account) == replace(given, substitute="I1")
    keep(account, replace(given, substitute="I2"))
    assert clash(account) is None


def test_what_was_given_to_another_leaves_the_sheet_when_it_is_written_next(
    account: Account,
) -> None:
    given = other("09:59", "11:00", class_id="C")
    entered(account, given)
    keep(account, replace(given, substitute="I2"))
    entered(account, SESSION)
    key = sheet_key("I1", "2027-05-03")
    sheet = account.records.get([key])[key]
    assert sheet["meetings"] == ["2027-05-03T09:00 2027-05-03T10:00 A"]
    assert sheet["version"] == 2


def test_a_session_over_midnight_on_sunday_is_in_two_weeks() -> None:
    night = other("22:00", "02:00", date="2027-05-09")
    assert weeks_of(night) == ["2027-05-03", "2027-05-10"]
    assert weeks_of(SESSION) == ["2027-05-03"]


def test_of_two_who_give_somebody_a_meeting_at_once_one_is_refused(account: Account) -> None:
    keep(account, SESSION, other("09:30", "10:30", class_id="C"))
    first, second = replace(SESSION, substitute="I1"), other("09:30", "10:30", class_id="C")
    of_first = Timetables([(first, "I1")], account.records)
    of_second = Timetables([(second, "I1")], account.records)
    assert of_first.clash(first, "I1") is None
    assert of_second.clash(second, "I1") is None
    account.commit(of_first.enter(first, "I1"))
    with pytest.raises(TransactionRefused):
        account.commit(of_second.enter(replace(second, substitute="I1"), "I1"))


def test_who_gets_a_class_meanwhile_is_looked_at_again(account: Account) -> None:
    tables = Timetables([(SESSION, "I1")], account.records)
    more = Update(instructor_key("I1"), set={"classes": ["B", "C"]})
    account.commit([more])
    with pytest.raises(TransactionRefused):
        account.commit(tables.enter(replace(SESSION, substitute="I1"), "I1"))
