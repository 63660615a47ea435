import json
from datetime import timedelta

from legwork.contracts.task import TaskEvent
from legwork.domain.task import Cancellation, TaskRef
from legwork.store import task_states, tasks
from legwork.testing.clock import FrozenClock
from tests.functions.aws import TASKS, Aws
from tests.functions.invoking import Functions, recorded
from tests.functions.town import Town

STALLED = timedelta(seconds=180)


def watch(functions: Functions) -> None:
    """What the schedule does every minute."""
    functions.invoke("watchdog", recorded("schedule"))


def test_what_moves_is_left_alone(
    town: Town, functions: Functions, aws: Aws, clock: FrozenClock
) -> None:
    town.imported([town.game()])
    town.imported(town.games(7))
    functions.plan()
    town.imported([town.game()])
    aws.received("planning")
    before = aws.rows(TASKS)

    clock.advance(STALLED - timedelta(seconds=1))
    watch(functions)

    assert (aws.received("planning"), aws.received("tokens")) == ([], [])
    assert aws.rows(TASKS) == before


def test_a_task_whose_messages_are_lost_ends_all_the_same(
    town: Town, functions: Functions, aws: Aws, clock: FrozenClock
) -> None:
    path = town.imported(town.games(7))
    aws.received("planning")

    clock.advance(STALLED)
    watch(functions)
    first, *_ = functions.plan()
    functions.messages("run_job", [first])
    assert town.ana.get(path).body["state"] == "running"

    clock.advance(STALLED)
    watch(functions)
    tokens = aws.received("tokens")
    assert {json.loads(token)["number"] for token in tokens} == {1}
    assert json.loads(first)["lane"] not in {json.loads(token)["lane"] for token in tokens}
    functions.messages("run_job", tokens)

    assert town.ana.get(path).body["progress"]["succeeded"] == 7
    assert town.ana.get(path).body["state"] == "completed"


def test_a_lane_is_not_sent_a_token_every_minute(
    town: Town, functions: Functions, aws: Aws, clock: FrozenClock
) -> None:
    town.imported(town.games(7))
    lost = functions.plan()

    clock.advance(STALLED)
    watch(functions)
    sent = aws.received("tokens")
    clock.advance(timedelta(seconds=60))
    watch(functions)

    assert len(sent) == len(lost)
    assert aws.received("tokens") == []


def test_a_cancel_that_died_half_way_is_finished(
    town: Town, functions: Functions, aws: Aws, clock: FrozenClock
) -> None:
    path = town.imported(town.games(7))
    lost = functions.plan()
    ref = TaskRef(town.account, path.rsplit("/", 1)[1])
    task_states.begin_cancelling(aws.database, ref, Cancellation(clock.now(), "Ana"))

    clock.advance(STALLED)
    watch(functions)

    task = town.ana.get(path).body
    assert (task["state"], task["progress"]["not_attempted"]) == ("cancelled", 7)
    assert functions.messages("run_job", lost) == []
    assert town.ana.get(f"/v1/permits/{town.permit}").status == 404


def test_a_purge_that_was_lost_is_asked_for_again(
    town: Town, functions: Functions, aws: Aws, clock: FrozenClock
) -> None:
    path = town.imported([town.game()])
    town.ana.post(f"{path}/cancel")

    clock.advance(timedelta(minutes=10) + STALLED)
    watch(functions)

    (message,) = map(json.loads, aws.received("purge"))
    assert f"/v1/tasks/{message['ref']['id']}" == path


def test_one_broken_task_does_not_keep_the_others_waiting(
    town: Town, functions: Functions, aws: Aws, clock: FrozenClock
) -> None:
    paths = [town.imported([town.game(place)]) for place in range(3)]
    aws.received("planning")
    key = tasks.key_of(TaskRef(town.account, paths[1].rsplit("/", 1)[1]))
    broken = {**(aws.database.tasks.get(key) or {}), "state": "asleep"}
    aws.database.tasks.put_many([(key, broken)])

    clock.advance(STALLED)
    watch(functions)

    pushed = {json.loads(message)["ref"]["id"] for message in aws.received("planning")}
    assert pushed == {paths[place].rsplit("/", 1)[1] for place in (0, 2)}


def test_an_end_that_nobody_announced_is_announced(
    town: Town, functions: Functions, aws: Aws, clock: FrozenClock
) -> None:
    path = town.imported([town.game()])
    functions.work()
    shown = town.ana.get(path).body

    clock.advance(STALLED - timedelta(seconds=1))
    watch(functions)
    assert aws.received("heard") == []
    clock.advance(timedelta(seconds=1))
    for _ in range(2):
        watch(functions)

    (event,) = map(json.loads, aws.received("heard"))
    told = {name: shown[name] for name in TaskEvent.model_fields if name in shown}
    assert event["detail"] == {**told, "account": town.account}
    listed = town.ana.get("/v1/notifications").body["notifications"]
    assert [one["id"] for one in listed] == [shown["id"]]


def test_what_was_deleted_before_is_not(
    town: Town, functions: Functions, aws: Aws, clock: FrozenClock
) -> None:
    path = town.imported([town.game()])
    functions.work()
    assert town.ana.ask("DELETE", path).status == 204

    clock.advance(STALLED)
    watch(functions)

    assert aws.received("heard") == []
    assert town.ana.get("/v1/notifications").body["notifications"] == []
