"""`may` in a task, and the list of kinds, say what the calls then do."""

from collections.abc import Iterator
from typing import Any

import pytest

from legwork import bootstrap, kinds
from legwork.domain.outcome import Counts
from legwork.domain.pause import Pause
from legwork.domain.task import Cancellation, TaskState
from tests.functions.invoking import Functions
from tests.matrix.roles import PERMISSIONS, Role, Whose
from tests.matrix.scene import Scene

CHANGES = {
    "cancel": ("POST", "/cancel", 200),
    "delete": ("DELETE", "", 204),
    "retry": ("POST", "/retry", 202),
    "undo": ("POST", "/undo", 202),
    "pause": ("POST", "/pause", 200),
    "resume": ("POST", "/resume", 200),
}
"""What `may` speaks of: the call, and its status when it is done."""
STATES: dict[str, tuple[TaskState, set[str]]] = {
    "queued": (TaskState.QUEUED, {"cancel", "pause"}),
    "planning": (TaskState.PLANNING, {"cancel", "pause"}),
    "running": (TaskState.RUNNING, {"cancel", "pause"}),
    "paused": (TaskState.PAUSED, {"cancel", "resume"}),
    "finishing": (TaskState.FINISHING, set()),
    "cancelling": (TaskState.CANCELLING, {"cancel"}),
    "completed": (TaskState.COMPLETED, {"delete", "retry", "undo"}),
    "cancelled": (TaskState.CANCELLED, {"delete", "retry", "undo"}),
    "failed": (TaskState.FAILED, {"delete", "retry", "undo"}),
    "nothing left": (TaskState.COMPLETED, {"delete", "undo"}),
    "nothing done": (TaskState.CANCELLED, {"delete", "retry"}),
    "retried": (TaskState.COMPLETED, {"delete", "undo"}),
    "undone": (TaskState.COMPLETED, {"delete", "retry"}),
    "an undo": (TaskState.COMPLETED, {"delete", "retry"}),
}
"""What can be done with a task in each state by whoever may do everything."""
BARE = {"cancel", "delete", "pause", "resume"}
AGAIN_LAUNCHED = {"retry", "undo"}
AGAIN = {("paused", "pause")}
"""What changes nothing, and is answered as if it did."""
VIEWS = [
    (Role.OWNER, Whose.OWN, {*BARE, *AGAIN_LAUNCHED}),
    (Role.OWNER, Whose.COLLEAGUE, {*BARE, *AGAIN_LAUNCHED}),
    (Role.OWNER, Whose.AUTOPILOT, {*BARE, *AGAIN_LAUNCHED}),
    (Role.ABLE, Whose.OWN, {*BARE, *AGAIN_LAUNCHED}),
    (Role.BARE, Whose.OWN, BARE),
    (Role.VIEWER, Whose.OWN, BARE),
    (Role.VIEWER, Whose.AUTOPILOT, set()),
    (Role.BOTH, Whose.OWN, {*BARE, *AGAIN_LAUNCHED}),
    (Role.BOTH, Whose.AUTOPILOT, set()),
]
"""Who sees whose tasks, and what they may do: retries and undos are launches, and need what these
need."""


@pytest.fixture
def scene(functions: Functions, request: pytest.FixtureRequest) -> Iterator[Scene]:
    role = request.node.callspec.params.get("role", Role.OWNER)
    groups = request.node.callspec.params.get("groups", role.groups("permits"))
    scene = Scene(functions, role, groups)
    yield scene
    scene.strike()


def put(scene: Scene, whose: Whose, name: str) -> str:
    """The path of a task in a state; what it is about has to be there."""
    changes: dict[str, Any] = {
        "paused": {"pause": Pause(bootstrap.clock().now(), "Ana"), "gate_number": 1},
        "cancelling": {"cancellation": Cancellation(bootstrap.clock().now(), "Ana")},
        "nothing left": {"counts": Counts(succeeded=2)},
        "nothing done": {"counts": Counts()},
        "retried": {"retried_by": "01JZ0000000000000000000001"},
        "undone": {"undone_by": "01JZ0000000000000000000001"},
        "an undo": {"undo_of": "01JZ0000000000000000000001"},
    }
    task = scene.task(whose, STATES[name][0], **changes.get(name, {}))
    return f"/v1/tasks/{task.ref.id}"


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize(("role", "whose", "allowed"), VIEWS)
def test_the_calls_do_what_a_task_says_that_its_reader_may(
    scene: Scene, role: Role, whose: Whose, allowed: set[str], name: str
) -> None:
    expected = {change: change in STATES[name][1] & allowed for change in CHANGES}
    scene.permit(whose)
    # None of them is a preview that could be run or approved.
    shown = {**expected, "run": False, "approve": False}

    assert scene.caller.get(put(scene, whose, name)).body["may"] == shown
    assert [task["may"] for task in scene.caller.get("/v1/tasks").body["tasks"]] == [shown]
    for change, (method, part, done) in CHANGES.items():
        status = scene.caller.ask(method, put(scene, whose, name) + part).status
        refused = {200, 403} if (name, change) in AGAIN else {403, 409}
        assert status == done if expected[change] else status in refused


@pytest.mark.parametrize("groups", [(), ("owner",), *((name,) for name in PERMISSIONS)])
def test_the_kinds_that_are_listed_are_those_that_can_be_launched(
    scene: Scene, groups: tuple[str, ...]
) -> None:
    listed = {kind["name"] for kind in scene.caller.get("/v1/kinds").body["kinds"]}

    for kind in kinds.all_kinds().values():
        answer = scene.caller.ask("POST", "/v1/tasks", {"kind": kind.name, "params": {}})
        refused = (answer.status, answer.body.get("permission")) == (403, kind.permission)
        assert refused is (kind.name not in listed)


@pytest.mark.parametrize(
    "groups",
    [("owner", "import"), ("import", "owner"), ("autopilot_tasks", "owner"), ("nobody", "owner")],
)
def test_of_several_groups_the_least_restrictive_wins(
    scene: Scene, groups: tuple[str, ...]
) -> None:
    scene.permit(Whose.AUTOPILOT)
    path = put(scene, Whose.AUTOPILOT, "queued")

    assert scene.caller.get(path).body["may"]["cancel"]
    assert scene.caller.get("/v1/autopilots").status == 200
    assert len(scene.caller.get("/v1/kinds").body["kinds"]) == len(kinds.all_kinds())
    assert scene.caller.ask("POST", f"{path}/cancel").status == 200


@pytest.mark.parametrize("groups", [("permits", "import"), ("import", "permits", "nobody")])
def test_permissions_of_several_groups_add_up(scene: Scene, groups: tuple[str, ...]) -> None:
    listed = [kind["permission"] for kind in scene.caller.get("/v1/kinds").body["kinds"]]

    assert set(listed) == {"permits", "import"}
    assert scene.caller.get("/v1/autopilots").status == 403
