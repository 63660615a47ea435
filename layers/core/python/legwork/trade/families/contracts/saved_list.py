"""Saved lists and keywords as callers see and save them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from legwork.contracts.directory import NamedView
from legwork.contracts.model import Model, Request
from legwork.trade.families.keyword import Keyword, KeywordType
from legwork.trade.families.saved_list import IDS_LIMIT, SavedList


class KeywordView(Model):
    """A keyword that is in use."""

    name: str
    """The keyword."""
    type: KeywordType
    """What it is for."""

    @classmethod
    def of(cls, keyword: Keyword) -> KeywordView:
        """Show a keyword."""
        return cls(name=keyword.name, type=keyword.type)


class KeywordListView(Model):
    """A page of keywords."""

    keywords: list[KeywordView]
    """In order."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""


class SavedListView(Model):
    """A saved list."""

    id: str
    """Id of the list."""
    type: KeywordType
    """What its records are."""
    name: str
    """What it is called; empty when its id is all that it has."""
    ids: list[str]
    """Ids of the records on it."""

    @classmethod
    def of(cls, saved: SavedList) -> SavedListView:
        """Show a list."""
        return cls(id=saved.id, type=saved.type, name=saved.name, ids=list(saved.ids))


class SavedListsView(Model):
    """A page of saved lists, by id and name."""

    lists: list[NamedView]
    """In the order of the ids and names that begin so."""
    next_cursor: str | None
    """Where the next page begins; nothing on the last one."""


class SavedListRequest(Request):
    """What a list is to be."""

    type: KeywordType
    """What its records are; a list stays of one type."""
    name: Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    """What it is called."""
    ids: Annotated[list[str], Field(max_length=IDS_LIMIT)]
    """Ids of the records on it."""

    def as_list(self, name: str) -> SavedList:
        """The list that is meant."""
        ids = tuple(sorted(set(self.ids)))
        return SavedList(id=name, type=self.type, name=self.name, ids=ids)
