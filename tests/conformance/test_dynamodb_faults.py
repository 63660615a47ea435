"""DynamoDB that conflicts, throttles and leaves work undone."""

from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from legwork.adapters.database import DynamoDatabase
from legwork.domain.effect import Delete, Equals, Key, Present, Put, Update
from legwork.domain.errors import Conflicted, Throttled, Transient
from legwork.ports import ConditionFailed, Database, Query, Table
from tests.conformance.aws import Aws
from tests.conformance.faults import Answer, Body, error, fault, no_answer
from tests.conformance.places import on_moto

KEY, OTHER = Key("P", "1"), Key("P", "2")
KEYS = [Key("P", f"{n:03}") for n in range(60)]
ROWS = {key: {"a": 1} for key in KEYS}

pytestmark = on_moto


@pytest.fixture
def database(aws: Aws) -> DynamoDatabase:
    return aws.database()


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
