"""What must be true of an account's works when everything is over."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from tests.e2e.fire.mail_checks import of_mails, of_tokens
from tests.e2e.fire.money_checks import of_money
from tests.e2e.fire.reader import PARTS
from tests.e2e.fire.works import Works
from tests.e2e.school import settled
from tests.e2e.waiting import PATIENCE_SECONDS, until

Check: TypeAlias = Callable[[Works], Iterator[str]]
EXCUSED = {"gave_up", "contended", "in_doubt"}
"""What may become of a target whose batch or mail had bad luck again and again."""


def problems_of(works: Works) -> Iterator[str]:
    """Every promise that is broken."""
    return (problem for check in CHECKS for problem in check(works))


def of_tasks(works: Works) -> Iterator[str]:
    """Each has ended as it should, its audit agrees, and its targets have one outcome each."""
    for what, path, task in works.ended():
        yield from (f"{what} {path}: {problem}" for problem in _of_task(works, what, path, task))


def _of_task(works: Works, what: str, path: str, task: dict[str, Any]) -> Iterator[str]:
    wanted = "cancelled" if what == "bill-out" and works.receipt else "completed"
    if task["state"] != wanted:
        yield f"ended as {task['state']}: {task['result']}"
    audit = works.staff.get(f"{path}/audit")
    if not audit["ok"]:
        yield f"its audit finds {[one for one in audit['checks'] if not one['ok']]}"
    progress = task["progress"]
    yield from _of_outcomes(works.staff.whole(f"{path}/outcomes", "outcomes"), progress)
    if not settled(progress["notices"]):
        yield f"its mail has not come to an end: {progress['notices']}"


def _of_outcomes(outcomes: list[dict[str, Any]], progress: dict[str, Any]) -> Iterator[str]:
    """Each target has one outcome, they are what is counted, and none is worse than bad luck."""
    if not progress["total"] == len(outcomes) == len({one["target"] for one in outcomes}):
        yield f"{len(outcomes)} outcomes of {progress['total']} targets"
    found = Counter(one["outcome"] for one in outcomes)
    found["warnings"], found["errors"] = found.pop("warning", 0), found.pop("error", 0)
    counted = {part: progress[part] for part in PARTS}
    if found != Counter(counted):
        yield f"it counts {counted}, its outcomes are {dict(found)}"
    bad = [one for one in outcomes if one["outcome"] in ("warning", "error")]
    strange = [one for one in bad if one["code"] not in EXCUSED]
    if strange:
        yield f"{len(strange)} outcomes without an excuse, such as {strange[0]}"


def of_cancel(works: Works) -> Iterator[str]:
    """When a cancel has answered, nothing more is done, and it has told what was.

    What the answer said is compared with the reservations that were read right behind it: so what
    commits between the two is found. Both are compared with what is there now: so what commits
    later is found. When the answer was lost, the task as it was read right behind it stands for it.
    That proves nothing of the moment of the answer, and as much of everything after.
    """
    if works.receipt is None:
        return
    said, task = works.receipt["progress"], works.staff.get(works.tasks["bill-out"])
    if task["progress"] != said:
        yield f"the cancel answered {said}, but it is {task['progress']}"
    if len(works.billed) != said["succeeded"]:
        yield f"the cancel answered {said}, but {len(works.billed)} were billed right behind it"
    path = works.tasks["bill-out"]
    mine = [one for one in works.reservations("billed") if path.endswith(f"/{one['receipt']}")]
    if mine != works.billed:
        yield f"{len(works.billed)} were billed when the cancel had answered, now {len(mine)}"


CHECKS: Final[tuple[Check, ...]] = (of_mails, of_cancel, of_money, of_tokens, of_tasks)
"""What is looked up soonest comes first."""


def announced(works: Works, *, within: float = PATIENCE_SECONDS) -> Iterator[str]:
    """Whoever launched a task hears of its end.

    Args:
        works: that have ended.
        within: seconds that the last notification may take.
    """
    try:
        until(lambda: not _unannounced(works), "all notifications", within=within)
    except AssertionError:
        yield f"nobody was told of the end of {_unannounced(works)}"


def _unannounced(works: Works) -> set[str]:
    ids = {path.rpartition("/")[2] for path in works.tasks.values()}
    told = works.staff.whole("/v1/notifications", "notifications")
    return ids - {one["task"]["id"] for one in told if one["task"]}
