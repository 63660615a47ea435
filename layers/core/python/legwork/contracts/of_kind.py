"""Requests that name a kind and have its parameters: in the OpenAPI document, one for each kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field, GetJsonSchemaHandler, create_model
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema as core

from legwork import kinds
from legwork.contracts.model import Varied
from legwork.contracts.params import params_model
from legwork.domain.kind import Kind


class RequestOfKind(Varied):
    """A request that names a kind. Which parameters go with it is checked by the kind."""

    kind: str = Field(max_length=64)
    """Name of a kind of task."""
    params: dict[str, Any] = Field(default_factory=dict)
    """Parameters of that kind."""

    @classmethod
    def params_of(cls, kind: Kind[Any]) -> type[BaseModel]:
        """The parameters of a kind, as this request has them."""
        return params_model(kind)

    @classmethod
    def variants(cls) -> core.CoreSchema | None:
        """One for each kind, told apart by ``kind``."""
        if RequestOfKind not in cls.__bases__:
            return None
        return cls.by_kind()

    @classmethod
    def by_kind(cls) -> core.CoreSchema:
        """One for each kind."""
        return core.tagged_union_schema(dict(cls.each_kind()), discriminator="kind")

    @classmethod
    def each_kind(cls) -> dict[str, core.CoreSchema]:
        """Those by the names of the kinds, for a request that may be of none."""
        return {name: made.__pydantic_core_schema__ for name, made in _variants_of(cls)}


def _variants_of(request: type[RequestOfKind]) -> Iterator[tuple[str, type[BaseModel]]]:
    verb = request.__name__.removesuffix("Request").removesuffix("OfKind")
    for kind in kinds.all_kinds().values():
        noun = "".join(word.title() for word in kind.name.split("_"))
        yield kind.name, _variant(request, f"{verb}{noun}", kind)


def _variant(request: type[RequestOfKind], name: str, kind: Kind[Any]) -> type[BaseModel]:
    params = request.params_of(kind)
    needed = any(field.is_required() for field in params.model_fields.values())
    said = "Parameters of this kind."
    field = Field(description=said) if needed else Field(default_factory=params, description=said)
    only: Any = Literal.__getitem__(kind.name)
    made: type[BaseModel] = create_model(
        name,
        __base__=request,
        __doc__=f"{kind.title}. Needs the permission '{kind.permission}'.",
        kind=(only, Field(description="Which kind of task.")),
        params=(params, field),
    )
    return made


@dataclass(frozen=True)
class ParamsOf:
    """Annotates parameters: those of one kind, as far as callers are told."""

    kind: str

    def __get_pydantic_json_schema__(
        self, core_schema: Any, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The schema of that kind's parameters."""
        params = params_model(kinds.find(self.kind)).__pydantic_core_schema__
        return handler(core.definitions_schema(params, []))
