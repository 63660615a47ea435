"""The emulator's JSON says what Python's own module says."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.quick_json import QuickJson

NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
QUICK = QuickJson(escapes=False)


@given(VALUES)
def test_what_is_written_is_what_was_to_be_said(value: Any) -> None:
    for options in ({}, {"ensure_ascii": False}):
        # Shown in words: 1 and 1.0 are equal, and not the same.
        assert repr(json.loads(QUICK.dumps(value, **options))) == repr(value)


@given(VALUES)
def test_escapes_stay_where_they_matter(value: Any) -> None:
    assert QuickJson(escapes=True).dumps(value) == json.dumps(value)


@pytest.mark.parametrize("value", ["\ud800", {"\udfff": 1}, 10**40, -(10**40), {1: 2}, (1, 2)])
def test_what_the_faster_library_does_not_know_is_written(value: Any) -> None:
    text = QUICK.dumps(value, ensure_ascii=False)

    assert json.loads(text) == json.loads(json.dumps(value))


def test_what_is_no_json_is_an_error_of_the_module() -> None:
    with pytest.raises(TypeError, match="set is not JSON serializable"):
        QUICK.dumps({1})
    with pytest.raises(QuickJson.JSONDecodeError):
        QUICK.loads("{")


def test_options_are_kept() -> None:
    asked: dict[str, Any] = {"sort_keys": True, "separators": (", ", ":")}

    assert QUICK.dumps({"b": 1, "a": [1, 2]}, **asked) == '{"a":[1, 2], "b":1}'
    assert QUICK.loads(f"{10**40}") == 10**40
