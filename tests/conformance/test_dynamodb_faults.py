"""DynamoDB that conflicts, throttles and leaves work undone."""

from collections.abc import Callable

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from legwork.adapters.database import DynamoDatabase
from legwork.domain.effect import Absent, Delete, Equals, Key, Present, Put, Update
from legwork.domain.errors import Conflicted, Throttled, Transient
from legwork.ports import ConditionFailed, Database, Query, Table, TransactionRefused
from tests.conformance.aws import NO_PAUSES, Aws
from tests.conformance.faults import Answer, Body, canceled, error, fault, no_answer
from tests.conformance.places import on_moto

KEY, OTHER = Key("P", "1"), Key("P", "2")
KEYS = [Key("P", f"{n:03}") for n in range(60)]
ROWS = {key: {"a": 1} for key in KEYS}

pytestmark = on_moto


@pytest.fixture
def database(aws: Aws) -> DynamoDatabase:
    return aws.database()


def _commit(database: Database) -> None:
    database.transact(
        tasks=[Put(KEY, {"a": 1}, (Absent(),))], records=[Put(OTHER, {"a": 2}, (Absent(),))]
    )


# --- Transactions ----------------------------------------------------------------------------


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
        canceled("ValidationError", "None"),
        canceled("TransactionConflict", "ValidationError"),
        canceled("None", "ItemCollectionSizeLimitExceeded"),
        error("ValidationException"),
        error("AccessDeniedException"),
    ],
)
def test_another_error_is_raised_as_it_is(aws: Aws, database: Database, answer: Answer) -> None:
    with (
        fault(aws.dynamodb, "TransactWriteItems", answer, times=1),
        pytest.raises(ClientError),
    ):
        _commit(database)


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


# --- Single writes ---------------------------------------------------------------------------

WRITES = [
    ("PutItem", Put(KEY, {"a": 2})),
    ("UpdateItem", Update(KEY, set={"a": 2}, expect=(Present(),))),
    ("DeleteItem", Delete(KEY)),
]


@pytest.mark.parametrize(("operation", "effect"), WRITES)
def test_a_write_that_met_a_transaction_is_tried_again(
    aws: Aws, database: Database, operation: str, effect: Put | Update | Delete
) -> None:
    database.tasks.write(Put(KEY, {"a": 1}))
    conflict = error("TransactionConflictException")

    with fault(aws.dynamodb, operation, conflict, times=3):
        answered = database.tasks.write(effect)
    assert answered == database.tasks.get(KEY) != {"a": 1}

    with fault(aws.dynamodb, operation, conflict), pytest.raises(Conflicted):
        database.tasks.write(effect)


def test_gates_are_shut_though_each_meets_a_transaction(aws: Aws, database: Database) -> None:
    database.tasks.put_many((key, {"gate": "open"}) for key in KEYS)
    shut = [Update(key, set={"gate": "shut"}, expect=(Present(),)) for key in KEYS]

    with fault(aws.dynamodb, "UpdateItem", error("TransactionConflictException"), times=5):
        database.tasks.write_each(shut)

    assert database.tasks.get_many(KEYS) == {key: {"gate": "shut"} for key in KEYS}


def test_a_refused_write_has_a_cause(database: Database) -> None:
    with pytest.raises(ConditionFailed) as failed:
        database.tasks.write(Update(KEY, set={"a": 1}, expect=(Equals("a", 2),)))

    assert isinstance(failed.value.__cause__, ClientError)


CALLS: list[tuple[str, Callable[[Table], object]]] = [
    ("GetItem", lambda table: table.get(KEY)),
    ("BatchGetItem", lambda table: table.get_many([KEY])),
    ("Query", lambda table: table.query(Query(partition="P"))),
    ("PutItem", lambda table: table.write(Put(KEY, {}))),
    ("UpdateItem", lambda table: table.write_each([Update(KEY, set={"a": 1})] * 3)),
    ("BatchWriteItem", lambda table: table.put_many([(KEY, {})])),
    ("BatchWriteItem", lambda table: table.delete_many([KEY])),
]


@pytest.mark.parametrize(("operation", "call"), CALLS)
@pytest.mark.parametrize("code", ["ThrottlingException", "ProvisionedThroughputExceededException"])
def test_a_throttled_call_says_so(
    aws: Aws, database: Database, operation: str, call: Callable[[Table], object], code: str
) -> None:
    with (
        fault(aws.dynamodb, operation, error(code)),
        pytest.raises(Throttled) as throttled,
    ):
        call(database.records)

    assert isinstance(throttled.value.__cause__, ClientError)


@pytest.mark.parametrize(("operation", "call"), CALLS)
@pytest.mark.parametrize(
    "answer", [no_answer, error("InternalServerError", status=500), error("502", status=502)]
)
def test_a_call_that_failed_may_be_made_again(
    aws: Aws,
    database: Database,
    operation: str,
    call: Callable[[Table], object],
    answer: Answer,
) -> None:
    with fault(aws.dynamodb, operation, answer), pytest.raises(Transient) as failed:
        call(database.records)

    assert type(failed.value) is Transient


@pytest.mark.parametrize(("operation", "call"), CALLS)
def test_a_call_that_is_wrong_raises_what_aws_says(
    aws: Aws, database: Database, operation: str, call: Callable[[Table], object]
) -> None:
    with (
        fault(aws.dynamodb, operation, error("ResourceNotFoundException")),
        pytest.raises(ClientError, match="ResourceNotFoundException"),
    ):
        call(database.records)


# --- Batches ---------------------------------------------------------------------------------


def _unread(body: Body) -> tuple[int, Body]:
    return 200, {"Responses": {}, "UnprocessedKeys": body["RequestItems"]}


def _unwritten(body: Body) -> tuple[int, Body]:
    return 200, {"UnprocessedItems": body["RequestItems"]}


def test_rows_that_were_left_unread_are_read(aws: Aws, database: Database) -> None:
    database.tasks.put_many(ROWS.items())

    with fault(aws.dynamodb, "BatchGetItem", _unread, times=3):
        found = database.tasks.get_many(KEYS)

    assert found == ROWS


def test_an_answer_that_is_cut_off_is_no_reason_to_give_up(aws: Aws, database: Database) -> None:
    database.tasks.put_many(ROWS.items())

    def one_at_a_time(body: Body) -> tuple[int, Body]:
        (table, asked), *_ = body["RequestItems"].items()
        first, *rest = asked["Keys"]
        left = {table: {**asked, "Keys": rest}} if rest else {}
        row = {**first, "a": {"N": "1"}}
        return 200, {"Responses": {table: [row]}, "UnprocessedKeys": left}

    with fault(aws.dynamodb, "BatchGetItem", one_at_a_time):
        found = database.tasks.get_many(KEYS)

    assert found == ROWS


def test_rows_that_stay_unread_are_not_taken_for_missing(aws: Aws, database: Database) -> None:
    database.tasks.put_many(ROWS.items())

    with fault(aws.dynamodb, "BatchGetItem", _unread), pytest.raises(Throttled):
        database.tasks.get_many(KEYS)


def test_rows_that_were_left_unwritten_are_written(aws: Aws, database: Database) -> None:
    with fault(aws.dynamodb, "BatchWriteItem", _unwritten, times=3):
        database.tasks.put_many(ROWS.items())
    assert database.tasks.get_many(KEYS) == ROWS

    with fault(aws.dynamodb, "BatchWriteItem", _unwritten, times=3):
        database.tasks.delete_many(KEYS)
    assert database.tasks.get_many(KEYS) == {}


@pytest.mark.parametrize(
    "call",
    [lambda table: table.put_many([(KEY, {})]), lambda table: table.delete_many([KEY])],
    ids=["put", "delete"],
)
def test_rows_that_stay_unwritten_are_told(
    aws: Aws, database: Database, call: Callable[[Table], None]
) -> None:
    with fault(aws.dynamodb, "BatchWriteItem", _unwritten), pytest.raises(Throttled):
        call(database.tasks)


def test_no_request_names_a_row_twice(aws: Aws, database: Database) -> None:
    def refuse_twice(body: Body) -> tuple[int, Body] | None:
        # AWS does; neither moto nor the emulator do.
        (requests,) = body["RequestItems"].values()
        rows = [
            (r["PutRequest"]["Item"] if "PutRequest" in r else r["DeleteRequest"]["Key"])
            for r in requests
        ]
        keys = [row["sk"]["S"] for row in rows]
        return None if len(set(keys)) == len(keys) else error("ValidationException")(body)

    with fault(aws.dynamodb, "BatchWriteItem", refuse_twice):
        database.tasks.put_many([(KEY, {"a": 1}), (OTHER, {}), (KEY, {"a": 2})])
        assert database.tasks.get_many([KEY, OTHER]) == {KEY: {"a": 2}, OTHER: {}}
        database.tasks.delete_many([KEY, OTHER, KEY])
        assert database.tasks.get_many([KEY, OTHER]) == {}
