from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legwork.domain.effect import (
    Absent,
    AtMost,
    Check,
    Condition,
    Delete,
    Effect,
    Either,
    Equals,
    Item,
    Key,
    OneOf,
    Present,
    Put,
    Update,
    applied,
    fold,
    holds,
)

A, B = Key("P", "a"), Key("P", "b")


@pytest.mark.parametrize(
    ("condition", "item", "expected"),
    [
        ((), None, True),
        ((Absent(),), None, True),
        ((Absent(),), {}, False),
        ((Present(),), {}, True),
        ((Present(),), None, False),
        ((Equals("n", 1),), {"n": 1}, True),
        ((Equals("n", 1),), {"n": 2}, False),
        ((Equals("n", 1),), None, False),
        ((Equals("n", None),), {"m": 1}, True),
        ((Equals("n", None),), None, True),
        ((Equals("n", None),), {"n": 0}, False),
        ((AtMost("n", 3),), {"n": 3}, True),
        ((AtMost("n", 3),), {"n": 4}, False),
        ((AtMost("n", 3),), {}, False),
        ((AtMost("n", 3),), None, False),
        ((AtMost("n", 3),), {"n": "2"}, False),
        ((OneOf("s", ("a", "b")),), {"s": "b"}, True),
        ((OneOf("s", ("a", "b")),), {"s": "c"}, False),
        ((OneOf("s", ("a", "b")),), None, False),
        ((Either(Absent(), AtMost("n", 3)),), None, True),
        ((Either(Absent(), AtMost("n", 3)),), {"n": 4}, False),
        ((Present(), Equals("n", 1)), {"n": 2}, False),
    ],
)
def test_a_condition_holds_or_not(condition: Condition, item: Item | None, expected: bool) -> None:
    assert holds(condition, item) is expected


@pytest.mark.parametrize(
    ("effect", "before", "after"),
    [
        (Put(A, {"n": 1}), {"m": 2}, {"n": 1}),
        (Delete(A), {"m": 2}, None),
        (Check(A, (Absent(),)), {"m": 2}, {"m": 2}),
        (Check(A, (Absent(),)), None, None),
        (Update(A, set={"n": 1}), None, {"n": 1}),
        (Update(A, add={"n": 2}), None, {"n": 2}),
        (Update(A, add={"n": 2}), {"n": 3, "m": 1}, {"n": 5, "m": 1}),
        (Update(A, set={"m": 0}, add={"n": -1}, remove=("o",)), {"o": 9}, {"m": 0, "n": -1}),
        (Update(A, remove=("o",)), {}, {}),
    ],
)
def test_an_effect_leaves(effect: Effect, before: Item | None, after: Item | None) -> None:
    assert applied(effect, before) == after


@pytest.mark.parametrize(
    ("earlier", "later", "folded"),
    [
        (Put(A, {"n": 1}, (Absent(),)), Update(A, add={"n": 2}), Put(A, {"n": 3}, (Absent(),))),
        (Put(A, {"n": 1}, (Absent(),)), Delete(A, (Present(),)), Delete(A, (Absent(),))),
        (Update(A, add={"n": 1}), Update(A, add={"n": 2}), Update(A, add={"n": 3})),
        (Update(A, add={"n": 1}), Update(A, set={"n": 5}), Update(A, set={"n": 5})),
        (Update(A, set={"n": 5}), Update(A, add={"n": 2}), Update(A, set={"n": 7})),
        (Update(A, remove=("n",)), Update(A, add={"n": 2}), Update(A, set={"n": 2})),
        (Update(A, set={"n": 5}), Update(A, remove=("n",)), Update(A, remove=("n",))),
        (Update(A, remove=("n",)), Update(A, set={"n": 5}), Update(A, set={"n": 5})),
        (
            Update(A, set={"n": 5}, expect=(Equals("m", 1),)),
            Update(A, set={"o": 5}, expect=(Equals("m", 1), Equals("n", 5), OneOf("o", (1, 2)))),
            Update(A, set={"n": 5, "o": 5}, expect=(Equals("m", 1), OneOf("o", (1, 2)))),
        ),
        (
            Check(A, (Equals("n", 1),)),
            Update(A, set={"n": 2}, expect=(Present(),)),
            Update(A, set={"n": 2}, expect=(Equals("n", 1), Present())),
        ),
        (Delete(A, (Present(),)), Check(A, (Absent(),)), Delete(A, (Present(),))),
        (Delete(A, (Present(),)), Put(A, {"n": 1}, (Absent(),)), Put(A, {"n": 1}, (Present(),))),
    ],
)
def test_two_effects_on_one_record_become_one(
    earlier: Effect, later: Effect, folded: Effect
) -> None:
    assert fold([earlier, Put(B, {}), later]) == [folded, Put(B, {})]


def test_an_update_of_what_the_batch_deletes_is_refused() -> None:
    with pytest.raises(ValueError, match="deletes"):
        fold([Delete(A), Update(A, set={"n": 1})])


NAMES = st.sampled_from("nmo")
NUMBERS = st.integers(-5, 5)
ITEMS = st.dictionaries(NAMES, NUMBERS)


@st.composite
def updates(draw: st.DrawFn) -> Update:
    """An update names each attribute once, as DynamoDB demands."""
    parts: dict[str, Any] = {"set": {}, "add": {}, "remove": ()}
    for name in draw(st.sets(NAMES)):
        match draw(st.sampled_from(["set", "add", "remove"])):
            case "remove":
                parts["remove"] += (name,)
            case part:
                parts[part][name] = draw(NUMBERS)
    return Update(draw(st.sampled_from([A, B])), **parts)


PUTS = st.builds(Put, st.sampled_from([A, B]), ITEMS)


@settings(max_examples=400)
@given(st.lists(updates() | PUTS), st.dictionaries(st.sampled_from([A, B]), ITEMS))
def test_folded_effects_leave_what_they_would_leave_one_after_the_other(
    effects: list[Effect], rows: dict[Key, Item]
) -> None:
    one_by_one: dict[Key, Item | None] = dict(rows)
    for effect in effects:
        one_by_one[effect.key] = applied(effect, one_by_one.get(effect.key))
    at_once: dict[Key, Item | None] = dict(rows)
    folded = fold(effects)
    for effect in folded:
        at_once[effect.key] = applied(effect, at_once.get(effect.key))
    assert at_once == one_by_one
    assert len({effect.key for effect in folded}) == len(folded)
    for effect in folded:
        if isinstance(effect, Update):
            names = [*effect.set, *effect.add, *effect.remove]
            assert len(set(names)) == len(names)
