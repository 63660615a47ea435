"""One structured line for each launch, end, cancel and deletion, that CloudWatch counts as well."""

import json
from typing import Any

import pytest

from legwork import kinds
from legwork.adapters.chronicle import metric_line
from legwork.domain.chronicle import Moment
from tests.functions.aws import Aws
from tests.functions.invoking import Functions
from tests.functions.town import Town

Output = pytest.CaptureFixture[str]


def moments(output: Output) -> list[dict[str, Any]]:
    """The lines that tell of moments, in their order."""
    lines = (json.loads(line) for line in output.readouterr().out.splitlines() if line[:1] == "{")
    return [line for line in lines if "moment" in line]


def test_each_moment_of_a_task_is_one_line(
    town: Town, functions: Functions, capsys: Output
) -> None:
    path = town.imported(town.games(3))
    functions.work()
    town.ana.ask("DELETE", path)

    lines = moments(capsys)
    assert [line["moment"] for line in lines] == ["launched", "began", "ended", "deleted"]
    task = path.rsplit("/", 1)[1]
    assert {line["correlation_id"] for line in lines} == {task}
    assert {line["account"] for line in lines} == {town.account}
    _, began, ended, _ = lines
    assert began["FirstBatchSeconds"] >= 0
    assert (ended["state"], ended["Targets"], ended["TasksCompleted"]) == ("completed", 3, 1)
    assert ended["WriteUnits"] > 0


def test_a_cancel_is_told_before_the_end(town: Town, functions: Functions, capsys: Output) -> None:
    path = town.imported(town.games(7))
    functions.plan()
    town.ana.ask("POST", f"{path}/cancel", {"reason": "a reason of Ana's"})

    lines = moments(capsys)
    assert [line["moment"] for line in lines] == ["launched", "cancelled", "ended"]
    assert lines[-1]["TasksCancelled"] == 1
    assert "a reason of Ana's" not in json.dumps(lines)


def test_metrics_are_by_stage_and_kind_and_by_nothing_else(
    town: Town, functions: Functions, capsys: Output, aws: Aws
) -> None:
    town.imported(town.games(3))
    functions.work()

    for line in moments(capsys):
        (directive,) = line["_aws"]["CloudWatchMetrics"]
        assert directive["Dimensions"] in ([["stage", "kind"], ["stage"]], [])
        assert line["kind"] in kinds.all_kinds()


def test_what_a_row_calls_its_kind_is_no_dimension_once_there_is_none() -> None:
    about = {"moment": Moment.ENDED, "account": "a", "task": "t", "kind": "gone"}

    assert metric_line(about, {})["kind"] == "other"


def test_a_line_leads_to_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
    monkeypatch.setenv("_X_AMZN_TRACE_ID", header)
    about = {"moment": Moment.ENDED, "account": "a", "task": "t", "kind": "email_blast"}

    assert metric_line(about, {})["xray_trace_id"] == "1-5759e988-bd862e3fe1be46a994272793"
