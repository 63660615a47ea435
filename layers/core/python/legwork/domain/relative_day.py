"""Relative days: a parameter of a workflow that is so many days from the scheduled moment.

``{"days": 7}`` is the day a week after the one on which the moment falls, in the time zone of the
workflow: an account has none of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from legwork.domain.day import DAY_PATTERN
from legwork.domain.errors import InvalidInput
from legwork.domain.kind import Kind
from legwork.domain.param import Param, params_of

MOST_DAYS = 3_660
"""Days that a relative day may be away, before or after."""


def is_day_param(param: Param) -> bool:
    """Whether the values of a parameter are days."""
    return param.days or param.constraints.get("pattern") == DAY_PATTERN


def resolved(
    kind: Kind[Any], params: Mapping[str, Any], moment: datetime, timezone: str
) -> dict[str, Any]:
    """The parameters with days in place of relative ones.

    Args:
        kind: whose parameters.
        params: as an owner wrote them.
        moment: the one that a task is launched for.
        timezone: of the workflow.

    Raises:
        InvalidInput: names the parameter that is no relative day, or is one where none may be.
    """
    today = moment.astimezone(ZoneInfo(timezone)).date()

    def day(field: str, days: int) -> str:
        try:
            return (today + timedelta(days=days)).isoformat()
        except OverflowError as error:
            raise InvalidInput.of(f"params.{field}", "there is no such day") from error

    return _changed(kind, params, day)


def _changed(
    kind: Kind[Any], params: Mapping[str, Any], day: Callable[[str, int], str]
) -> dict[str, Any]:
    names = {field.name for field, _, param in params_of(kind.params) if is_day_param(param)}
    found = dict(params)
    for name in names & found.keys():
        value = found[name]
        if isinstance(value, list | tuple):
            found[name] = [
                day(f"{name}[{place}]", _days(f"{name}[{place}]", one))
                if isinstance(one, Mapping)
                else one
                for place, one in enumerate(value)
            ]
        elif isinstance(value, Mapping):
            found[name] = day(name, _days(name, value))
    return found


def _days(name: str, value: Mapping[str, Any]) -> int:
    days: Any = value.get("days")
    if set(value) != {"days"} or type(days) is not int or abs(days) > MOST_DAYS:
        raise InvalidInput.of(
            f"params.{name}",
            f'write a day, or {{"days": 7}} for one counted from the scheduled moment, at most '
            f"{MOST_DAYS:,} before or after it",
        )
    return days


def kept_relative(params: Mapping[str, Any], validated: Mapping[str, Any]) -> dict[str, Any]:
    """Validated parameters, in which those stay relative that were written so."""
    return {
        name: params[name] if name in params and _is_relative(params[name]) else value
        for name, value in validated.items()
    }


def _is_relative(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(isinstance(one, Mapping) for one in value)
    return isinstance(value, Mapping) and set(value) == {"days"}
