"""A cold worker loads what it needs, and nothing that takes as long again."""

import json
import subprocess
import sys

import pytest

from bench.imports import ROOT, environment

HEAVY = {"aws_xray_sdk.core", "pydantic"}
_LOADED = "import functions.{}.handler, json, sys; print(json.dumps([*sys.modules]))"


@pytest.mark.parametrize("function", ["run_job", "plan_task", "deliver", "watchdog"])
def test_an_untraced_worker_loads_nothing_heavy(function: str) -> None:
    assert not HEAVY & _loaded_by(function, traced=False)


def test_a_traced_worker_loads_the_sdk_that_traces_it() -> None:
    assert {"aws_xray_sdk.core"} == HEAVY & _loaded_by("run_job", traced=True)


def _loaded_by(function: str, *, traced: bool) -> set[str]:
    answer = subprocess.run(
        [sys.executable, "-c", _LOADED.format(function)],
        cwd=ROOT,
        env=environment(traced=traced),
        check=True,
        capture_output=True,
        text=True,
    )
    return set(json.loads(answer.stdout))
