import re
from pathlib import Path

import pytest

from tests.infra.reading import Reading
from tests.infra.watching import Metric, alarms, composites, watched_queues

RUNBOOK = Path(__file__).resolve().parents[2] / "docs" / "runbook.md"

CONSUMERS = {
    *("plan_task", "run_job", "deliver", "charge_cards", "make_file", "purge", "close_dead"),
    *("take_feedback", "launch_task", "announce", "call_webhooks"),
}


def test_each_queue_of_the_dead_raises_an_alarm(prod: Reading) -> None:
    dead = {name for name in prod.of_type("AWS::SQS::Queue") if "Dead" in name}

    assert watched_queues(prod) == dead


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_a_dead_message_that_is_tried_all_the_time_raises_it_too(
    templates: dict[str, Reading], stage: str
) -> None:
    """Its consumer has it for most of the time, and it is visible only for moments."""
    reading = templates[stage]
    for queue in watched_queues(reading):
        name = queue.removeprefix("Queues")[:-8]
        alarm = alarms(reading)[name]
        assert {(metric.name, metric["QueueName"]) for metric in alarm.metrics} == {
            ("ApproximateNumberOfMessagesVisible", f"{queue}.QueueName"),
            ("ApproximateNumberOfMessagesNotVisible", f"{queue}.QueueName"),
        }
        expressions = [part.get("Expression") for part in alarm.properties["Metrics"]]
        assert "FILL(visible, 0) + FILL(in_flight, 0)" in expressions
        assert alarm.properties["Threshold"] == 1


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_messages_that_fail_raise_an_alarm_whether_told_or_died_of(
    templates: dict[str, Reading], stage: str
) -> None:
    """An answer that names failed messages leaves Lambda's count of errors at 0."""
    reading = templates[stage]
    sourced = {name for name in reading.functions() if reading.event_sources(name)}
    failing = [alarm for name, alarm in alarms(reading).items() if name.endswith("Failing")]

    assert sourced == CONSUMERS
    assert {frozenset(alarm.metrics) for alarm in failing} == {
        frozenset(
            {
                Metric("AWS/Lambda", "Errors", (("FunctionName", reading.function_id(name)),)),
                Metric(f"Legwork/{stage}", "FailedMessages", (("service", name),)),
            }
        )
        for name in CONSUMERS
    }


def test_a_watchdog_that_is_silent_raises_an_alarm(prod: Reading) -> None:
    """Where it does not run there is no data at all, so what is missing has to count."""
    alarm = alarms(prod)["WatchdogSilent"].properties

    assert alarm["TreatMissingData"] == "breaching"
    assert alarm["ComparisonOperator"] == "LessThanThreshold"
    assert (alarm["Threshold"], alarm["Period"], alarm["EvaluationPeriods"]) == (1, 60, 5)


def test_only_what_has_to_be_there_counts_as_missing(prod: Reading) -> None:
    missing = {
        name
        for name, alarm in alarms(prod).items()
        if alarm.properties["TreatMissingData"] == "breaching"
    }

    assert missing == {"WatchdogSilent"}


def test_both_doors_of_the_api_raise_alarms(prod: Reading) -> None:
    watched = {
        (metric.name, metric["ApiId"])
        for alarm in alarms(prod).values()
        for metric in alarm.metrics
        if metric.namespace == "AWS/ApiGateway"
    }

    doors = set(prod.of_type("AWS::ApiGatewayV2::Api"))
    assert watched == {(name, door) for name in ("5xx", "Latency") for door in doors}


def test_late_announcements_raise_an_alarm(prod: Reading) -> None:
    alarm = alarms(prod)["AnnounceLate"]

    assert alarm.properties["Threshold"] == 5 * 60 * 1_000
    assert [metric["FunctionName"] for metric in alarm.metrics] == [prod.function_id("announce")]


def test_every_alarm_tells_the_operators(prod: Reading) -> None:
    operators = prod.logical_id("AWS::SNS::Topic", "Operators")

    grouped = {name for members, _ in composites(prod).values() for name in members}
    telling = [alarm.properties for name, alarm in alarms(prod).items() if name not in grouped]
    telling += [properties for _, properties in composites(prod).values()]
    for alarm in telling:
        assert {"Ref": operators} in alarm["AlarmActions"], alarm["AlarmDescription"]
    for name in grouped:
        assert "AlarmActions" not in alarms(prod)[name].properties, name


def test_operators_hear_when_it_is_over(prod: Reading) -> None:
    operators = [{"Ref": prod.logical_id("AWS::SNS::Topic", "Operators")}]
    grouped = {name for members, _ in composites(prod).values() for name in members}

    for name, (_, properties) in composites(prod).items():
        assert properties["OKActions"] == operators, name
    for name, alarm in alarms(prod).items():
        if name not in grouped and not name.startswith("Releases"):
            assert alarm.properties["OKActions"] == operators, name


def test_each_alarm_says_how_urgent_it_is_and_leads_to_its_line_of_the_runbook(
    prod: Reading, local: Reading
) -> None:
    headings = set(re.findall(r"^#+ (\w+)$", RUNBOOK.read_text("utf-8"), re.MULTILINE))
    anchors = {heading.lower() for heading in headings}

    said = {
        name: properties["AlarmDescription"]
        for name, properties in [
            *((name, alarm.properties) for name, alarm in alarms(prod).items()),
            *((name, properties) for name, (_, properties) in composites(prod).items()),
        ]
        if not name.startswith("Releases")
    }
    for name, text in said.items():
        found = re.fullmatch(r"\[(at once|in hours)\] .+ What to do: docs/runbook.md#(\w+)", text)
        assert found, name
        assert found[2] == name.lower()
        assert found[2] in anchors, name
    assert set(alarms(local)) <= set(said)


def test_where_there_is_no_metric_math_each_alarm_looks_at_its_first_metric(
    local: Reading, prod: Reading
) -> None:
    here, there = alarms(local), alarms(prod)
    of_releases = {name for name in there if name.startswith("Releases")}

    assert set(here) == set(there) - of_releases
    assert all("MetricName" in alarm.properties for alarm in here.values())
    for name, alarm in here.items():
        assert alarm.metrics[0].name == there[name].metrics[0].name


def test_stages_share_no_metric_of_ours(templates: dict[str, Reading]) -> None:
    for stage, reading in templates.items():
        counted = {
            metric.namespace for alarm in alarms(reading).values() for metric in alarm.custom
        }
        written_by = {
            variables["POWERTOOLS_METRICS_NAMESPACE"]
            for variables in map(reading.environment, reading.functions())
        }
        assert counted == written_by == {f"Legwork/{stage}"}
