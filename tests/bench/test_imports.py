"""A cold worker loads what it needs, and nothing that takes as long again."""

import json
import subprocess
import sys

import pytest

from bench.imports import ROOT, environment

HEAVY = {"pydantic"}
_LOADED = "import functions.{}.handler, json, sys; print(json.dumps([*sys.modules]))"


@pytest.mark.parametrize("function", ["run_job", "plan_task", "deliver", "watchdog"])
def test_a_worker_loads_nothing_heavy(function: str) -> None:
    assert not HEAVY & _loaded_by(function)


def test_what_is_looked_for_would_be_found() -> None:
    assert HEAVY & _loaded_by("launch_task") == HEAVY


def _loaded_by(function: str) -> set[str]:
    answer = subprocess.run(
        [sys.executable, "-c", _LOADED.format(function)],
        cwd=ROOT,
        env=environment(),
        check=True,
        capture_output=True,
        text=True,
    )
    return set(json.loads(answer.stdout))
