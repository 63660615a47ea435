"""The stack for operators: the dashboard, its widget, the saved queries."""

import json
import re
from typing import Any

from tests.infra.reading import Reading, written

SECTIONS = ["Are users served?", "Does work move?", "Mail", "Money", "Limits"]
TOLD = (
    *("TasksLaunched", "FirstBatchSeconds", "EndSeconds", "TasksInState", "OldestAtWork"),
    *("LanesAtWork", "Conflicts", "PushedOn", "FailedMessages", "DeadMessages", "MailsSent"),
    *("MailsRefused", "MailsInDoubt", "WriteUnits", "Microdollars", "ConcurrentExecutions"),
    *(
        "MissedMoments",
        "Throttles",
        "Bounce",
        "Complaint",
        "ApproximateAgeOfOldestMessage",
        "5xx",
        "Latency",
    ),
)


def page(operations: Reading) -> str:
    """The one page, as its JSON text."""
    return written(operations.only("AWS::CloudWatch::Dashboard")["DashboardBody"])


def widgets(operations: Reading) -> list[dict[str, Any]]:
    """Its widgets."""
    found: list[dict[str, Any]] = json.loads(page(operations))["widgets"]
    return found


def test_one_page_answers_five_questions_from_top_to_bottom(operations: Reading) -> None:
    texts = [one for one in widgets(operations) if one["type"] == "text"]

    assert [text["properties"]["markdown"].lstrip("# ") for text in texts] == SECTIONS
    assert [text["y"] for text in texts] == sorted(text["y"] for text in texts)


def test_it_shows_what_operators_ask_about(operations: Reading) -> None:
    shown = page(operations)

    assert [name for name in TOLD if name not in shown] == []


def test_every_series_that_is_searched_for_is_bounded(operations: Reading) -> None:
    """By kind, state or function of this stage: never by account or task."""
    schemas = re.findall(r"SEARCH\('\{([^}]*)\}", page(operations))

    assert schemas
    for schema in schemas:
        namespace, *dimensions = schema.split(",")
        assert namespace.strip('\\"') == "Legwork/prod"
        assert set(dimensions) <= {"kind", "stage", "state", "service"}


def test_the_widget_calls_the_released_version_of_stuck_tasks(
    operations: Reading, prod: Reading
) -> None:
    (custom,) = (one for one in widgets(operations) if one["type"] == "custom")
    exports = {
        one["Export"]["Name"]: one["Value"]
        for one in prod.template["Outputs"].values()
        if "Export" in one
    }

    assert exports[custom["properties"]["endpoint"]] == {"Ref": prod.alias_id("stuck_tasks")}


def test_both_doors_of_the_api_are_shown(operations: Reading, prod: Reading) -> None:
    assert {"people", "programs"} <= {
        metric[-1]["label"].split()[-1]
        for one in widgets(operations)
        if one["properties"].get("title", "").startswith("API: ")
        for metric in one["properties"]["metrics"]
    }
    assert len(prod.of_type("AWS::ApiGatewayV2::Api")) == 2


def test_saved_queries_look_at_the_logs_of_every_function(
    operations: Reading, prod: Reading
) -> None:
    queries = operations.of_type("AWS::Logs::QueryDefinition").values()

    assert {len(query["LogGroupNames"]) for query in queries} == {len(prod.functions())}
    assert {query["Name"] for query in queries} >= {"Legwork/prod/One task"}


def test_the_embedded_stack_has_nothing_that_its_cloudformation_does_not_know(
    local: Reading,
) -> None:
    assert local.of_type("AWS::CloudWatch::CompositeAlarm") == {}
    assert local.of_type("AWS::Logs::QueryDefinition") == {}
