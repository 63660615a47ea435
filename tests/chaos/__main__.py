"""Chaos: many days on which nothing goes right, or one of them again (``make chaos``)."""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Annotated

import typer
from rich.columns import Columns
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tests.chaos import tally
from tests.chaos.day import Report, run

AT_ONCE = 25
"""Seeds that a process is handed at a time."""
_out = Console()
app = typer.Typer(add_completion=False)


@app.command()
def chaos(
    seeds: Annotated[int, typer.Option(help="How many days.", min=1)] = 10_000,
    first: Annotated[int, typer.Option(help="Seed of the first one.", min=0)] = 0,
    processes: Annotated[int, typer.Option(help="Processes to run them in.", min=1)] = 2,
    seed: Annotated[int | None, typer.Option(help="Run this one alone, with its log.")] = None,
) -> None:
    """Let everything go wrong, and look whether every promise is kept."""
    if seed is not None:
        raise typer.Exit(_tell(seed))
    began, sum_, failed = time.monotonic(), Counter[str](), list[Report]()
    with _bar() as bar:
        task = bar.add_task("days", total=seeds)
        for report in _reports(range(first, first + seeds), processes):
            sum_.update(report.tally)
            if report.problems:
                failed.append(report)
                _show(report, bar.console)
            bar.advance(task)
    _out.print(_tables(sum_))
    absent = tally.missing(sum_)
    if absent:
        _out.print(f"[red]Never happened:[/] {', '.join(absent)}")
    seconds = time.monotonic() - began
    _out.print(f"{seeds:,} days in {seconds:.0f} seconds: {len(failed):,} with a broken promise.")
    raise typer.Exit(bool(failed or absent))


def _reports(seeds: range, processes: int) -> Iterator[Report]:
    if processes == 1:
        yield from map(run, seeds)
        return
    # What is imported stays: no need to look through it for garbage again and again.
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=gc.freeze) as pool:
        yield from pool.map(run, seeds, chunksize=AT_ONCE)


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeElapsedColumn(), console=_out)


def _show(report: Report, console: Console) -> None:
    console.print(f"[red]Seed {report.seed} breaks a promise:[/]")
    for problem in report.problems[:3]:
        console.print(f"   {problem[:500]}", markup=False)
    console.print(f"   Again, with its log: make chaos SEED={report.seed}")


def _tables(sum_: Counter[str]) -> Columns:
    """What was tried, in as many columns as there is room for."""
    tables = []
    for section, names in tally.SECTIONS.items():
        table = Table(section, "", box=None)
        for name in names:
            table.add_row(name, f"{sum_[name]:>9,}")
        tables.append(table)
    return Columns(tables)


def _tell(seed: int) -> int:
    """Run one day with its log; answers the exit code."""
    report = run(seed, print)
    for problem in report.problems:
        _out.print(problem, style="red", markup=False)
    _out.print(f"Seed {seed}: {len(report.problems)} problems.")
    return bool(report.problems)


if __name__ == "__main__":
    app()
