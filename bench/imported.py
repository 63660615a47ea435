"""Scenes of imports: files of families, staff and charges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bench.scene import Scene, launched
from bench.school import store_class
from bench.stack import Stack
from legwork.domain.task import Task


def _families(stack: Stack, targets: int) -> Task:
    return _import(
        stack,
        "families",
        "family,name,email,guardian,consent,consent_source,consent_at,keywords",
        lambda place: (
            f"F-{place:07d},Home {place:07d},home{place:07d}@example.com,"
            f"Ana Home {place:07d},yes,form of 2026,2026-01-05,"
        ),
        targets,
    )


def _staff(stack: Stack, targets: int) -> Task:
    return _import(
        stack,
        "staff",
        "staff,name,email,phone,location",
        lambda place: f"T-{place:07d},Ana {place:07d},ana{place:07d}@example.com,555,Riverside",
        targets,
    )


def _charges(stack: Stack, targets: int) -> Task:
    """Each family has one charge that was open elsewhere."""
    store_class(stack, "JUDO", range(targets))
    return _import(
        stack,
        "charges",
        "charge,family,class,student,category,amount_cents,day,due_day,note",
        lambda place: (
            f"OLD-{place:07d},F-{place:07d},JUDO,S-{place:07d},tuition,6000,2026-01-05,2026-02-01,"
        ),
        targets,
    )


def _import(
    stack: Stack, entity: str, header: str, line: Callable[[int], str], targets: int
) -> Task:
    body = "\n".join([header, *map(line, range(targets)), ""])
    stack.owner.upload("file", body.encode())
    return launched(stack, "import_records", {"entity": entity, "upload_id": "file"})


SCENES: Final = (
    Scene("import_records", "a family of a CSV file", _families, of="families", spread=True),
    Scene("import_records", "a staff member of a CSV file", _staff, of="staff", spread=True),
    Scene("import_records", "a charge of a CSV file", _charges, of="charges", spread=True),
)
