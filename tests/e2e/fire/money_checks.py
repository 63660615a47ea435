"""What must be true of an account's reservations and receipts when everything is over."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx

from tests.e2e.bookings import games
from tests.e2e.fire.works import Works
from tests.e2e.money import lines_of

SAVED = ("facility", "starts_at", "ends_at", "amount_cents", "event")


def of_money(works: Works) -> Iterator[str]:
    """What was billed, its receipts, and what the holder owes are one sum."""
    reservations, posted = works.reservations(), Counter[tuple[str, int]]()
    for what in ("bill-out", "retry"):
        if what not in works.tasks:
            continue
        task = works.staff.get(works.tasks[what])
        receipt = _receipt(works, task)
        if receipt is None:
            yield f"{what} has no receipt: {task['progress']}, {task['result']}"
            continue
        posted[receipt["id"], receipt["total_cents"]] += 1
        mine = [one for one in reservations if one["receipt"] == receipt["id"]]
        yield from _of_receipt(receipt, lines_of(works.staff, task), mine, task["progress"])
    yield from _of_holder(works, posted)
    total = sum(cents for _, cents in posted)
    billed = sum(one["amount_cents"] for one in reservations if one["status"] == "billed")
    if billed != total:
        yield f"{billed} cents of reservations are billed, {total} are on receipts"
    yield from _of_saving(works, {"save": works.permit, "import": works.other})
    yield from _of_undo(works)
    yield from _of_preview(works)


def _receipt(works: Works, task: dict[str, Any]) -> dict[str, Any] | None:
    if not task["result"] or task["result"]["type"] != "receipt":
        return None
    answer = works.staff.ask("GET", task["result"]["href"])
    receipt: dict[str, Any] = answer.json()
    return receipt if answer.status_code == httpx.codes.OK else None


def _of_receipt(
    receipt: dict[str, Any],
    lines: list[dict[str, Any]],
    mine: list[dict[str, Any]],
    progress: dict[str, Any],
) -> Iterator[str]:
    """Its lines, and the reservations that name it."""
    name = f"receipt {receipt['id']}"
    if {one["reservation"] for one in lines} != {one["id"] for one in mine}:
        yield f"{name} has other lines than the reservations that name it"
    sums = {sum(one["amount_cents"] for one in those) for those in (lines, mine)}
    if sums != {receipt["total_cents"]}:
        yield f"{name} says {receipt['total_cents']} cents, its lines {sums}"
    if not len(lines) == len(mine) == progress["succeeded"]:
        yield f"{name} has {len(lines)} lines, {len(mine)} name it, its task says {progress}"


def _of_holder(works: Works, posted: Counter[tuple[str, int]]) -> Iterator[str]:
    """Each receipt is posted once, as it stands, and the balance is their sum."""
    path = f"/v1/holders/{works.permit.lower()}"
    found = works.staff.whole(path, "postings")
    if Counter((one["receipt"], one["amount_cents"]) for one in found) != posted:
        yield f"the receipts are {posted}, posted are {found}"
    owed, total = works.staff.get(path)["balance_cents"], sum(cents for _, cents in posted)
    if owed != total:
        yield f"{total} cents are on receipts, but {owed} owed"


def _of_saving(works: Works, permits: dict[str, str]) -> Iterator[str]:
    """As many are there as were saved, and each is what was handed in."""
    for what, permit in permits.items():
        saved = works.staff.get(works.tasks[what])["progress"]["succeeded"]
        found = works.staff.whole(f"/v1/permits/{permit}/reservations", "reservations")
        if len(found) != saved:
            yield f"{what} saved {saved} reservations, but {permit} has {len(found)}"
        asked = Counter(map(_saved, games(works.size.reservations, permit)))
        others = Counter(map(_saved, found)) - asked
        if others:
            yield f"{permit} has reservations that nobody asked for, such as {next(iter(others))}"


def _of_undo(works: Works) -> Iterator[str]:
    """What was taken back is gone, and nothing else is."""
    saved, undone = (
        works.staff.get(works.tasks[what])["progress"]["succeeded"] for what in ("passing", "undo")
    )
    path = f"/v1/permits/{works.passing}/reservations"
    left = works.staff.whole(path, "reservations")
    if len(left) != saved - undone:
        yield f"{saved} reservations were imported and {undone} taken back, {len(left)} are there"


def _of_preview(works: Works) -> Iterator[str]:
    """What ran is what was shown, no more and no less."""
    if works.shown is None:
        return
    task, would = works.staff.get(works.tasks["shown"]), works.shown["progress"]["succeeded"]
    if task["progress"]["succeeded"] != would:
        yield f"a preview showed {would} bill-outs, its run says {task['progress']}"
    receipt = _receipt(works, task)
    if receipt is None:
        yield f"the run of a preview has no receipt: {task['progress']}, {task['result']}"
        return
    found = works.staff.whole(f"/v1/permits/{works.other}/reservations", "reservations")
    mine = [one for one in found if one["receipt"] == receipt["id"]]
    yield from _of_receipt(receipt, lines_of(works.staff, task), mine, task["progress"])


def _saved(reservation: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(reservation[name] for name in SAVED)
