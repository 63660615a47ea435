"""Copies the rows of restored tables into those of a stack."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

import boto3

from legwork.adapters.dynamodb_values import from_row
from legwork.domain.effect import Item, Key
from legwork.domain.task import TaskRef
from legwork.ports import Database
from legwork.store import restoring

SEGMENTS: Final = 8
"""Parts of a table that are read side by side."""


class NotEmpty(Exception):
    """The stack has tasks of its own, which would be lost among the restored ones."""


@dataclass(slots=True)
class Copied:
    """What was copied, and what of it has to be looked at."""

    rows: int = 0
    live: list[TaskRef] = field(default_factory=list)
    workflows: list[tuple[str, str]] = field(default_factory=list)


def check_empty(table: str) -> None:
    """Refuse a table with rows.

    Raises:
        NotEmpty: it has some.
    """
    found = boto3.client("dynamodb").scan(TableName=table, Limit=1, ConsistentRead=True)
    if found["Items"]:
        raise NotEmpty(f"The table '{table}' has rows already. Recover into a new stack.")


def copy_records(source: str, database: Database) -> int:
    """Copy the records as they are; answers how many."""
    with ThreadPoolExecutor(SEGMENTS) as pool:
        return sum(pool.map(lambda part: _copy_part(source, part, database), range(SEGMENTS)))


def _copy_part(source: str, part: int, database: Database) -> int:
    copied = 0

    def counted() -> Iterator[tuple[Key, Item]]:
        nonlocal copied
        for pair in _rows(source, part):
            copied += 1
            yield pair

    database.records.put_many(counted())
    return copied


def copy_tasks(source: str, database: Database) -> Copied:
    """Copy the rows of tasks so that nothing moves yet."""
    copied = Copied()
    with ThreadPoolExecutor(SEGMENTS) as pool:
        for one in pool.map(lambda part: _copy_tasks(source, part, database), range(SEGMENTS)):
            copied.rows += one.rows
            copied.live += one.live
            copied.workflows += one.workflows
    copied.live.sort(key=lambda ref: ref.id)
    return copied


def find_hidden(table: str) -> Copied:
    """What is left to look at in a stack in which tasks go on already: nothing is copied."""
    found = Copied()
    for part in range(SEGMENTS):
        for key, row in _rows(table, part):
            if restoring.is_hidden(key, row):
                found.live.append(_ref(row))
            if restoring.is_workflow(key, row):
                found.workflows.append((row["account"], row["id"]))
    found.live.sort(key=lambda ref: ref.id)
    return found


def _copy_tasks(source: str, part: int, database: Database) -> Copied:
    copied = Copied()

    def quiet() -> Iterator[tuple[Key, Item]]:
        for key, row in _rows(source, part):
            if restoring.is_live(key, row):
                copied.live.append(_ref(row))
            if restoring.is_workflow(key, row):
                copied.workflows.append((row["account"], row["id"]))
            if (kept := restoring.quiet(key, row)) is not None:
                copied.rows += 1
                yield key, kept

    database.tasks.put_many(quiet())
    return copied


def _ref(row: Item) -> TaskRef:
    return TaskRef(row["account"], row["id"], row["listed"])


def _rows(table: str, part: int) -> Iterator[tuple[Key, Item]]:
    client: Any = boto3.client("dynamodb")
    pages = client.get_paginator("scan").paginate(
        TableName=table, Segment=part, TotalSegments=SEGMENTS, ConsistentRead=True
    )
    return (from_row(row) for page in pages for row in page["Items"])
