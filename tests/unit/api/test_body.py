"""Bodies as they may come: what no record can hold is refused with the name of its field."""

import base64
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from legwork.api.body import BODY_LIMIT, check_body, read_json
from legwork.domain.errors import InvalidInput, TooLarge
from legwork.domain.storable import size_of

HALF = "half a character"
LONG = "a number of more than 38 digits"
NONE = "not a number"


@pytest.mark.parametrize(
    ("text", "field", "message"),
    [
        ("", "body", "not JSON"),
        ("{", "body", "not JSON"),
        ("[" * 100_000, "body", "not JSON"),
        ("1" * 5_000, "body", "not JSON"),
        ("NaN", "body", NONE),
        ('{"holder": NaN}', "holder", NONE),
        ('{"reservations": [{"amount_cents": 1}, {"amount_cents": NaN}]}', None, NONE),
        ('{"params": {"limit": -Infinity}}', "params.limit", NONE),
        ('{"params": {"limit": 1e999}}', "params.limit", NONE),
        ('{"amount_cents": 1' + "0" * 38 + "}", "amount_cents", LONG),
        ('{"amount_cents": -1' + "0" * 38 + "}", "amount_cents", LONG),
        (r'{"kind": "\ud800"}', "kind", HALF),
        (r'{"params": {"permit": "a\uDFFFb"}}', "params.permit", HALF),
        (r'["fine", ["\udead"]]', "[1][0]", HALF),
        (r'{"\ud800": 1}', "body", HALF),
        (r'{"\ud800": {"a": "\ud800"}}', "body", HALF),
    ],
)
def test_what_no_record_can_hold_is_refused_with_its_field(
    text: str, field: str | None, message: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_json(text)

    [error] = refused.value.errors
    assert error.field == (field or "reservations[1].amount_cents")
    assert error.message == message


@pytest.mark.parametrize(
    "text",
    [
        '{"amount_cents": ' + "9" * 38 + "}",
        '{"amount_cents": 1.5}',
        r'{"event": "\ud83d\ude00 NaN Infinity 1e999"}',
        '{"event": "' + "1" * 60 + '"}',
        r'{"event": "\u0000"}',
    ],
)
def test_what_only_looks_like_it_is_read(text: str) -> None:
    assert read_json(text) == json.loads(text)


@pytest.mark.parametrize("text", ["[null, null]", "[]", "1", '"a"', "true"])
def test_a_body_is_an_object(text: str) -> None:
    with pytest.raises(InvalidInput, match="not an object"):
        read_json(text)


def test_null_is_no_body() -> None:
    with pytest.raises(InvalidInput, match="leave the body out"):
        read_json("null")


ANYTHING = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.integers(-(10**50), 10**50),
        st.floats(),
        st.text(st.characters(exclude_categories=[])),
    ),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=[])), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(value=ANYTHING)
@example(value={"a": [float("inf")]})
def test_whatever_is_read_can_be_stored_but_for_fractions(value: Any) -> None:
    try:
        found = read_json(json.dumps(value))
    except InvalidInput as refused:
        said = json.dumps([[error.field, error.message] for error in refused.errors])
        found = json.loads(said)

    size_of(_without_fractions(found))
    json.dumps(found, ensure_ascii=False).encode()


def _without_fractions(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_fractions(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_without_fractions(part) for part in value]
    return 0 if isinstance(value, float) else value


@pytest.mark.parametrize("body", ["\ud800", '{"a": "\udfff"}'])
def test_a_body_of_half_characters_is_no_text(body: str) -> None:
    with pytest.raises(InvalidInput):
        check_body({"body": body})


@pytest.mark.parametrize("body", ["abc", base64.b64encode(b"\xff\xfe{}").decode()])
def test_an_encoded_body_that_is_no_text(body: str) -> None:
    with pytest.raises(InvalidInput):
        check_body({"body": body, "isBase64Encoded": True})


@pytest.mark.parametrize("encoded", [True, False])
def test_a_body_over_five_megabytes_is_too_large(encoded: bool) -> None:
    for size in (BODY_LIMIT, BODY_LIMIT + 1):
        raw = b'"' + b"x" * (size - 2) + b'"'
        event = {
            "body": base64.b64encode(raw).decode() if encoded else raw.decode(),
            "isBase64Encoded": encoded,
        }
        if size > BODY_LIMIT:
            with pytest.raises(TooLarge):
                check_body(event)
        else:
            check_body(event)
