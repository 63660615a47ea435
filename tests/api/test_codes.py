"""Codes of outcomes: each is declared where it is given, listed in the document, and explained."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import legwork
from legwork.contracts import codes
from legwork.rooms import rooms

CORE = Path(legwork.__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "codes.md"
BEGIN_WITH_ONE = {"Performed.skipped", "Performed.error", "TargetWarning", "Obstacle"}
"""What is called with a code first."""
MODULES = [
    path
    for path in sorted(CORE.rglob("*.py"))
    if path.relative_to(CORE).parts[0] in {"domain", "usecases", "trade"}
]


def given_in(source: ast.AST) -> Iterator[str]:
    """The codes that a module gives to targets."""
    for call in ast.walk(source):
        if not isinstance(call, ast.Call):
            continue
        name = ast.unparse(call.func)
        said = [one.value for one in call.keywords if one.arg == "code"]
        if name in BEGIN_WITH_ONE:
            said += call.args[:1]
        if name == "Verdict":
            said += call.args[1:2]
        for one in said:
            if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value:
                yield one.value


def texts_in(source: ast.Module) -> Iterator[str]:
    """Every text in a module, but for what it declares."""
    for part in source.body:
        if isinstance(part, ast.Assign) and ast.unparse(part.targets[0]) == "CODES":
            continue
        for one in ast.walk(part):
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield one.value


def declared_in(source: ast.Module) -> set[str]:
    """The codes in the ``CODES`` of a module."""
    for part in source.body:
        if isinstance(part, ast.Assign) and ast.unparse(part.targets[0]) == "CODES":
            return set(ast.literal_eval(part.value))
    return set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(CORE)))
def test_a_module_declares_the_codes_that_it_gives(path: Path) -> None:
    source = ast.parse(path.read_text())
    assert set(given_in(source)) <= declared_in(source)


def test_no_code_is_declared_that_nobody_gives() -> None:
    """Some have a name first: they are looked for among all texts."""
    given = {text for path in MODULES for text in texts_in(ast.parse(path.read_text()))}
    declared = {code for path in MODULES for code in declared_in(ast.parse(path.read_text()))}
    assert declared - given == set()


def test_all_of_them_are_found() -> None:
    declared = set().union(*(declared_in(ast.parse(path.read_text())) for path in MODULES))
    assert {*codes.meanings()} == {"", *declared}


def test_every_code_has_a_sentence() -> None:
    for room, meanings in codes.declared():
        for code, meaning in meanings.items():
            assert meaning.endswith("."), (room, code)


def test_every_room_is_looked_into() -> None:
    assert {name.title() for name, _ in rooms()} >= {name for name, _ in codes.declared()} - {
        "Every kind"
    }


def test_the_page_is_committed_as_it_is_generated() -> None:
    """If this fails: ``make contract``."""
    assert PAGE.read_text() == codes.text()
