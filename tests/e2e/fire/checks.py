"""What must be true of an account's works when everything is over."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from legwork.domain.notice import Fate
from tests.e2e.fire.works import BLAST, Works
from tests.e2e.money import lines_of
from tests.e2e.school import SIBLINGS, WEEK, settled
from tests.e2e.waiting import until

EXCUSED = {"gave_up", "contended", "in_doubt"}
"""What may become of a target whose batch or mail had bad luck again and again."""
CANCELLATION = "Cancelled: "
"""How the subject of a mail begins that tells of a cancelled session."""


def problems_of(works: Works) -> Iterator[str]:
    """Every promise that is broken."""
    for what, path, task in works.ended():
        yield from (f"{what} {path}: {problem}" for problem in _of_task(works, what, path, task))
    yield from _of_money(works)
    yield from _of_cancel(works)
    for what in ("blast", "cancellation"):
        yield from (f"{what}: {problem}" for problem in _of_mails(works, what))
    yield from _of_tokens(works)


def _of_task(works: Works, what: str, path: str, task: dict[str, Any]) -> Iterator[str]:
    wanted = "cancelled" if what == "bill-out" and works.receipt else "completed"
    if task["state"] != wanted:
        yield f"ended as {task['state']}: {task['result']}"
    audit = works.staff.get(f"{path}/audit")
    if not audit["ok"]:
        yield f"its audit finds {[one for one in audit['checks'] if not one['ok']]}"
    progress = task["progress"]
    outcomes = works.staff.whole(f"{path}/outcomes", "outcomes")
    if len({one["target"] for one in outcomes}) != progress["total"]:
        yield f"{len(outcomes)} outcomes of {progress['total']} targets"
    bad = [one for one in outcomes if one["outcome"] in ("warning", "error")]
    strange = [one for one in bad if one["code"] not in EXCUSED]
    if strange:
        yield f"{len(strange)} outcomes without an excuse, such as {strange[0]}"
    if not settled(progress["notices"]):
        yield f"its mail has not come to an end: {progress['notices']}"


# --- Money -----------------------------------------------------------------------------------


def _of_money(works: Works) -> Iterator[str]:
    """What was billed, its receipts, and what the holder owes are one sum."""
    staff, total = works.staff, 0
    reservations = works.reservations()
    bills = [task for what, _, task in works.ended() if what in ("bill-out", "retry")]
    for task in bills:
        receipt, lines = staff.get(task["result"]["href"]), lines_of(staff, task)
        mine = [one for one in reservations if one["receipt"] == receipt["id"]]
        sums = {sum(one["amount_cents"] for one in those) for those in (lines, mine)}
        if {one["reservation"] for one in lines} != {one["id"] for one in mine}:
            yield f"receipt {receipt['id']} has other lines than the reservations that name it"
        if sums != {receipt["total_cents"]} or len(lines) != task["progress"]["succeeded"]:
            yield f"receipt {receipt['id']}: {sums} cents, {len(lines)} lines, task {task}"
        total += receipt["total_cents"]
    holder = staff.get(f"/v1/holders/{works.permit.lower()}")
    posted = sorted((one["receipt"], one["amount_cents"]) for one in holder["postings"])
    if holder["balance_cents"] != total or len(posted) != len(bills):
        owed = holder["balance_cents"]
        yield f"{total} cents are on {len(bills)} receipts, but {owed} owed: {posted}"
    billed = sum(one["amount_cents"] for one in reservations if one["status"] == "billed")
    if billed != total:
        yield f"{billed} cents of reservations are billed, {total} are on receipts"
    yield from _of_saving(works, {"save": works.permit, "import": works.other})


def _of_saving(works: Works, permits: dict[str, str]) -> Iterator[str]:
    for what, permit in permits.items():
        saved = works.staff.get(works.tasks[what])["progress"]["succeeded"]
        found = works.staff.get(f"/v1/permits/{permit}")["reservations"]["total"]
        if found != saved:
            yield f"{what} saved {saved} reservations, but {permit} has {found}"


def _of_cancel(works: Works) -> Iterator[str]:
    """When a cancel has answered, nothing more is done, and it has told what was."""
    if works.receipt is None:
        return
    task = works.staff.get(works.tasks["bill-out"])
    if task["progress"] != works.receipt["progress"]:
        yield f"the cancel answered {works.receipt['progress']}, but it is {task['progress']}"
    mine = [one for one in works.reservations("billed") if one["receipt"] == task["result"]["id"]]
    if mine != works.billed:
        yield f"{len(works.billed)} were billed when the cancel had answered, now {len(mine)}"


# --- Mails and tokens ------------------------------------------------------------------------


def _of_mails(works: Works, what: str) -> Iterator[str]:
    """Nobody gets a mail twice; who was sent one has it; who has one was sent it, or perhaps."""
    path = works.tasks[what]
    fates: dict[str, Counter[tuple[str, str]]] = {fate: Counter() for fate in Fate}
    for row in works.park.notices(path):
        for (_, _, to, data), fate in zip(row["notices"], row["fates"], strict=True):
            fates[fate][to, _subject(data)] += 1
    sure, perhaps = fates[Fate.SENT], fates[Fate.IN_DOUBT]
    left = works.school.mails(BLAST if what == "blast" else CANCELLATION)
    for mail in left.keys() | sure.keys():
        if not sure[mail] <= left[mail] <= sure[mail] + perhaps[mail]:
            yield f"{mail} left {left[mail]} times, {sure[mail]} surely and {perhaps[mail]} perhaps"
    counted = works.staff.get(path)["progress"]["notices"]
    if (counted["sent"], counted["in_doubt"]) != (sure.total(), perhaps.total()):
        yield f"it counts {counted}, its rows {sure.total()} and {perhaps.total()}"


def _subject(data: dict[str, Any]) -> str:
    return f"{CANCELLATION}{data['session']}" if "session" in data else BLAST


def _of_tokens(works: Works) -> Iterator[str]:
    """A student has one token for each session that the family was to be told of."""
    tokens = Counter((one["student"], one["session"]) for one in works.school.tokens())
    staged = works.staff.get(works.tasks["cancellation"])["progress"]["notices"]["staged"]
    if set(tokens.values()) - {1} or tokens.total() != SIBLINGS * staged:
        yield f"{tokens.total()} tokens for {staged} families, at most {max(tokens.values())} each"
    if staged > len(WEEK) * works.size.families:
        yield f"{staged} families were to be told"


def announced(works: Works) -> Iterator[str]:
    """Whoever launched a task hears of its end."""
    ids = {path.rpartition("/")[2] for path in works.tasks.values()}

    def missing() -> set[str]:
        told = works.staff.whole("/v1/notifications", "notifications")
        return ids - {one["task"]["id"] for one in told}

    try:
        until(lambda: not missing(), "all notifications")
    except AssertionError:
        yield f"nobody was told of the end of {missing()}"
