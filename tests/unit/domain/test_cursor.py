import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legwork.domain.cursor import seal, unseal
from legwork.domain.errors import InvalidInput


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=40))
def test_a_cursor_gives_back_its_position(account: str, scope: str, position: str) -> None:
    try:
        position.encode()
    except UnicodeEncodeError:
        return
    assert unseal(account, scope, seal(account, scope, position)) == position


GOOD = seal("parkside", "tasks", "01J00000000000000000000001")


@pytest.mark.parametrize(
    "cursor",
    [
        seal("riverside", "tasks", "01J00000000000000000000001"),
        seal("parkside", "outcomes", "01J00000000000000000000001"),
        seal("parkside\x1ftasks", "", "01J00000000000000000000001"),
        GOOD[:-1],
        seal("parkside", "tasks", "x" * 1_001),
        GOOD[1:],
        GOOD.lower(),
        f"{GOOD}AAAA",
        base64.urlsafe_b64encode(b"01J00000000000000000000001").decode(),
        "",
        "=",
        "a",
        "é",
        "\x00",
        "%%%",
        "🙂" * 9,
        "A" * 4000,
    ],
)
def test_any_other_text_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        unseal("parkside", "tasks", cursor)
    assert [error.field for error in refused.value.errors] == ["cursor"]


@given(st.text(max_size=60))
def test_whatever_is_sent_is_a_cursor_or_refused(text: str) -> None:
    try:
        position = unseal("parkside", "tasks", text)
    except InvalidInput:
        return
    assert seal("parkside", "tasks", position)
