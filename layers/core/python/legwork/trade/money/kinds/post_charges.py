"""Post charges: one for each active enrollment of some classes, to its family; or a yearly fee."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from legwork.domain.day import today
from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.outcome import Verdict
from legwork.domain.permission import Permission
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.domain.task import Result
from legwork.trade.classes.enrolled import Place, places_in
from legwork.trade.classes.enrollment import Enrollment, EnrollmentStatus
from legwork.trade.money.rules import charge_params, yearly_fee
from legwork.trade.money.rules.charge_params import ChargeParams
from legwork.trade.money.rules.charge_undo import UNCHARGING
from legwork.trade.money.rules.enrollment_charge import TALLY, charge_all, charge_id, summary
from legwork.trade.money.rules.posted_audit import wrong_families, wrong_postings
from legwork.trade.money.rules.yearly_fee import family_of, homes_of

_STUDENTS = 10
"""Students of a family that a yearly fee reckons with; more are planned all the same."""


def _check(params: ChargeParams, records: Records, now: datetime) -> None:
    charge_params.check(params, records, today(now))


def _targets(params: ChargeParams, records: Records, after: str | None) -> Iterator[Target]:
    if params.yearly:
        each = _STUDENTS if params.per == "student_yearly" else 1
        for home in homes_of(params.classes, records, after=after):
            yield Target(home, writes=each + 1)
        return
    for place, one in places_in(params.classes, records, after=after):
        if one is None or _may_be_charged(one, params):
            yield Target(place.key, writes=3 if params.scheduled else None)


def _may_be_charged(one: Enrollment, params: ChargeParams) -> bool:
    """Whether it is worth a target; on which day it is worked off, the plan does not know."""
    if params.scheduled and one.next_billing_day is None:
        return False
    if one.status is EnrollmentStatus.DROPPED and params.day is not None:
        return one.active_on(params.day)
    return True


def _perform(
    targets: Sequence[str], records: Records, context: Context[ChargeParams]
) -> Sequence[Performed]:
    if context.params.yearly:
        return list(yearly_fee.charge_families(targets, records, context))
    return list(charge_all([Place.read(key) for key in targets], records, context))


def _finish(ending: Ending[ChargeParams], _records: Records) -> Finished:
    said = summary(ending.counts.succeeded, ending.tallies.get(TALLY, 0))
    return Finished(result=Result("records", "charges", "", said))


def _verify(
    ending: Ending[ChargeParams], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    done = [key for key, verdict in outcomes if verdict.done]
    cents, task = ending.tallies.get(TALLY, 0), ending.task_id
    if ending.params.yearly:
        yield from wrong_families(task, map(family_of, done), cents, records)
        return
    places = map(Place.read, done)
    yield from wrong_postings(
        ((place.family, charge_id(task, place)) for place in places), cents, records
    )


def _describe(params: ChargeParams) -> str:
    where = params.classes[0] if len(params.classes) == 1 else f"{len(params.classes)} classes"
    return f"Post charges for {params.category}: {where}"


KIND = Kind(
    name="post_charges",
    title="Post Charges",
    permission=Permission.TRANSACTIONS,
    params=ChargeParams,
    describe=_describe,
    check=_check,
    targets=_targets,
    perform=_perform,
    finish=_finish,
    verify=_verify,
    writes=2,
    label=lambda params, key: (
        f"family {family_of(key)}" if params.yearly else Place.read(key).label()
    ),
    reverse=UNCHARGING,
)

RULES = (
    (
        "One charge for each active enrollment of the chosen classes, posted to the family. "
        "Families omitted from tuition are skipped, always."
    ),
    (
        "Undone, each charge is countered, and its enrollment is due again. One that a payment is "
        "linked to cannot be taken back before that is unlinked."
    ),
    (
        "A charge of the same enrollment and category within the look-back is a duplicate and "
        "skipped, unless it is forced."
    ),
    (
        "The schedule stands on the enrollment: one cycle a run. A drop counts to the end of "
        "its day."
    ),
    (
        "Prorated by meetings, by calendar month, or by four weeks; blackout days do not "
        "count. A fixed fee is neither prorated nor discounted."
    ),
)
"""What staff rely on, for the page about the kinds."""
