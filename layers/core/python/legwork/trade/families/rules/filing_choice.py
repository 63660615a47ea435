"""What a launch that files records under keywords may ask for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from legwork.domain.errors import InvalidInput
from legwork.domain.param import Param
from legwork.domain.record import Records
from legwork.trade.classes import class_ as classes
from legwork.trade.classes import instructor as instructors
from legwork.trade.classes.class_ import CLASSES_LIMIT
from legwork.trade.families import family as families
from legwork.trade.families import keyword as registry
from legwork.trade.families import saved_list
from legwork.trade.families import student as students
from legwork.trade.families.keyword import KEYWORDS_LIMIT, KeywordType
from legwork.trade.families.rules.filed import FIELDS, Chosen, check_type, targets
from legwork.trade.families.saved_list import LISTS_LIMIT
from legwork.trade.families.selection import FAMILIES_LIMIT, check_keywords

_Type: TypeAlias = Literal["family", "student", "staff", "class", "camp"]
_Action: TypeAlias = Literal["add", "remove"]
_ALL = ("classes", "families", "students", "staff", "having", "lists")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingParams:
    """Which keywords, and whose."""

    type: Annotated[_Type, Param("What the records are.", examples=["family"])]
    keywords: Annotated[
        tuple[str, ...],
        Param(
            "The keywords. A new one is for this type from then on.",
            min_length=1,
            max_length=KEYWORDS_LIMIT,
            examples=[["vip"]],
        ),
    ]
    action: Annotated[_Action, Param("Whether they are added or removed.")] = "add"
    everyone: Annotated[bool, Param("All records of the type.", examples=[True])] = False
    classes: Annotated[
        tuple[str, ...],
        Param(
            "Families or students in these classes; or these classes or camps themselves.",
            max_length=CLASSES_LIMIT,
        ),
    ] = ()
    families: Annotated[
        tuple[str, ...], Param("These families, or their students.", max_length=FAMILIES_LIMIT)
    ] = ()
    students: Annotated[tuple[str, ...], Param("These students.", max_length=FAMILIES_LIMIT)] = ()
    staff: Annotated[
        tuple[str, ...], Param("These staff who teach.", max_length=FAMILIES_LIMIT)
    ] = ()
    having: Annotated[
        tuple[str, ...],
        Param("Records that have one of these keywords.", max_length=KEYWORDS_LIMIT),
    ] = ()
    lists: Annotated[
        tuple[str, ...], Param("The records on these saved lists.", max_length=LISTS_LIMIT)
    ] = ()

    @property
    def of(self) -> KeywordType:
        """What the records are."""
        return KeywordType(self.type)

    @property
    def chosen(self) -> Chosen:
        """Whose."""
        return Chosen(
            type=self.of,
            everyone=self.everyone,
            classes=self.classes,
            families=self.families,
            students=self.students,
            staff=self.staff,
            having=self.having,
            lists=self.lists,
        )


def check(chosen: Chosen, names: Sequence[str], records: Records, *, adding: bool) -> None:
    """Refuse what cannot be done: keywords of another type, records that are none, nobody.

    Args:
        chosen: which records.
        names: the keywords.
        records: the account's.
        adding: whether they are added, or removed.

    Raises:
        InvalidInput: names the field.
    """
    if adding:
        registry.check(names, chosen.type, registry.find(names, records))
    else:
        check_keywords("keywords", names, chosen.type, records)
    _check_fields(chosen)
    _check_named(chosen, records)
    check_keywords("having", chosen.having, chosen.type, records)
    saved_list.check_all(chosen.lists, chosen.type, records)
    # Those with a keyword are looked for by the planner: that takes a look at all records.
    if not chosen.having and next(targets(chosen, records), None) is None:
        field = next((name for name in _ALL if getattr(chosen, name)), "everyone")
        raise InvalidInput.of(field, "there is nobody in this selection")


def _check_fields(chosen: Chosen) -> None:
    given = [name for name in _ALL if getattr(chosen, name)]
    may = FIELDS[chosen.type]
    for name in given:
        if name not in may:
            raise InvalidInput.of(
                name, f"a {chosen.type.value} is chosen by {', '.join(may)}, or all of them are"
            )
    if chosen.everyone and given:
        raise InvalidInput.of("everyone", f"all are chosen already: leave out {', '.join(given)}")
    if not chosen.everyone and not given:
        raise InvalidInput.of(
            may[0], f"nobody is chosen: name {', '.join(may)}, or ask for everyone"
        )


def _check_named(chosen: Chosen, records: Records) -> None:
    classes.check_all(chosen.classes, records)
    if chosen.type in (KeywordType.CLASS, KeywordType.CAMP):
        others = [*check_type(chosen.classes, chosen.type, records)]
        if others:
            raise InvalidInput.of("classes", f"'{others[0]}' is no {chosen.type.value}")
    known: dict[str, Iterable[str]] = {
        "families": families.find(chosen.families, records),
        "students": students.find(chosen.students, records),
        "staff": instructors.find(chosen.staff, records),
    }
    for field, found in known.items():
        classes.refuse_unknown(field, getattr(chosen, field), found)
