"""Drop enrollments of families that owe money: places in classes, also future and waitlisted ones.

Source: iClassPro. A threshold is the guard rail: by default, who owes nothing is left alone. A drop
is hard to undo, so the outcome of each target says what was dropped, and the record keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from legwork.domain.day import DAY_PATTERN, check_day, today
from legwork.domain.effect import Check, Effect, Equals, Item
from legwork.domain.errors import InvalidInput
from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.outcome import Verdict
from legwork.domain.param import Param
from legwork.domain.permission import Permission
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.domain.reverse import (
    Reverse,
    Undoing,
    edited_since,
    forgotten,
    nothing_to_compare,
    summing_up,
)
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.class_ import CLASSES_LIMIT
from legwork.trade.classes.enrolled import Place, drops_key, noted, places_in, read_places
from legwork.trade.classes.enrollment import EnrollmentStatus
from legwork.trade.money import account as accounts
from legwork.trade.money.account import Account, account_key
from legwork.trade.money.posting import CENTS_MAX, dollars

CODES = {
    "not_found": "There is no such enrollment any more.",
    "already_dropped": "It was dropped before.",
    "little_due": "The family owes less than the threshold.",
}
"""What its codes mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Whose places are taken away, and why."""

    classes: Annotated[
        tuple[str, ...],
        Param(
            "Their enrollments are looked at.",
            min_length=1,
            max_length=CLASSES_LIMIT,
            examples=[["JUDO-2026"]],
        ),
    ]
    reason: Annotated[
        str,
        Param(
            "Stands with each enrollment.",
            min_length=1,
            max_length=300,
            examples=["Not paid since March."],
        ),
    ]
    min_due_cents: Annotated[
        int,
        Param("Only families with at least this amount due; 0 for everybody.", ge=0, le=CENTS_MAX),
    ] = 1
    on: Annotated[
        str | None,
        Param("Last day in the class, YYYY-MM-DD; today.", pattern=DAY_PATTERN),
    ] = None


def _check(params: Params, records: Records, _now: datetime) -> None:
    if params.on is not None:
        check_day("on", params.on)
    classes.check_all(params.classes, records)
    if next(_targets(params, records, None), None) is None:
        raise InvalidInput.of("classes", "nobody is enrolled in these classes")


def _targets(params: Params, records: Records, after: str | None) -> Iterator[Target]:
    for place, one in places_in(params.classes, records, after=after):
        if one is None or one.status is not EnrollmentStatus.DROPPED:
            yield Target(place.key, shared=(place.class_id,))


def _perform(
    targets: Sequence[str], records: Records, context: Context[Params]
) -> Sequence[Performed]:
    places = [Place.read(key) for key in targets]
    found = read_places(places, records)
    owing = accounts.find({place.family for place in places}, records)
    new = _not_noted({place.class_id for place in places}, records, context)
    return [_drop(place, found, owing[place.family], new, context) for place in places]


def _not_noted(classes: set[str], records: Records, context: Context[Params]) -> set[str]:
    """The classes that nobody was dropped from yet; of the others that is known for good."""
    known: set[str] = context.kept.setdefault("noted", set())
    keys = {drops_key(name): name for name in classes - known}
    if keys:
        known.update(keys[key] for key in records.get(keys))
    return classes - known


def _drop(
    place: Place,
    found: Mapping[Place, Item],
    account: Account,
    new: set[str],
    context: Context[Params],
) -> Performed:
    if place not in found:
        return Performed.error("not_found", "There is no such enrollment any more.")
    params, item, today_is = context.params, found[place], today(context.now)
    one, day = enrollments.from_item(place.class_id, item), params.on or today_is
    if one.dropped_on is not None and one.dropped_on <= day:
        return Performed.skipped("already_dropped", f"Dropped already on {one.dropped_on}.")
    due = account.due_cents(today_is)
    if due < params.min_due_cents:
        return Performed.skipped("little_due", f"{dollars(due)} due, which is not enough.")
    # Whoever pays at the last moment keeps the place: a payment counts the version up.
    nobody_paid_meanwhile = Equals("version", account.version or None)
    effects: list[Effect] = [
        enrollments.drop(one, item, on=day, reason=params.reason, by=context.task_id),
        Check(account_key(place.family), (nobody_paid_meanwhile,)),
        *([noted(place.class_id)] if place.class_id in new else ()),
    ]
    said = f"Was {one.status.value}, tuition {dollars(one.tuition_cents)}; {dollars(due)} due."
    memory = [day, enrollments.before_drop(item)]
    return Performed(Verdict(message=said), effects, {"dropped": 1}, memory=memory)


def _take_back(
    targets: Sequence[str], records: Records, undoing: Undoing[Params]
) -> Sequence[Performed]:
    found = read_places([Place.read(key) for key in targets], records)
    return [_restore(Place.read(key), found, undoing.memory.get(key), undoing) for key in targets]


def _restore(
    place: Place, found: Mapping[Place, Item], memory: Any, undoing: Undoing[Params]
) -> Performed:
    if memory is None:
        return forgotten()
    item = found.get(place)
    if item is None:
        return edited_since("There is no such enrollment any more.")
    day, before = memory
    one = enrollments.from_item(place.class_id, item)
    still = one.status is EnrollmentStatus.DROPPED and one.dropped_on == day
    if not still or item.get("dropped_by") != undoing.undone:
        return edited_since("Somebody has changed it since: it is not dropped so any more.")
    return Performed(Verdict(), [enrollments.undrop(one, item, before)], {"dropped": -1})


def _finish(ending: Ending[Params], _records: Records) -> Finished:
    dropped = ending.tallies.get("dropped", 0)
    summary = f"{dropped:,} enrollments dropped."
    return Finished(result=classes.result_of(ending.params.classes, summary))


def _verify(
    _ending: Ending[Params], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    done = [Place.read(key) for key, verdict in outcomes if verdict.done]
    found = read_places(done, records)
    marked = sum("dropped_by" in item for item in found.values())
    if marked != len(done):
        yield f"the ledger says {len(done)} dropped; {marked} enrollments say so"


KIND = Kind(
    name="drop_enrollments",
    title="Drop Enrollments",
    permission=Permission.TRANSACTIONS,
    params=Params,
    describe=lambda params: f"Drop enrollments: {params.reason}",
    check=_check,
    targets=_targets,
    perform=_perform,
    finish=_finish,
    verify=_verify,
    writes=2,
    label=lambda _params, key: Place.read(key).label(),
    reverse=Reverse(
        perform=_take_back,
        finish=summing_up(lambda params, said: classes.result_of(params.classes, said)),
        verify=nothing_to_compare,
    ),
)

RULES = (
    (
        "Only where the amount due is at least the threshold, $0.01 unless said otherwise; if "
        "somebody pays meanwhile, nothing is dropped."
    ),
    (
        "Undone, who was dropped is in the class again, as before, unless somebody has changed "
        "the enrollment since."
    ),
    (
        "A drop has a last day and a reason, and counts to the end of that day. Future and "
        "waitlisted places are part of it."
    ),
)
"""What staff rely on, for the page about the kinds."""
