"""A storm is over when enough workers have died, and of the right functions."""

import json
from pathlib import Path

import pytest

from local.disturbance import noted
from local.emulator import DISTURBANCE
from local.killer import KILLED
from tests.e2e.fire.storm import Storm


@pytest.mark.parametrize(
    ("run_job", "deliver", "plan_task", "over"),
    [
        (6, 2, 0, True),
        (2, 6, 0, True),
        (2, 6, 2, True),
        (4, 2, 1, False),
        (8, 0, 2, False),
        (1, 7, 2, False),
    ],
)
def test_a_storm_of_eight_is_over(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    run_job: int,
    deliver: int,
    plan_task: int,
    over: bool,
) -> None:
    monkeypatch.setenv(DISTURBANCE, str(tmp_path / "orders"))
    dead = ["run_job"] * run_job + ["deliver"] * deliver + ["plan_task"] * plan_task
    lines = [json.dumps({"what": KILLED, "of": function}) for function in dead]
    noted(tmp_path / "orders").write_text("\n".join([*lines, ""]))

    assert Storm(seed=1, kills=8).is_over is over


@pytest.mark.parametrize("kills", [2, 3, 8, 20])
def test_there_are_enough_orders_for_a_storm_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kills: int
) -> None:
    monkeypatch.setenv(DISTURBANCE, str(tmp_path / "orders"))

    with Storm(seed=1, kills=kills).raging():
        orders = json.loads((tmp_path / "orders").read_text())

    share = max(1, kills // 4)
    most, in_all = orders["kills"], orders["kills_in_all"]
    assert in_all >= kills
    for function, others in (("run_job", "deliver"), ("deliver", "run_job")):
        assert most[function] >= share
        assert in_all - most[others] - most["plan_task"] >= share
