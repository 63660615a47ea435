"""Kinds of task as callers see them, and uploads for them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from legwork.contracts.params import params_model
from legwork.domain.kind import Kind
from legwork.domain.permission import Permission


class KindView(BaseModel):
    """A kind that the caller may launch."""

    name: str
    title: str
    permission: Permission
    params: dict[str, Any]
    """JSON schema: a form can be drawn from it."""

    @classmethod
    def of(cls, kind: Kind[Any]) -> KindView:
        """Show a kind."""
        schema = params_model(kind).model_json_schema()
        return cls(name=kind.name, title=kind.title, permission=kind.permission, params=schema)


class KindListView(BaseModel):
    """The kinds that the caller may launch."""

    kinds: list[KindView]


class UploadRequest(BaseModel):
    """A file that is going to be uploaded."""

    model_config = ConfigDict(extra="forbid")

    filename: str = Field(min_length=1, max_length=255)
    content_type: str = Field(min_length=1, max_length=100, pattern=r"^[\w.+-]+/[\w.+-]+(;.*)?$")


class UploadView(BaseModel):
    """A form to post the file with: the fields first, then the file as ``file``."""

    upload_id: str
    url: str
    fields: dict[str, str]
