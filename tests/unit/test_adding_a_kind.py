"""docs/adding-a-kind.md, done as it is written: the kind put in its room, its tests run."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from legwork import kinds
from legwork.contracts.params import params_model
from legwork.trade.permits import kinds as room

PAGE = Path(__file__).parents[2] / "docs" / "adding-a-kind.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
(FILE,) = [block for block in BLOCKS if block.startswith('"""Waive')]
(TESTS,) = [block for block in BLOCKS if block.startswith("import pytest")]


@pytest.fixture(autouse=True)
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "permit_waive.py").write_text(FILE)
    monkeypatch.setattr(room, "__path__", [*room.__path__, str(tmp_path)])
    kinds.all_kinds.cache_clear()
    yield
    sys.modules.pop(f"{room.__name__}.permit_waive", None)
    vars(room).pop("permit_waive", None)
    kinds.all_kinds.cache_clear()


def of_the_page() -> dict[str, Callable[[], None]]:
    page: dict[str, Any] = {}
    exec(compile(TESTS, str(PAGE), "exec"), page)
    return {name: test for name, test in page.items() if name.startswith("test_")}


@pytest.mark.parametrize("name", of_the_page())
def test_the_tests_of_the_page_pass(name: str) -> None:
    of_the_page()[name]()


def test_its_parameters_have_a_schema() -> None:
    schema = params_model(kinds.find("permit_waive")).model_json_schema()
    assert schema["properties"]["permit"]["description"] == "The permit's number."


def test_a_kind_of_ordinary_difficulty_is_short() -> None:
    assert len(FILE.splitlines()) < 120
