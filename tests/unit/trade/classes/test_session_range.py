import pytest

from legwork.domain.errors import InvalidInput
from legwork.trade.classes.rules.session_range import Place, SessionRange, check, sessions_in
from tests.unit.account import Account
from tests.unit.families import class_, session

TODAY = "2027-05-02"


@pytest.fixture
def account() -> Account:
    account = Account()
    account.commit([*class_("A"), *class_("A B"), *class_("C")])
    for name in ("A", "A B"):
        account.commit(
            effect
            for date in ("2027-05-01", "2027-05-03", "2027-05-04")
            for starts in ("09:00", "18:00")
            for effect in session(name, date, starts)
        )
    return account


def of(
    *classes: str, first: str = TODAY, last: str = "2027-05-03", past: bool = False
) -> SessionRange:
    return SessionRange(classes=classes, from_date=first, to_date=last, include_past=past)


def test_sessions_ascend_as_their_keys_do(account: Account) -> None:
    found = [*sessions_in(of("A", "C", "A B", "A", last="2027-05-04"), account.records)]
    keys = [Place(one.class_id, one.slot).key for one in found]
    assert keys == sorted(keys)
    assert len(keys) == len(set(keys)) == 8


def test_it_goes_on_with_the_session_of_a_target(account: Account) -> None:
    wanted = of("A", "A B", last="2027-05-04")
    whole = [*sessions_in(wanted, account.records)]
    for place, one in enumerate(whole):
        for rest in (None, "3#F1"):
            after = Place(one.class_id, one.slot, rest).key
            assert [*sessions_in(wanted, account.records, after=after)] == whole[place:]


def test_both_ends_belong_to_the_range(account: Account) -> None:
    found = sessions_in(of("A", first="2027-05-03"), account.records)
    assert [one.slot for one in found] == ["2027-05-03T09:00", "2027-05-03T18:00"]


@pytest.mark.parametrize(
    ("wanted", "field", "says"),
    [
        (of(), "classes", "at least one"),
        (of("X"), "classes", "there is no 'X'"),
        (of("A", first="May"), "from_date", "is no day"),
        (of("A", last="2027-05-32"), "to_date", "is no day"),
        (of("A", first="2027-05-04"), "to_date", "wrong way round"),
        (of("A", last="2029-05-04"), "to_date", "split it up"),
        (of("C"), "from_date", "no session in this range"),
        (of("A", last="2027-05-02"), "from_date", "no session in this range"),
        (of("C", "A", first="2027-05-01"), "from_date", "A on 2027-05-01 09:00 is in the past"),
    ],
)
def test_what_is_refused(account: Account, wanted: SessionRange, field: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as refused:
        check(wanted, account.records, TODAY)
    assert [error.field for error in refused.value.errors] == [field]


def test_the_past_can_be_asked_for(account: Account) -> None:
    check(of("A", first="2027-05-01", past=True), account.records, TODAY)
    check(of("A", first="2027-05-03"), account.records, "2027-05-03")


@pytest.mark.parametrize("place", [Place("A B", "2027-05-03T09:00"), Place("A", "s", "3#F#x")])
def test_a_place_is_found_again_by_its_key(place: Place) -> None:
    assert Place.read(place.key) == place
    assert place.key >= place.session.key
