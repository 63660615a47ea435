"""The page about the kinds is made from the code, and says of each what people ask."""

from pathlib import Path

import pytest

from bench import kinds_page
from legwork import kinds
from legwork.domain.param import params_of
from legwork.rooms import modules_in

PAGE = Path(__file__).parents[2] / "docs" / "kinds.md"
MODULES = {module.KIND.name: module for module in modules_in("kinds")}


def section(name: str) -> str:
    """What the page says of a kind."""
    return kinds_page.text().split(f"## {name}\n", 1)[1].split("\n## ", 1)[0]


def test_it_is_committed_as_it_is_made() -> None:
    """If this fails: ``make contract``, and look at what changed."""
    assert PAGE.read_text("utf-8") == kinds_page.text()


@pytest.mark.parametrize("name", kinds.all_kinds())
def test_it_says_of_each_kind_what_it_is_and_what_staff_rely_on(name: str) -> None:
    said, kind = section(name), kinds.find(name)
    assert f"**{kind.title}.**" in said
    assert f"`{kind.permission}`" in said
    for field, _, _ in params_of(kind.params):
        assert f"| `{field.name}` |" in said
    assert "Rules:\n\n- " in said
    for code in getattr(MODULES[name], "CODES", {}):
        assert f"`{code}`" in said + (PAGE.with_name("codes.md").read_text("utf-8"))


def test_a_code_is_said_with_the_meaning_that_the_kind_gives_it() -> None:
    said = section("cancel_classes")
    assert "| `not_found` | There is no such session. |" in said
    assert "| `no_sender` | The sender's address is not verified any more. |" in said


def test_it_says_what_a_kind_costs_that_was_counted() -> None:
    assert "Cost: $" in section("permit_billout")
    assert "for a mail to each." in section("cancel_classes")
    assert "for a mail to each." not in section("permit_billout")
    assert "for a payment of each." in section("take_payments")
    assert "Cost of families: $" in section("import_records")
