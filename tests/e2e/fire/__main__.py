"""The embedded stack under fire: workers die, AWS does not answer (``make fire``)."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.columns import Columns
from rich.console import Console
from rich.table import Table

from local.dashboard_picture import keep
from local.state import ROOT
from tests.e2e.fire import told
from tests.e2e.fire.run import Report, run
from tests.e2e.fire.works import Size
from tests.e2e.own_stack import own_stack

METRICS = ROOT / ".legwork" / "fire.jsonl"
SIZE = Size(reservations=1_200, families=120)
_out = Console()
app = typer.Typer(add_completion=False)


@app.command()
def fire(
    seed: Annotated[int, typer.Option(help="Of all dice.", min=0)] = 0,
    kills: Annotated[int, typer.Option(help="Busy workers to kill, at least.", min=2)] = 20,
    metrics: Annotated[Path, typer.Option(help="Where the lines of metrics are kept.")] = METRICS,
) -> None:
    """Do work on a stack of its own while everything goes wrong, and look what came of it."""
    with TemporaryDirectory() as folder, own_stack(Path(folder), _out.print) as park:
        report = run(park, seed, kills=kills, size=SIZE)
        kept = keep(told.lines(park), metrics)
    if not report.retries:
        report.problems.append("No cancel came half way, so nothing was retried: other dice may do")
    _out.print(_tables(report))
    for problem in report.problems:
        _out.print(problem, style="red", markup=False)
    _out.print(
        f"Seed {seed}, {report.seconds:.0f} seconds: {report.killed.total()} workers killed in a "
        f"call, {report.disturbances.total():,} answers disturbed, "
        f"{len(report.problems)} problems. {kept:,} lines of metrics are in {metrics}."
    )
    raise typer.Exit(bool(report.problems))


def _tables(report: Report) -> Columns:
    return Columns(
        [
            _table("Killed in a call", report.killed),
            _table("Answers of AWS", report.disturbances),
            _table("To", report.disturbed),
            _table("Calls of staff made again", report.repeated),
            _table("Tasks", report.tasks),
            _table("Came of it", report.outcomes),
            _table(
                "Staff",
                Counter(reads=report.reads, cancels=report.cancels, retries=report.retries),
            ),
        ]
    )


def _table(title: str, counts: Counter[str]) -> Table:
    table = Table(title, "", box=None)
    for name, number in sorted(counts.items()):
        table.add_row(name, f"{number:>9,}")
    return table


if __name__ == "__main__":
    app()
