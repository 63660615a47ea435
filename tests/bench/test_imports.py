"""A cold worker loads what it needs, and nothing that takes as long again."""

import pytest

from tests.cold import names_told_by

HEAVY = {"pydantic"}
_LOADED = "import functions.{}.handler, json, sys; print(json.dumps([*sys.modules]))"


@pytest.mark.parametrize("function", ["run_job", "plan_task", "deliver", "watchdog"])
def test_a_worker_loads_nothing_heavy(function: str) -> None:
    assert not HEAVY & _loaded_by(function)


def test_what_is_looked_for_would_be_found() -> None:
    assert HEAVY & _loaded_by("launch_task") == HEAVY


def _loaded_by(function: str) -> set[str]:
    return names_told_by(_LOADED.format(function))
