"""What is said of a parameter of a kind: for the border, the JSON schema and the forms.

Stands in the type: ``permit: Annotated[str, Param("The permit's number.", pattern="…")]``. A type
that many kinds have, such as a sender, is an alias that is written once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import Field, fields
from typing import Any, get_type_hints


class Param:
    """What is said of a parameter.

    Args:
        description: one sentence for people.
        choices: the values that there are, where the type itself cannot say so.
        days: whether it holds days, where its pattern does not say so.
        constraints: as pydantic's ``Field`` takes them: ``pattern``, ``max_length``, ``ge``, …;
            also ``examples``.
    """

    def __init__(
        self,
        description: str,
        *,
        choices: Sequence[str] = (),
        days: bool = False,
        **constraints: Any,
    ) -> None:
        self.description = description
        self.choices = tuple(choices)
        self.days = days
        self.constraints = constraints


def params_of(params: type[Any]) -> list[tuple[Field[Any], Any, Param]]:
    """The fields of a kind's parameters, each with its type and what is said of it.

    Raises:
        TypeError: of one nothing is said.
    """
    hints = get_type_hints(params, include_extras=True)
    return [(field, *_taken_apart(params, field, hints[field.name])) for field in fields(params)]


def _taken_apart(params: type[Any], field: Field[Any], hint: Any) -> tuple[Any, Param]:
    for said in getattr(hint, "__metadata__", ()):
        if isinstance(said, Param):
            return hint.__origin__, said
    raise TypeError(f"{params.__qualname__}.{field.name} needs a Param that says what it is")
