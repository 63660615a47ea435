"""``python -m bench``: measures, and writes down what it found."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bench import gate
from bench.counts import Measured, measure_all
from bench.meter import PARTS
from bench.prices import bill

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


@app.callback()
def main() -> None:
    """What Legwork costs."""


@app.command()
def counts(
    accept: Annotated[bool, typer.Option(help="Let these be the expected counts.")] = False,
) -> None:
    """Count what a thousand targets of each kind ask of AWS."""
    found = measure_all()
    for measured in found:
        _show(measured)
    if accept:
        gate.accept(found)
        return
    for measured in found:
        for change in gate.changes(measured):
            Console().print(f"[yellow]{measured.scene.kind}: {change}")


def _show(measured: Measured) -> None:
    dollars = bill(measured.total).engine / measured.targets * 1e6
    table = Table(
        title=f"{measured.scene.kind}: {measured.targets:,} targets, {measured.lanes} lanes, "
        f"${dollars:.3f} per million targets without the mail itself"
    )
    table.add_column("")
    for part in (*PARTS, "total"):
        table.add_column(part, justify="right")
    for name in sorted(measured.total):
        row = [measured.by_part[part][name] for part in PARTS]
        table.add_row(name, *(f"{count:,}" if count else "" for count in (*row, sum(row))))
    Console().print(table)
