"""Quick edit: change the same fields of many classes, camps, students or families."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from legwork.domain.kind import Context, Ending, Finished, Kind, Performed
from legwork.domain.outcome import Verdict
from legwork.domain.param import Param
from legwork.domain.permission import Permission
from legwork.domain.plan import Target
from legwork.domain.record import Records
from legwork.domain.reverse import Reverse, Undoing, nothing_to_compare, summing_up
from legwork.domain.task import Result
from legwork.trade.classes.class_ import CLASSES_LIMIT, Proration
from legwork.trade.classes.instructor import check_teaches
from legwork.trade.classes.rules import edit_selection
from legwork.trade.classes.rules.edit_selection import EditSelection, What, id_of
from legwork.trade.classes.rules.quick_editing import QuickEditing, check_fields, unmarked
from legwork.trade.classes.rules.quick_undoing import QuickUndoing
from legwork.trade.permits.reservation import MAX_CENTS

_CHANGES = (
    "active",
    "location",
    "instructor",
    "tuition_cents",
    "billing_enabled",
    "proration",
    "capacity",
    "age_min",
    "age_max",
    "omit_from",
)
_WRITES = 3
"""The class and its two instructors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Which records, and for each field a value; without one, it is not changed."""

    what: Annotated[
        Literal["classes", "camps", "students", "families"],
        Param("What is edited.", examples=["classes"]),
    ]
    ids: Annotated[tuple[str, ...], Param("These ones, by their ids.", max_length=1_000)] = ()
    in_classes: Annotated[
        tuple[str, ...],
        Param("The students or families of these classes.", max_length=CLASSES_LIMIT),
    ] = ()
    keywords: Annotated[
        tuple[str, ...], Param("Those that have one of these keywords.", max_length=20)
    ] = ()
    everyone: Annotated[bool, Param("All of them.")] = False
    active: Annotated[bool | None, Param("Whether they are active.")] = None
    location: Annotated[str | None, Param("Location.", max_length=200)] = None
    instructor: Annotated[
        str | None, Param("Staff member who teaches; of classes and camps.", max_length=64)
    ] = None
    tuition_cents: Annotated[
        int | None, Param("Tuition in cents; of classes and camps.", ge=0, le=MAX_CENTS)
    ] = None
    billing_enabled: Annotated[
        bool | None, Param("Whether tuition is charged; of classes and camps.")
    ] = None
    proration: Annotated[
        Literal["meetings", "calendar_month", "four_weeks"] | None,
        Param("How tuition is shared out; of classes and camps."),
    ] = None
    capacity: Annotated[
        int | None, Param("Most students at a session; of classes and camps.", ge=1, le=100_000)
    ] = None
    age_min: Annotated[int | None, Param("Youngest age; of classes and camps.", ge=0, le=150)] = (
        None
    )
    age_max: Annotated[int | None, Param("Oldest age; of classes and camps.", ge=0, le=150)] = None
    omit_from: Annotated[
        tuple[Literal["tuition", "drafts"], ...] | None,
        Param("What families are left out of; an empty list for nothing.", max_length=2),
    ] = None
    clear: Annotated[
        tuple[str, ...],
        Param("Fields that are to be as in a new record, such as no instructor.", max_length=20),
    ] = ()

    @property
    def kind_of(self) -> What:
        """What is edited."""
        return What(self.what)

    @property
    def selection(self) -> EditSelection:
        """Which of them."""
        return EditSelection(
            what=self.kind_of,
            ids=self.ids,
            in_classes=self.in_classes,
            keywords=self.keywords,
            everyone=self.everyone,
        )

    @property
    def said(self) -> dict[str, Any]:
        """Fields with what they are to be; None for what new records have."""
        values = {name: getattr(self, name) for name in _CHANGES}
        said = {name: value for name, value in values.items() if value is not None}
        if self.proration is not None:
            said["proration"] = Proration(self.proration)
        if self.omit_from is not None:
            said["omit_from"] = tuple(sorted(set(self.omit_from)))
        return {**said, **dict.fromkeys(self.clear)}


def _check(params: Params, records: Records, _now: datetime) -> None:
    check_fields(params.kind_of, params.said)
    if params.instructor is not None:
        check_teaches("instructor", [params.instructor], records)
    edit_selection.check(params.selection, records)


def _targets(params: Params, records: Records, after: str | None) -> Iterator[Target]:
    """Classes that change their instructor share a lane: they write the instructors' records."""
    shared = "instructor" in params.said
    for target in edit_selection.targets(params.selection, records, after):
        yield Target(target, writes=_WRITES if shared else None, affinity="all" if shared else None)


def _perform(
    targets: Sequence[str], records: Records, context: Context[Params]
) -> Sequence[Performed]:
    params, names = context.params, [id_of(target) for target in targets]
    batch = QuickEditing(params.kind_of, names, params.said, context.task_id, context.now, records)
    return [batch.decide(name) for name in names]


def _take_back(
    targets: Sequence[str], records: Records, undoing: Undoing[Params]
) -> Sequence[Performed]:
    params, names = undoing.params, [id_of(target) for target in targets]
    memory = {id_of(target): undoing.memory.get(target) for target in targets}
    batch = QuickUndoing(params.kind_of, names, params.said, memory, records)
    return [batch.decide(name) for name in names]


def _finish(ending: Ending[Params], _records: Records) -> Finished:
    edited, counts, what = ending.tallies.get("edited", 0), ending.counts, ending.params.what
    summary = f"{edited:,} {what} changed, {counts.skipped:,} unchanged, {counts.errors:,} errors."
    return Finished(result=Result("records", ending.params.kind_of.noun, "", summary))


def _verify(
    ending: Ending[Params], outcomes: Iterable[tuple[str, Verdict]], records: Records
) -> Iterator[str]:
    names = [id_of(target) for target, verdict in outcomes if verdict.done]
    missing = unmarked(ending.params.kind_of, names, ending.task_id, records)
    if missing:
        yield f"{missing} of {len(names)} records do not bear the mark of the task"


KIND = Kind(
    name="quick_edit",
    title="Quick Edit",
    permission=Permission.CLASSES,
    params=Params,
    describe=lambda params: f"Edit {params.what}: {', '.join(sorted(params.said))}",
    check=_check,
    targets=_targets,
    perform=_perform,
    finish=_finish,
    verify=_verify,
    label=lambda _params, key: id_of(key),
    writes=1,
    reverse=Reverse(
        perform=_take_back,
        finish=summing_up(lambda params, said: Result("records", params.kind_of.noun, "", said)),
        verify=nothing_to_compare,
        writes=_WRITES,
        keeps_lanes=True,
    ),
)

RULES = (
    "Each field is left as it is, or gets a value.",
    "Undone, a record has its old values again, unless somebody has changed the same fields.",
    (
        "Billing cannot be disabled on an inactive class; a new tuition warns with the number "
        "of active enrollments."
    ),
)
"""What staff rely on, for the page about the kinds."""
