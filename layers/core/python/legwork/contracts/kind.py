"""Kinds of task as callers see them, and uploads for them."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from legwork.contracts.model import Model, Request
from legwork.contracts.params import params_model
from legwork.domain.kind import Kind
from legwork.domain.permission import Permission


class KindView(Model):
    """A kind that the caller may launch."""

    name: str
    """Name, to launch it by."""
    title: str
    """What people call it."""
    permission: Permission
    """The permission that it needs."""
    params: dict[str, Any]
    """JSON schema: a form can be drawn from it."""

    @classmethod
    def of(cls, kind: Kind[Any]) -> KindView:
        """Show a kind."""
        schema = params_model(kind).model_json_schema()
        return cls(name=kind.name, title=kind.title, permission=kind.permission, params=schema)


class KindListView(Model):
    """The kinds that the caller may launch."""

    kinds: list[KindView]
    """In order of their names."""


class UploadRequest(Request):
    """A file that is going to be uploaded."""

    filename: str = Field(min_length=1, max_length=255)
    """Name of the file, as people know it."""
    content_type: str = Field(min_length=1, max_length=100, pattern=r"^[\w.+-]+/[\w.+-]+(;.*)?$")
    """Media type of the file, such as ``text/csv``."""


class UploadView(Model):
    """A form to post the file with: the fields first, then the file as ``file``."""

    upload_id: str
    """Names the file in the parameters of a task."""
    url: str
    """Where to post the form."""
    fields: dict[str, str]
    """Fields of the form, to be sent before the file."""
