"""Taking a posting of charges back: each is countered, and a schedule is where it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from legwork.domain.effect import Effect, Item, as_read
from legwork.domain.kind import Ending, Performed
from legwork.domain.outcome import Verdict
from legwork.domain.record import Records
from legwork.domain.reverse import Reverse, Undoing, forgotten, summing_up
from legwork.domain.task import Result
from legwork.trade.classes import enrollment as enrollments
from legwork.trade.classes.enrolled import Place, read_places
from legwork.trade.money.rules.charge_params import ChargeParams
from legwork.trade.money.rules.enrollment_charge import TALLY, charge_id
from legwork.trade.money.rules.posted_audit import wrong_families, wrong_postings
from legwork.trade.money.rules.uncharging import Uncharging, counter_id
from legwork.trade.money.rules.yearly_fee import family_of


def _perform(
    targets: Sequence[str], records: Records, undoing: Undoing[ChargeParams]
) -> Sequence[Performed]:
    if undoing.params.yearly:
        names = [family_of(key) for key in targets]
        uncharging = Uncharging(names, undoing.task_id, undoing.now, records)
        return [_uncharge(n, uncharging.of_task(n, undoing.undone), uncharging) for n in names]
    places = [Place.read(key) for key in targets]
    uncharging = Uncharging((p.family for p in places), undoing.task_id, undoing.now, records)
    scheduled = undoing.params.scheduled
    found = read_places(places, records) if scheduled else {}
    return [
        _take_back(Place.read(key), uncharging, found, undoing, undoing.memory.get(key))
        for key in targets
    ]


def _take_back(
    place: Place,
    uncharging: Uncharging,
    found: Mapping[Place, Item],
    undoing: Undoing[ChargeParams],
    memory: Any,
) -> Performed:
    if undoing.params.scheduled and memory is None:
        return forgotten()
    charge = charge_id(undoing.undone, place)
    moved_back = _moved_back(place, found.get(place), memory) if undoing.params.scheduled else []
    return _uncharge(place.family, [charge], uncharging, moved_back)


def _uncharge(
    family: str, charges: Sequence[str], uncharging: Uncharging, more: Sequence[Effect] = ()
) -> Performed:
    countered = uncharging.counter(family, charges)
    if isinstance(countered, Performed):
        return countered
    effects, cents = countered
    return Performed(Verdict(), [*effects, *more], {TALLY: -cents})


def _moved_back(place: Place, item: Item | None, memory: Any) -> list[Effect]:
    """The schedule is left alone where somebody has changed it since."""
    day, following, *of_month = memory
    if item is None or item.get("next_billing_day") != following:
        return []
    read = as_read(item, "billing_cycle", "next_billing_day", "billing_of_month")
    return [enrollments.billed_next(place.record, day, of_month[0] if of_month else 0, read)]


def _verify(
    ending: Ending[ChargeParams], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    done = [key for key, verdict in outcomes if verdict.done]
    cents = ending.tallies.get(TALLY, 0)
    if ending.params.yearly:
        yield from wrong_families(ending.task_id, map(family_of, done), cents, records)
        return
    ids = (
        (place.family, counter_id(ending.task_id, charge_id(ending.undone, place)))
        for place in map(Place.read, done)
    )
    yield from wrong_postings(ids, cents, records)


UNCHARGING: Reverse[ChargeParams] = Reverse(
    perform=_perform,
    finish=summing_up(lambda _params, said: Result("records", "charges", "", said)),
    verify=_verify,
    writes=3,
    keeps_lanes=True,
)
"""How charges are taken back."""
