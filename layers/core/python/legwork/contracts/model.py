"""What every request and answer has in common: how it tells of itself in the OpenAPI document."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class Model(BaseModel):
    """A model whose fields are described by the docstrings below them.

    As pydantic's ``use_attribute_docstrings``, which looks into the source whenever a class is
    made: here that is left until somebody asks for a schema, since no function ever does at its
    cold start.
    """

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: Any, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Its schema, with what is said of each field."""
        made = handler(core_schema)
        fields = handler.resolve_ref_schema(made).get("properties", {})
        for name, said in _said_in(cls):
            if name in fields:
                fields[name].setdefault("description", said)
        return made


class Request(Model):
    """What a caller sends: nothing in it goes unread."""

    model_config = ConfigDict(extra="forbid")


class Correction(Request):
    """What a record is to be: the whole of it in a PUT, a part of it in a PATCH."""

    def said(self, *, whole: bool) -> dict[str, Any]:
        """The fields that are to change, None for those that are to be as new records have them.

        Args:
            whole: whether what is left out is to be so, too, or to stay as it is.
        """
        names = type(self).model_fields if whole else self.model_fields_set
        return {name: getattr(self, name) for name in names}


class Varied(Request):
    """A request that comes in variants: callers are shown those in its place, each by its name."""

    @classmethod
    def variants(cls) -> CoreSchema | None:
        """Any of the variants; nothing for one of them itself."""
        return None

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: Any, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The schema of its variants, under its own name."""
        made = super().__get_pydantic_json_schema__(core_schema, handler)
        if variants := cls.variants():
            schema = handler.resolve_ref_schema(made)
            told = {name: schema[name] for name in ("title", "description")}
            shown = handler(variants)
            schema.clear()
            schema.update(told | shown)
        return made


def _said_in(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """The fields that have a docstring, with it; those of the class itself first."""
    for made in model.__mro__:
        if made in (Model, Request) or not issubclass(made, Model):
            continue
        try:
            tree = ast.parse(textwrap.dedent(inspect.getsource(made)))
        except OSError:
            # A class that was made from another one, without a text of its own.
            continue
        [written] = [part for part in tree.body if isinstance(part, ast.ClassDef)]
        for field, below in pairwise(written.body):
            match field, below:
                case (
                    ast.AnnAssign(target=ast.Name(id=name)),
                    ast.Expr(value=ast.Constant(value=str(said))),
                ):
                    yield name, inspect.cleandoc(said)
