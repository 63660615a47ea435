"""Parameters of a kind at the border: its dataclass as a pydantic model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, create_model
from pydantic import Field as Constraint

from legwork.domain.errors import FieldError, InvalidInput
from legwork.domain.kind import Kind
from legwork.domain.param import Param, params_of
from legwork.domain.relative_day import MOST_DAYS, is_day_param, kept_relative, resolved


class RelativeDay(BaseModel):
    """A day so many days after the scheduled moment, or before it where they are negative."""

    model_config = ConfigDict(extra="forbid", strict=True)
    days: int = Constraint(
        ge=-MOST_DAYS,
        le=MOST_DAYS,
        examples=[7],
        description="Days after the scheduled moment; before it, where negative.",
    )


@cache
def params_model(kind: Kind[Any], *, of_workflow: bool = False) -> type[BaseModel]:
    """A model with the fields, defaults and constraints of a kind's parameters.

    Args:
        kind: whose parameters.
        of_workflow: whether its days may be relative ones.
    """
    definitions: dict[str, Any] = {}
    for field, hint, param in params_of(kind.params):
        if of_workflow and is_day_param(param):
            definitions[field.name] = (_day_type(hint, param), _constraint(field, param, day=True))
        else:
            definitions[field.name] = (_type(hint, param), _constraint(field, param))
    model: type[BaseModel] = create_model(
        f"{kind.name}_{'workflow_' * of_workflow}params",
        __config__=ConfigDict(extra="forbid", strict=True),
        __doc__=kind.params.__doc__,
        **definitions,
    )
    return model


def _type(hint: Any, param: Param) -> Any:
    if param.choices:
        return Literal.__getitem__(param.choices)
    if get_origin(hint) is Literal and any(type(one) is int for one in get_args(hint)):
        return Annotated[hint, BeforeValidator(_no_truth_value)]
    return hint


def _day_type(hint: Any, param: Param) -> Any:
    """A day or a relative one, a list of them, or nothing, as the parameter has it."""
    day = Annotated[str, Constraint(pattern=param.constraints.get("pattern"))] | RelativeDay
    if get_origin(hint) is tuple:
        return tuple[day, ...]
    return day | None if type(None) in get_args(hint) else day


def _no_truth_value(value: Any) -> Any:
    """Python takes false for 0, and so does a choice of numbers."""
    if isinstance(value, bool):
        raise ValueError("a truth value is no number")  # noqa: TRY004 -- as pydantic takes it
    return value


def _constraint(field: Field[Any], param: Param, *, day: bool = False) -> Any:
    said: dict[str, Any] = {"description": param.description, **param.constraints}
    if day:
        said.pop("pattern", None)
    if field.default_factory is not MISSING:
        return Constraint(default_factory=field.default_factory, **said)
    default = ... if field.default is MISSING else field.default
    return Constraint(default, **said)


def validated(kind: Kind[Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters with their defaults, as they are recorded.

    Raises:
        InvalidInput: names every field that is missing, unknown or wrong.
    """
    try:
        # As JSON, in which a list may be a tuple but a truth value is no number.
        model = params_model(kind).model_validate_json(json.dumps(dict(params)))
    except ValidationError as error:
        raise invalid(error.errors(), "params") from error
    return model.model_dump(mode="json")


def validated_of_workflow(
    kind: Kind[Any], params: Mapping[str, Any], moment: datetime, timezone: str
) -> dict[str, Any]:
    """The parameters of a workflow with their defaults: relative days stay so.

    They are tried as they would be at some moment.

    Raises:
        InvalidInput: names every field that is missing, unknown or wrong.
    """
    tried = validated(kind, resolved(kind, params, moment, timezone))
    return kept_relative(params, tried)


def invalid(errors: Any, prefix: str = "") -> InvalidInput:
    """A refusal that names the fields of a validation error."""
    listed = [
        FieldError(_path((prefix, *error["loc"])), error["msg"].removeprefix("Value error, "))
        for error in errors
    ]
    first = listed[0]
    more = f" (and {len(listed) - 1} more)" if len(listed) > 1 else ""
    return InvalidInput(f"{first.field}: {first.message}{more}", listed)


def _path(parts: tuple[Any, ...]) -> str:
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part != "":
            path += f".{part}" if path else str(part)
    return path or "body"
