"""Values that are listed in the OpenAPI document, while a stored one may be older than the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core.core_schema import definitions_schema


@dataclass(frozen=True)
class Listed:
    """Annotates a text: one of these, as far as callers are told.

    Attributes:
        name: of the list, as a schema.
        doc: what is listed.
        values: each with its meaning; looked up when somebody asks for a schema.
    """

    name: str
    doc: str
    values: Callable[[], Mapping[str, str]]

    def __get_pydantic_json_schema__(
        self, core_schema: Any, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """A schema of its own, so that generated programs have one type for it."""
        members = {_member(value): value for value in self.values()}
        # The functional form: mypy knows it only with names that it can read.
        make: Any = StrEnum
        made = make(self.name, members)
        made.__doc__ = self.doc
        return handler(definitions_schema(TypeAdapter(made).core_schema, []))


def _member(value: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in value).upper() or "NONE"
