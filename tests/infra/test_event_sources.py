import json

import pytest

from tests.infra.reading import Reading, written

SOURCES = {
    "plan_task": ["Planning"],
    "run_job": ["Tokens"],
    "purge": ["Purge"],
    "close_dead": ["PlanningDead", "TokensDead", "MakingDead"],
    "make_file": ["Making"],
    "deliver": ["Deliveries"],
    "charge_cards": ["Charges"],
    "launch_task": ["AutopilotDead"],
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_consumer_takes_one_message_a_call_and_says_which_failed(
    prod: Reading, name: str
) -> None:
    sources = prod.event_sources(name)

    queues = [written(source["EventSourceArn"]) for source in sources]
    assert [queue.removeprefix("Queues")[:-8] for queue in queues] == SOURCES[name]
    for source in sources:
        assert source["BatchSize"] == 1
        assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize(("stage", "workers"), [("local", 4), ("dev", 20), ("prod", 200)])
def test_the_number_of_workers_is_capped_by_stage(
    templates: dict[str, Reading], stage: str, workers: int
) -> None:
    (source,) = templates[stage].event_sources("run_job")

    assert source["ScalingConfig"] == {"MaximumConcurrency": workers}


def test_announce_reads_only_changes_that_begin_pause_or_end_a_task(prod: Reading) -> None:
    (source,) = prod.event_sources("announce")
    patterns = source["FilterCriteria"]["Filters"]
    ended = ["completed", "failed", "cancelled"]

    assert [json.loads(pattern["Pattern"]) for pattern in patterns] == [
        {
            "eventName": ["MODIFY"],
            "dynamodb": {
                "NewImage": {"state": {"S": ended}},
                "OldImage": {"state": {"S": [{"anything-but": ended}]}},
            },
        },
        {"eventName": ["INSERT"], "dynamodb": {"NewImage": {"state": {"S": ended}}}},
        {
            "eventName": ["MODIFY"],
            "dynamodb": {
                "NewImage": {"state": {"S": ["planning"]}},
                "OldImage": {"state": {"S": ["queued"]}},
            },
        },
        {
            "eventName": ["MODIFY"],
            "dynamodb": {
                "NewImage": {"state": {"S": ["paused"]}},
                "OldImage": {"state": {"S": [{"anything-but": ["paused"]}]}},
            },
        },
    ]


def test_announce_loses_no_change(prod: Reading) -> None:
    (source,) = prod.event_sources("announce")
    on_failure = source["DestinationConfig"]["OnFailure"]["Destination"]

    assert source["StartingPosition"] == "TRIM_HORIZON"
    assert source["BisectBatchOnFunctionError"] is True
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert "AnnounceDead" in written(on_failure)


def test_the_watchdog_runs_every_minute(prod: Reading) -> None:
    schedule = prod.only("AWS::Scheduler::Schedule")

    assert schedule["ScheduleExpression"] == "rate(1 minute)"
    assert schedule["State"] == "ENABLED"
    assert prod.called(schedule["Target"]["Arn"]) == prod.function_id("watchdog")
