import pytest

from legwork.domain.directory import LISTED, Entry, folded, matches, span_of
from legwork.domain.effect import Delete, Key, Put, Update

RECORD = Key("CLASS#C-1", "CLASS")


def sorts(*effects: object) -> list[str]:
    return [e.key.sort for e in effects if isinstance(e, Put)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Ana\tMaria  ", "ana maria"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("ＡＢＣ", "abc"),
        ("", ""),
    ],
)
def test_what_people_do_not_mind_is_folded(text: str, expected: str) -> None:
    assert folded(text) == expected


def test_an_entry_lies_under_id_and_name() -> None:
    entry = Entry(noun="classes", id="C-1", name="Judo")
    assert sorts(*entry.put()) == ["c-1\tC-1", "judo\tC-1"]
    assert len({effect.key.partition for effect in entry.put()}) == 1


@pytest.mark.parametrize("name", ["", "c-1"])
def test_one_row_is_enough_where_the_name_says_nothing_new(name: str) -> None:
    assert sorts(*Entry(noun="classes", id="C-1", name=name).put()) == ["c-1\tC-1"]


def test_another_name_takes_the_place_of_the_old_one() -> None:
    effects = [*Entry(noun="classes", id="C-1", name="Judo").renamed("Karate")]
    assert [e.key.sort for e in effects if isinstance(e, Delete)] == ["judo\tC-1"]
    assert sorts(*effects) == ["c-1\tC-1", "karate\tC-1"]
    assert {e.item["name"] for e in effects if isinstance(e, Put)} == {"Karate"}


def test_the_same_name_again_removes_nothing() -> None:
    effects = Entry(noun="classes", id="C-1", name="Judo").renamed("JUDO")
    assert not any(isinstance(effect, Delete) for effect in effects)


def test_a_record_is_entered_once() -> None:
    entry = Entry(noun="classes", id="C-1", name="Judo")
    first, *rest = entry.catch_up(RECORD, {"title": "Judo"})
    assert isinstance(first, Update)
    assert first.set == {LISTED: True}
    assert rest == [*entry.put()]
    assert [*entry.catch_up(RECORD, {"title": "Judo", LISTED: True})] == []


@pytest.mark.parametrize("beginning", ["", "j", "judo", "judo 1"])
def test_who_begins_so_twice_is_shown_once(beginning: str) -> None:
    entry = Entry(noun="classes", id="Judo 1", name="Judo 1 for beginners")
    item = {"id": entry.id, "name": entry.name}
    assert [s for s in sorts(*entry.put()) if matches(s, item, beginning)] == ["judo 1\tJudo 1"]


def test_long_names_are_told_apart_behind_what_they_are_sorted_by() -> None:
    long = "x" * 80
    entry = Entry(noun="classes", id="C-1", name=f"{long}y")
    item = {"id": entry.id, "name": entry.name}
    _, sort = sorts(*entry.put())
    first, last = span_of(f"{long}y")
    assert first <= sort <= last
    assert matches(sort, item, f"{long}y")
    assert not matches(sort, item, f"{long}z")
