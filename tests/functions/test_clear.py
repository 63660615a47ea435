"""Each test begins with nothing of the ones before it."""

from legwork.domain.effect import Absent, Key, Put
from tests.functions.aws import QUEUES, RECORDS, TASKS
from tests.functions.invoking import Functions

HERE = Key("A", "B")


def test_nothing_is_left(functions: Functions) -> None:
    aws = functions.aws
    for table in (aws.database.tasks, aws.database.records):
        table.write(Put(HERE, {"a": 1}, expect=(Absent(),)))
    for name in QUEUES:
        aws.sqs.send_message(QueueUrl=aws.queues[name], MessageBody=name)
    assert all(aws.rows(table) for table in (TASKS, RECORDS))

    aws.clear()

    assert not any(aws.rows(table) for table in (TASKS, RECORDS))
    assert not any(aws.received(name) for name in QUEUES)
    aws.database.tasks.write(Put(HERE, {"a": 2}, expect=(Absent(),)))
