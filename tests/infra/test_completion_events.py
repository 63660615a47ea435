from legwork.usecases.spread_event import _EVENTS
from tests.infra.reading import Reading, written

TOPIC = "AWS::SNS::Topic"


def test_every_end_of_a_task_goes_to_the_topic(prod: Reading) -> None:
    rule = prod.of_type("AWS::Events::Rule")[prod.logical_id("AWS::Events::Rule", "EndedRule")]

    assert rule["EventPattern"] == {
        "source": ["legwork"],
        # An owner whose webhook is called no more hears of it there, too.
        "detail-type": ["Task Completed", "Task Failed", "Task Canceled", "Webhook Disabled"],
    }
    assert written(rule["EventBusName"]) in prod.of_type("AWS::Events::EventBus")
    assert [written(target["Arn"]) for target in rule["Targets"]] == [
        prod.logical_id(TOPIC, "Ended")
    ]


def test_what_webhooks_are_told_of_goes_into_their_queue(prod: Reading) -> None:
    rule = prod.of_type("AWS::Events::Rule")[prod.logical_id("AWS::Events::Rule", "WebhooksRule")]

    assert set(rule["EventPattern"]["detail-type"]) == set(_EVENTS)
    [target] = rule["Targets"]
    assert written(target["Arn"]).startswith("QueuesWebhooks")
    assert "EventsDead" in written(target["DeadLetterConfig"]["Arn"])


def test_only_the_event_service_and_no_plain_http_may_publish(prod: Reading) -> None:
    topic = prod.logical_id(TOPIC, "Ended")
    (statements,) = (
        policy["PolicyDocument"]["Statement"]
        for policy in prod.of_type("AWS::SNS::TopicPolicy").values()
        if {"Ref": topic} in policy["Topics"]
    )
    allowed = [statement for statement in statements if statement["Effect"] == "Allow"]
    denied = [statement for statement in statements if statement["Effect"] == "Deny"]

    assert [statement["Principal"] for statement in allowed] == [
        {"Service": "events.amazonaws.com"}
    ]
    assert [statement["Condition"] for statement in denied] == [
        {"Bool": {"aws:SecureTransport": "false"}}
    ]
