"""An office that asks for reports: a school and a park in memory, and the real maker of files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

import openpyxl
import pypdfium2
from openpyxl.worksheet.worksheet import Worksheet

from legwork.domain.effect import Effect, Put
from legwork.domain.task import Task
from legwork.store.files import report_key
from legwork.store.records import effects_in_account
from legwork.testing.world import Settings
from legwork.trade.money.usecases.draw_statements import draw_statements
from legwork.trade.permits.usecases.save_permit import PermitSave
from legwork.trade.reports.usecases.draw_report import draw_report
from legwork.usecases.make_file import drawn_by_kind
from tests.unit.trade.school import School


class Office(School):
    """A school whose tasks make real files, and which has permits as well."""

    def __init__(self, families: int = 4, settings: Settings | None = None) -> None:
        super().__init__(families, settings=settings)
        self.fleet.draw = drawn_by_kind(
            {"generate_report": draw_report, "send_statements": draw_statements}
        )

    def write(self, effects: Iterable[Effect]) -> None:
        """Put records there."""
        for effect in effects_in_account("parkside", effects):
            self.fleet.tables.records.write(effect)

    def put(self, *puts: Put) -> None:
        """The same, one by one."""
        self.write(puts)

    def book(self, permit: str, holder: str, *games: Mapping[str, Any]) -> None:
        """Save a permit."""
        request = PermitSave(permit=permit, holder=holder, reservations=games)
        self.owner.save(request, key=f"save {permit}")
        self.fleet.settle()

    def report(self, report: str, form: str = "csv", **params: Any) -> Task:
        """A report that is made."""
        return self.done(self.launched("generate_report", report=report, format=form, **params))

    def file(self, task: Task) -> bytes:
        """Its file."""
        assert task.made is not None, task.failure
        return self.fleet.bodies.bodies[report_key(task.ref, task.made.name)]

    def rows(self, task: Task) -> list[list[str]]:
        """The rows of a CSV file, the head among them."""
        text = self.file(task).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))

    def sheet(self, task: Task) -> Worksheet:
        """The sheet of an XLSX file."""
        found = openpyxl.load_workbook(io.BytesIO(self.file(task))).active
        assert isinstance(found, Worksheet)
        return found

    def pages(self, task: Task) -> list[str]:
        """The text of each page of a PDF file."""
        return pages_of(self.file(task))


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page of a PDF."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def game(facility: str, day: str, cents: int, hour: int = 9, event: str = "Game") -> dict[str, Any]:
    """A reservation of an hour."""
    return {
        "facility": facility,
        "starts_at": f"{day}T{hour:02}:00",
        "ends_at": f"{day}T{hour + 1:02}:00",
        "amount_cents": cents,
        "event": event,
    }
