from tests.infra.reading import Reading, written

TOPIC = "AWS::SNS::Topic"


def test_every_end_of_a_task_goes_to_the_topic(prod: Reading) -> None:
    rule = prod.only("AWS::Events::Rule")

    assert rule["EventPattern"] == {
        "source": ["legwork"],
        "detail-type": ["Task Completed", "Task Failed", "Task Canceled"],
    }
    assert written(rule["EventBusName"]) in prod.of_type("AWS::Events::EventBus")
    assert [written(target["Arn"]) for target in rule["Targets"]] == [
        prod.logical_id(TOPIC, "Ended")
    ]


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
