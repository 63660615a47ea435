"""Who writes the directory: whatever makes or renames a record, in the same transaction."""

from typing import Any

import pytest

from legwork.domain.directory import LISTED
from legwork.domain.effect import Effect, Update, fold
from legwork.domain.permission import Caller, Permission
from legwork.ports import TransactionRefused
from legwork.trade.classes.class_ import class_key
from legwork.trade.families.family import family_key
from legwork.trade.families.student import student_key
from legwork.trade.permits.permit import permit_key
from legwork.trade.permits.usecases.read_permit import read_holder
from legwork.usecases.list_names import list_names
from tests.unit.account import ACCOUNT, Account
from tests.unit.trade.decisions import Decisions

ANA = Caller.of(account=ACCOUNT, sub="ana", name="Ana", groups=["owner"])
ENROLLMENTS = "class,student,family,email,enrolled_day,tuition_cents"
SESSIONS = "class,title,section,location,date,starts,ends,age_min,age_max"
RESERVATIONS = "permit,event,facility,starts_at,ends_at,amount_cents"
ENROLLED = "C-1,S-1,F-1,Home@Example.com,0,100"
SIBLING = "C-1,S-2,F-1,home@example.com,0,100"
JUDO = "C-1,Judo,Sport,Gym,2027-05-01,09:00,10:00,6,9"
GAME = "P-1,Game,Field,2027-05-01T09:00,2027-05-01T10:00,100"


@pytest.fixture
def account() -> Account:
    return Account()


def listed(account: Account, noun: str, q: str = "") -> list[tuple[str, str]]:
    found, _ = list_names(
        noun,
        q,
        needs=(Permission.CLASSES,),
        caller=ANA,
        limit=100,
        cursor=None,
        database=account.database,
    )
    return [(one.id, one.name) for one in found]


def imported(account: Account, entity: str, header: str, *rows: str) -> None:
    account.upload("\n".join([header, *rows, ""]).encode())
    decisions = Decisions(account, "import_records", entity=entity, upload_id="UP1")
    decisions.run()
    decisions.finish()
    assert decisions.problems() == []


def enroll(account: Account, *rows: str) -> None:
    imported(account, "enrollments", ENROLLMENTS, *rows)


def save(account: Account, holder: str, *rows: str, **more: Any) -> None:
    account.upload("\n".join([RESERVATIONS, *rows, ""]).encode())
    params = {"permit": "P-1", "holder": holder, "upload_id": "UP1", **more}
    decisions = Decisions(account, "permit_save", **params)
    decisions.run()
    decisions.finish()


def bill_out(account: Account) -> None:
    decisions = Decisions(account, "permit_billout", permit="P-1")
    decisions.run()
    decisions.finish()


def forget(account: Account, *keys: Any) -> None:
    """Make records as the last release wrote them: not in the directory, nor do they say so."""
    rows = account.database.records.rows
    account.database.records.delete_many([key for key in rows if "DIRECTORY#" in key.partition])
    effects: list[Effect] = [Update(key, remove=(LISTED,)) for key in keys]
    account.commit(effects)


def test_an_import_enters_what_it_makes(account: Account) -> None:
    enroll(account, ENROLLED, SIBLING)
    assert listed(account, "classes") == [("C-1", "")]
    assert listed(account, "families", "home@") == [("F-1", "Home@Example.com")]
    assert listed(account, "students", "s-") == [("S-1", ""), ("S-2", "")]


def test_a_class_is_found_by_its_title_once_it_has_one(account: Account) -> None:
    enroll(account, ENROLLED)
    imported(account, "class_sessions", SESSIONS, JUDO)
    assert listed(account, "classes", "JU") == [("C-1", "Judo")]
    assert listed(account, "classes") == [("C-1", "Judo")]


def test_what_the_last_release_made_is_entered_by_an_import_that_changes_nothing(
    account: Account,
) -> None:
    enroll(account, ENROLLED)
    imported(account, "class_sessions", SESSIONS, JUDO)
    forget(account, class_key("C-1"), family_key("F-1"), student_key("S-1"))
    enroll(account, ENROLLED, SIBLING)
    assert listed(account, "classes") == [("C-1", "Judo")]
    assert listed(account, "families") == [("F-1", "Home@Example.com")]
    assert listed(account, "students") == [("S-1", ""), ("S-2", "")]
    forget(account, class_key("C-1"))
    imported(account, "class_sessions", SESSIONS, JUDO)
    assert listed(account, "classes", "judo") == [("C-1", "Judo")]


def test_entering_does_not_overwrite_what_others_changed_meanwhile(account: Account) -> None:
    enroll(account, ENROLLED)
    forget(account, family_key("F-1"))
    account.upload("\n".join([ENROLLMENTS, ENROLLED, SIBLING, ""]).encode())
    slow = Decisions(account, "import_records", entity="enrollments", upload_id="UP1")
    decided = slow.decide()
    account.commit([Update(family_key("F-1"), set={"students": ["S-1", "S-9"]})])
    with pytest.raises(TransactionRefused):
        account.commit(fold(effect for one in decided for effect in one.effects))


def test_a_permit_is_found_by_its_number_and_its_holder(account: Account) -> None:
    imported(account, "reservations", RESERVATIONS, GAME)
    assert listed(account, "permits") == [("P-1", "")]
    assert listed(account, "holders") == []
    save(account, "Little League", GAME)
    assert listed(account, "permits", "LITTLE") == [("P-1", "Little League")]
    save(account, "Big League", GAME)
    assert listed(account, "permits", "little") == []
    assert listed(account, "permits", "big") == [("P-1", "Big League")]
    assert listed(account, "holders") == [("Big League", ""), ("Little League", "")]


def test_a_holder_who_is_listed_can_be_read(account: Account) -> None:
    save(account, "Little League", GAME)
    read = read_holder("Little League", caller=ANA, limit=5, cursor=None, records=account.records)
    assert read == (0, [], None)


def test_a_holder_whom_nobody_named_is_listed_with_the_first_posting(account: Account) -> None:
    imported(account, "reservations", RESERVATIONS, GAME)
    bill_out(account)
    assert listed(account, "holders") == [("PERMIT-P-1", "")]


@pytest.mark.parametrize("again", ["save", "bill out"])
def test_a_permit_of_the_last_release_is_entered_when_it_is_met(
    account: Account, again: str
) -> None:
    save(account, "Little League", GAME)
    forget(account, permit_key("P-1"))
    if again == "save":
        save(account, "Little League", GAME)
    else:
        bill_out(account)
    assert listed(account, "permits") == [("P-1", "Little League")]
    assert listed(account, "holders") == [("Little League", "")]


def test_an_import_lists_an_old_permit_that_has_no_holder_yet(account: Account) -> None:
    imported(account, "reservations", RESERVATIONS, GAME)
    forget(account, permit_key("P-1"))
    imported(account, "reservations", RESERVATIONS, GAME)
    assert listed(account, "permits") == [("P-1", "")]
