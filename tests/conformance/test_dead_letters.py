"""Dead messages are counted, and sent again to where they come from, each once."""

import boto3
import pytest
from moto import mock_aws

from legwork.adapters.dead_letters import DeadLetterQueue, SqsDeadLetters


@mock_aws
def test_dead_messages_are_sent_again() -> None:
    sqs = boto3.client("sqs", region_name="us-east-1")
    urls = {n: sqs.create_queue(QueueName=n)["QueueUrl"] for n in ("dead", "source", "events")}
    for number in range(23):
        sqs.send_message(QueueUrl=urls["dead"], MessageBody=f"{number}")
    sqs.send_message(QueueUrl=urls["events"], MessageBody="an event")
    dead = SqsDeadLetters(
        sqs,
        {
            "deliveries": DeadLetterQueue(urls["dead"], urls["source"]),
            "events": DeadLetterQueue(urls["events"], None),
        },
    )

    assert dead.names() == ["deliveries"]
    assert dead.counts() == {"deliveries": 23, "events": 1}
    assert dead.redrive("deliveries") == 23
    assert dead.counts() == {"deliveries": 0, "events": 1}
    found = [
        message["Body"]
        for _ in range(3)
        for message in sqs.receive_message(QueueUrl=urls["source"], MaxNumberOfMessages=10)[
            "Messages"
        ]
    ]
    assert sorted(map(int, found)) == [*range(23)]
    assert dead.redrive("deliveries") == 0
    with pytest.raises(LookupError):
        dead.redrive("events")


@mock_aws
def test_a_message_that_somebody_tries_is_dead_all_the_same() -> None:
    sqs = boto3.client("sqs", region_name="us-east-1")
    url = sqs.create_queue(QueueName="dead")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="one")
    sqs.receive_message(QueueUrl=url)

    assert SqsDeadLetters(sqs, {"tokens": DeadLetterQueue(url, None)}).counts() == {"tokens": 1}
