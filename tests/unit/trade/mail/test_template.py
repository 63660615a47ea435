import pytest
from hypothesis import given
from hypothesis import strategies as st

from legwork.trade.mail.rules.variables import VARIABLES
from legwork.trade.mail.template import faults, fill_in, fill_in_html, variables_in

KNOWN = ("family", "email")


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("", ""),
        ("Hello", "Hello"),
        ("Hello {{family}}!", "Hello F1!"),
        ("{{ family }}{{email}}", "F1a@example.com"),
        ("a { b } c {family}", "a { b } c {family}"),
        ("@media x { .y { color: red } }", "@media x { .y { color: red } }"),
        ("{{unheard_of}}.", "."),
    ],
)
def test_variables_are_filled_in_and_nothing_else(template: str, filled: str) -> None:
    assert fill_in(template, {"family": "F1", "email": "a@example.com"}) == filled


def test_a_value_is_never_looked_at_again() -> None:
    assert fill_in("{{family}}", {"family": "{{email}}", "email": "x"}) == "{{email}}"


def test_values_are_text_in_html() -> None:
    nasty = "<script>alert('1')</script>&\""
    filled = fill_in_html('<b title="{{family}}">{{family}}</b>', {"family": nasty})
    escaped = "&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;&amp;&quot;"
    assert filled == f'<b title="{escaped}">{escaped}</b>'


@pytest.mark.parametrize(
    ("template", "position", "says"),
    [
        ("Hello {{famly}}", "line 1, column 7", "no variable 'famly'; there are: family, email"),
        ("One\nTwo {{family}} {{x}}", "line 2, column 16", "no variable 'x'"),
        ("{{family", "line 1, column 1", "never closed: put '}}'"),
        ("a {{ b", "line 1, column 3", "never closed"),
        ("family}}", "line 1, column 7", "closes nothing: put '{{' before it"),
        ("{{}}", "line 1, column 1", "a name alone"),
        ("{{family.id}}", "line 1, column 1", "'{{family.id}}' is no variable"),
        ("{{#if family}}", "line 1, column 1", "'{{#if family}}' is no variable"),
        ("{{{family}}}", "line 1, column 1", "is no variable"),
        ("{{family\n}}", "line 1, column 1", "is no variable"),
        ("{{ {{family}} }}", "line 1, column 1", "is no variable"),
    ],
)
def test_a_fault_says_where_it_is_and_what_to_do(template: str, position: str, says: str) -> None:
    found = faults("text", template, KNOWN)
    assert found[0].field == "text"
    assert found[0].message.startswith(f"{position}: ")
    assert says in found[0].message


def test_every_fault_is_told_at_once() -> None:
    found = faults("html", "{{one}} {{family}} }} {{two}} {{", KNOWN)
    columns = [fault.message.split(":")[0].removeprefix("line 1, column ") for fault in found]
    assert columns == ["1", "20", "23", "31"]


def test_the_variables_that_are_used() -> None:
    assert variables_in("{{family}} {{ x }}", "{{email}} {{") == {"family", "x", "email"}


@given(st.text(alphabet="{} abfamily_\n<"))
def test_whatever_is_refused_or_filled_in(template: str) -> None:
    filled = fill_in(template, dict.fromkeys(KNOWN, "v"))
    if not faults("text", template, KNOWN):
        assert "{{" not in filled
        assert "}}" not in filled


def test_every_variable_says_what_it_stands_for() -> None:
    assert all(meaning.endswith(".") for meaning in VARIABLES.values())
    assert "sender" not in VARIABLES
