"""Transactions that conflict, are throttled, or get no answer."""

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from legwork.adapters.database import DynamoDatabase
from legwork.domain.effect import Absent, Key, Put
from legwork.domain.errors import Conflicted, NotStorable, Throttled, Transient
from legwork.ports import Database, TransactionRefused
from tests.conformance.aws import NO_PAUSES, Aws
from tests.conformance.faults import Answer, Body, canceled, error, fault, no_answer
from tests.conformance.places import on_moto

KEY, OTHER = Key("P", "1"), Key("P", "2")

pytestmark = on_moto


@pytest.fixture
def database(aws: Aws) -> DynamoDatabase:
    return aws.database()


def _commit(database: Database) -> None:
    database.transact(
        tasks=[Put(KEY, {"a": 1}, (Absent(),))], records=[Put(OTHER, {"a": 2}, (Absent(),))]
    )


@pytest.mark.parametrize(
    "reasons",
    [
        ("TransactionConflict", "None"),
        ("None", "TransactionConflict"),
        ("TransactionConflict", "ThrottlingError"),
        ("None", "ProvisionedThroughputExceeded"),
    ],
    ids=str,
)
def test_a_transaction_that_lost_is_tried_again(
    aws: Aws, database: Database, reasons: tuple[str, str]
) -> None:
    with fault(aws.dynamodb, "TransactWriteItems", canceled(*reasons), times=3):
        _commit(database)

    assert database.tasks.get(KEY) == {"a": 1}
    assert database.records.get(OTHER) == {"a": 2}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (canceled("TransactionConflict", "None"), Conflicted),
        (canceled("None", "ThrottlingError"), Throttled),
        (canceled("None", "ProvisionedThroughputExceeded"), Throttled),
        (error("TransactionInProgressException"), Conflicted),
        (error("ThrottlingException"), Throttled),
        (error("ProvisionedThroughputExceededException"), Throttled),
        (error("RequestLimitExceeded"), Throttled),
        (error("InternalServerError", status=500), Transient),
        (no_answer, Transient),
    ],
)
def test_a_transaction_that_goes_on_losing_writes_nothing(
    aws: Aws, database: Database, answer: Answer, expected: type[Exception]
) -> None:
    with (
        fault(aws.dynamodb, "TransactWriteItems", answer),
        pytest.raises(expected) as raised,
    ):
        _commit(database)

    # Throttled and Conflicted promise that nothing was written, the plain Transient does not.
    assert type(raised.value) is expected
    assert isinstance(raised.value.__cause__, ClientError | BotoCoreError)
    assert database.tasks.get(KEY) is None
    assert database.records.get(OTHER) is None


def test_a_failed_condition_counts_more_than_a_conflict(aws: Aws, database: Database) -> None:
    answer = canceled("TransactionConflict", "ConditionalCheckFailed")
    with (
        fault(aws.dynamodb, "TransactWriteItems", answer, times=1),
        pytest.raises(TransactionRefused) as refused,
    ):
        _commit(database)

    assert refused.value.tasks == {}
    assert refused.value.records == {0: None}
    assert isinstance(refused.value.__cause__, ClientError)


@pytest.mark.parametrize(
    "answer",
    [
        canceled("None", "AccessDenied"),
        error("AccessDeniedException"),
    ],
)
def test_another_error_is_raised_as_it_is(aws: Aws, database: Database, answer: Answer) -> None:
    with (
        fault(aws.dynamodb, "TransactWriteItems", answer, times=1),
        pytest.raises(ClientError),
    ):
        _commit(database)


@pytest.mark.parametrize(
    ("answer", "tasks", "records"),
    [
        (canceled("ValidationError", "None"), (0,), ()),
        (canceled("TransactionConflict", "ValidationError"), (), (0,)),
        (canceled("None", "ItemCollectionSizeLimitExceeded"), (), (0,)),
        (error("ValidationException"), (), ()),
        (error("SerializationException"), (), ()),
    ],
)
def test_what_will_never_be_taken_is_told_from_what_passes(
    aws: Aws,
    database: Database,
    answer: Answer,
    tasks: tuple[int, ...],
    records: tuple[int, ...],
) -> None:
    with (
        fault(aws.dynamodb, "TransactWriteItems", answer, times=1),
        pytest.raises(NotStorable) as refused,
    ):
        _commit(database)

    assert (refused.value.tasks, refused.value.records) == (tasks, records)


@pytest.mark.parametrize("idempotent", [True, False])
def test_the_token_of_a_transaction_can_be_left_out(aws: Aws, idempotent: bool) -> None:
    sent: list[Body] = []

    def look(body: Body) -> tuple[int, Body]:
        sent.append(body)
        return 200, {}

    client = aws.client_of_its_own("dynamodb")
    database = DynamoDatabase(
        client,
        tasks_table="tasks",
        records_table="records",
        idempotent_transactions=idempotent,
        backoff=NO_PAUSES,
    )
    with fault(client, "TransactWriteItems", look):
        _commit(database)

    assert ["ClientRequestToken" in body for body in sent] == [idempotent]
