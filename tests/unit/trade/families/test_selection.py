import pytest
from hypothesis import given
from hypothesis import strategies as st

from legwork.domain.effect import Put
from legwork.domain.errors import InvalidInput
from legwork.trade.families import keyword as keywords
from legwork.trade.families import saved_list
from legwork.trade.families import selection as selections
from legwork.trade.families.family import Family
from legwork.trade.families.keyword import KeywordType
from legwork.trade.families.saved_list import SavedList, list_key
from legwork.trade.families.selection import Selection, check, entries, homes
from legwork.trade.mail.audience import Entry, entry_of
from tests.unit.account import Account
from tests.unit.families import class_, family

NAMES = [f"F{number}" for number in range(40)]


def town() -> Account:
    """Forty families: two share each address, and every fifth has none that could be one."""
    account = Account()
    account.commit([*class_("A"), *class_("B")])
    account.commit(keywords.use(["other", "unheard of"], KeywordType.FAMILY, ()))
    account.commit(keywords.use(["sport"], KeywordType.CLASS, ()))
    for name, kind, ids in (
        ("first", KeywordType.FAMILY, (*NAMES[:7], "gone")),
        ("courses", KeywordType.CLASS, ("A",)),
        ("empty", KeywordType.FAMILY, ()),
    ):
        one = SavedList(id=name, type=kind, ids=ids)
        account.commit([Put(list_key(name), saved_list.to_item(one))])
    for number, name in enumerate(NAMES):
        email = "?" if number % 5 == 0 else f"home{number // 2}@example.com"
        of = [one for one, step in (("A", 3), ("B", 4)) if number % step == 0]
        tags = ["vip"] if number % 7 == 0 else []
        account.commit(family(name, email, classes_of=of, keywords=tags))
    return account


TOWN = town()
WHOLE = [
    Selection(everyone=True),
    Selection(classes=("A", "B")),
    Selection(classes=("B", "A", "B"), families=tuple(NAMES[:9])),
    Selection(keywords=("vip", "other"), families=("F3",)),
    Selection(lists=("first",), classes=("B",), families=("F2", "F30")),
]


def wanted(selection: Selection) -> set[str]:
    """Whom a selection holds, told without lists: addresses, and families without one."""
    chosen = {
        name
        for number, name in enumerate(NAMES)
        if selection.everyone
        or ("A" in selection.classes and number % 3 == 0)
        or ("B" in selection.classes and number % 4 == 0)
        or ("vip" in selection.keywords and number % 7 == 0)
        or name in selection.families
        or (selection.lists and name in NAMES[:7])
    }
    return {
        name if number % 5 == 0 else f"home{number // 2}@example.com"
        for number, name in enumerate(NAMES)
        if name in chosen
    }


@pytest.mark.parametrize("selection", WHOLE)
def test_each_address_is_listed_once_in_ascending_order(selection: Selection) -> None:
    found = [*entries(selection, TOWN.records)]
    keys = [entry.key for entry in found]
    assert keys == sorted(set(keys))
    reached = [entry.email or entry.family for entry in found]
    assert len(reached) == len(set(reached))
    assert set(reached) == wanted(selection)


@pytest.mark.parametrize("selection", WHOLE)
def test_it_goes_on_behind_any_of_them(selection: Selection) -> None:
    whole = [entry.key for entry in entries(selection, TOWN.records)]
    for place, key in enumerate(whole):
        rest = [entry.key for entry in entries(selection, TOWN.records, after=key)]
        assert rest == whole[place + 1 :]


@pytest.mark.parametrize("selection", WHOLE)
def test_each_family_is_listed_once_in_ascending_order_from_anywhere(selection: Selection) -> None:
    found = [*homes(selection, TOWN.records)]
    keys = [entry.key for entry in found]
    assert keys == sorted(set(keys))
    assert len({entry.family for entry in found}) == len(found)
    reached = {entry.email or entry.family for entry in found}
    assert reached == wanted(selection)
    for place in range(0, len(keys), 5):
        rest = [entry.key for entry in homes(selection, TOWN.records, after=keys[place])]
        assert rest == keys[place + 1 :]


@pytest.mark.parametrize(
    ("selection", "field", "says"),
    [
        (Selection(), "classes", "nobody is chosen"),
        (Selection(everyone=True, classes=("A",)), "everyone", "leave out"),
        (Selection(classes=("A", "C", "D")), "classes", "no 'C', 'D'"),
        (Selection(families=("F1", "F99", "a#b", "")), "families", "no '', 'F99', 'a#b'"),
        (Selection(keywords=("unheard of",)), "keywords", "nobody"),
        (Selection(keywords=("vip", "vap")), "keywords", "no keyword 'vap'"),
        (Selection(keywords=("sport",)), "keywords", "'sport' is a keyword for class"),
        (Selection(lists=("second",)), "lists", "no list 'second'"),
        (Selection(lists=("courses",)), "lists", "'courses' is a list for class"),
        (Selection(lists=("empty",)), "lists", "nobody"),
    ],
)
def test_what_is_refused(selection: Selection, field: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as refused:
        check(selection, TOWN.records)
    assert [error.field for error in refused.value.errors] == [field]


def test_a_class_without_anybody_is_refused() -> None:
    account = Account()
    account.commit(class_("A"))
    with pytest.raises(InvalidInput, match="classes: there is nobody"):
        check(Selection(classes=("A",)), account.records)
    with pytest.raises(InvalidInput, match="everyone: there is nobody"):
        check(Selection(everyone=True), account.records)


def test_a_keyword_is_looked_for_among_the_first_families_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(selections, "_LOOKED_AT", 10)
    check(Selection(keywords=("unheard of",)), TOWN.records)


@given(
    st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), max_size=8),
    st.from_regex(r"[^#\x00-\x1f\x7f]{1,12}", fullmatch=True),
)
def test_an_entry_is_found_again_by_its_key(local: str, name: str) -> None:
    entry = entry_of(Family(id=name, email=f"{local}@example.com"))
    assert Entry.read(entry.key) == entry
