"""Post late charges: to families that should have paid before."""

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
from legwork.trade.money.rules import chosen, late_charge
from legwork.trade.money.rules.charge_batch import Households
from legwork.trade.money.rules.chosen import accounts_of, family_of
from legwork.trade.money.rules.enrollment_charge import TALLY, summary
from legwork.trade.money.rules.late_charge import LateParams, overdue
from legwork.trade.money.rules.posted_audit import wrong_families


def _check(params: LateParams, records: Records, now: datetime) -> None:
    late_charge.check(params)
    chosen.check(params, records)
    day = params.day or today(now)
    what = f"an overdue charge on {day}"
    chosen.check_any(params, records, lambda one: overdue(one, params, day), what)


def _targets(params: LateParams, records: Records, after: str | None) -> Iterator[Target]:
    for key, account in accounts_of(params, records, after=after):
        # Without a day, whether it is late shows on the day on which it is worked off.
        late = overdue(account, params, params.day or _EVER)
        if late:
            yield Target(key, writes=1 + late_charge.most(late, params))


_EVER = "9999-12-31"


def _perform(
    targets: Sequence[str], records: Records, context: Context[LateParams]
) -> Sequence[Performed]:
    names = [family_of(key) for key in targets]
    homes = Households.read(names, records)
    counts = context.params.per == "active_student"
    enrolled = homes.enrolled(records)[1] if counts else {}
    return [late_charge.charge(name, homes, enrolled.get(name, ()), context) for name in names]


def _finish(ending: Ending[LateParams], _records: Records) -> Finished:
    said = summary(ending.tallies.get("charges", 0), ending.tallies.get(TALLY, 0))
    return Finished(result=Result("records", "charges", "", said))


def _verify(
    ending: Ending[LateParams], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    done = (family_of(key) for key, verdict in outcomes if verdict.done)
    yield from wrong_families(ending.task_id, done, ending.tallies.get(TALLY, 0), records)


KIND = Kind(
    name="post_late_charges",
    title="Post Late Charges",
    permission=Permission.TRANSACTIONS,
    params=LateParams,
    describe=lambda params: f"Post late charges: {params.in_words()}",
    check=_check,
    targets=_targets,
    perform=_perform,
    finish=_finish,
    verify=_verify,
    writes=2,
    label=lambda _params, key: chosen.label(key),
    irreversible="Counter the charges on the families' accounts instead.",
)

RULES = (
    (
        "Late is who has a charge that was due before the day, of any category or of one; "
        "what is in hand counts as paid."
    ),
    (
        "Flat for a family, or for each active student, or for each student who is late, or "
        "for each of their classes."
    ),
    "Once within the look-back.",
)
"""What staff rely on, for the page about the kinds."""
