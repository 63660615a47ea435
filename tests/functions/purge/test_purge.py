import json
from datetime import timedelta

from legwork.testing.clock import FrozenClock
from tests.functions.aws import RECORDS, TASKS, Aws
from tests.functions.invoking import Functions, change
from tests.functions.town import Town


def message(town: Town, path: str) -> str:
    """Asks for a task to be removed."""
    ref = {"account": town.account, "id": path.rsplit("/", 1)[1], "listed": True}
    return json.dumps({"ref": ref})


def rows_of(aws: Aws, path: str) -> list[str]:
    """Where a task has rows: itself, its lanes, plan and ledger."""
    task_id = path.rsplit("/", 1)[1]
    return [key.sort for key in aws.rows(TASKS) if task_id in f"{key.partition} {key.sort}"]


def test_a_deleted_task_goes_with_all_its_rows_and_files_and_its_work_stays(
    town: Town, functions: Functions, aws: Aws
) -> None:
    other, path = town.imported([town.game(5)]), town.imported(town.games(4))
    functions.work()
    aws.put_file(f"reports/{town.account}/{path.rsplit('/', 1)[1]}/outcomes-all.csv", b"x")
    assert len(rows_of(aws, path)) > 3
    records, kept = aws.rows(RECORDS), rows_of(aws, other)
    town.ana.ask("DELETE", path)

    assert functions.messages("purge", aws.received("purge")) == []

    assert rows_of(aws, path) == []
    assert aws.files(f"reports/{town.account}/") == []
    assert aws.rows(RECORDS) == records
    assert rows_of(aws, other) == kept


def announced(functions: Functions, aws: Aws, path: str) -> None:
    """The stream has told of the end of a task."""
    sort = f"TASK#{path.rsplit('/', 1)[1]}"
    [(key, row)] = [(key, row) for key, row in aws.rows(TASKS).items() if key.sort == sort]
    assert functions.changes([change(key, row, {**row, "state": "cancelling"})]) == []


def test_a_cancelled_task_goes_when_its_ten_minutes_are_over(
    town: Town, functions: Functions, aws: Aws, clock: FrozenClock
) -> None:
    path = town.imported(town.games(2))
    functions.plan()
    town.ana.post(f"{path}/cancel")
    announced(functions, aws, path)
    waiting = aws.held_back("purge")

    clock.advance(timedelta(minutes=9))
    assert functions.messages("purge", [message(town, path)]) == []
    assert town.ana.get(path).body["state"] == "cancelled"
    assert aws.held_back("purge") == waiting + 1

    clock.advance(timedelta(minutes=1))
    for _ in range(2):
        assert functions.messages("purge", [message(town, path)]) == []
        # The notification of its end stays.
        assert [one for one in rows_of(aws, path) if not one.startswith("NOTIFICATION#")] == []


def test_a_task_that_has_not_ended_is_left_alone(
    town: Town, functions: Functions, aws: Aws
) -> None:
    path = town.imported(town.games(2))
    functions.plan()
    before = aws.rows(TASKS)

    assert functions.messages("purge", [message(town, path)]) == []

    assert aws.rows(TASKS) == before


def test_one_bad_message_of_several_comes_back_alone(
    town: Town, functions: Functions, aws: Aws
) -> None:
    path = town.imported([town.game()])
    functions.work()
    town.ana.ask("DELETE", path)

    failed = functions.messages("purge", ["{", "[]", *aws.received("purge"), '{"ref": {}}'])

    assert failed == [0, 1, 3]
    assert rows_of(aws, path) == []
