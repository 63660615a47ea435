import pytest

from infra.stages import STAGES, Stage
from legwork.domain.notice import CLAIM_HOLDS
from tests.infra.reading import Reading


@pytest.mark.parametrize("stage", STAGES.values(), ids=lambda stage: stage.name)
def test_a_worker_ends_its_slice_long_before_it_is_ended(stage: Stage) -> None:
    assert stage.slice_seconds * 2 < stage.worker_timeout


@pytest.mark.parametrize("stage", STAGES.values(), ids=lambda stage: stage.name)
def test_the_watchdog_waits_longer_than_a_redelivery_takes(stage: Stage) -> None:
    redelivery = max(stage.worker_timeout, stage.planner_timeout) + stage.redelivery_margin

    assert stage.stalled_after > redelivery


@pytest.mark.parametrize("stage", STAGES.values(), ids=lambda stage: stage.name)
def test_a_dead_deliverer_s_message_comes_back_when_its_claim_has_lapsed(stage: Stage) -> None:
    """Else whoever takes it finds mail that seems to be claimed, and leaves it to the watchdog."""
    redelivery = stage.worker_timeout + stage.redelivery_margin

    assert redelivery >= CLAIM_HOLDS.total_seconds() + stage.slice_seconds


@pytest.mark.parametrize("stage", STAGES)
def test_the_outputs_name_what_operators_need(templates: dict[str, Reading], stage: str) -> None:
    assert set(templates[stage].template["Outputs"]) >= {
        "ApiUrl",
        "UserPoolId",
        "UserPoolClientId",
        "FilesBucket",
        "TasksTable",
        "RecordsTable",
        "EventBusName",
        "TopicArn",
        "PlanningQueueUrl",
        "TokensQueueUrl",
        "PurgeQueueUrl",
    }


@pytest.mark.parametrize("stage", STAGES)
def test_nothing_has_a_physical_name(templates: dict[str, Reading], stage: str) -> None:
    named = [
        logical_id
        for type_, property_ in {
            "AWS::DynamoDB::Table": "TableName",
            "AWS::SQS::Queue": "QueueName",
            "AWS::S3::Bucket": "BucketName",
            "AWS::SNS::Topic": "TopicName",
            "AWS::Lambda::Function": "FunctionName",
            "AWS::Cognito::UserPool": "UserPoolName",
        }.items()
        for logical_id, properties in templates[stage].of_type(type_).items()
        if property_ in properties
    ]

    assert named == []
