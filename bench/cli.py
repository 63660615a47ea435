"""``python -m bench``: measures, and writes down what it found."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bench import cpu, gate, growth, imports, report, results
from bench.counts import Measured, measure_all
from bench.embedded import fairness, place, rate, stops
from bench.eta import simulated as foreseen
from bench.fairness import simulated
from bench.meter import PARTS
from bench.prices import bill

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


@app.command("counts")
def counts_command(
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
            Console().print(f"[yellow]{measured.scene.name}: {change}")


@app.command("growth")
def growth_command(
    largest: Annotated[int, typer.Option(help="Leave out what is larger.")] = max(growth.SIZES),
) -> None:
    """Measure bill-outs of 1,000 to 1,000,000 reservations; the last takes minutes."""
    found = []
    for grown in growth.measure_growth(size for size in growth.SIZES if size <= largest):
        found.append(asdict(grown))
        results.keep("growth", found)


@app.command("imports")
def imports_command() -> None:
    """Measure how long each function takes to load."""
    unit, loads = imports.measure()
    results.keep("imports", {"unit": unit, "functions": [asdict(load) for load in loads]})


@app.command("cpu")
def cpu_command() -> None:
    """Measure a worker's processor time beside a bare loop's."""
    results.keep("cpu", asdict(cpu.measure()))


@app.command("embedded")
def embedded_command(
    pace: Annotated[bool, typer.Option(help="Measure bill-outs.")] = True,
    stopping: Annotated[bool, typer.Option(help="Measure cancels and pauses.")] = True,
) -> None:
    """Measure bill-outs on the embedded stack beside a bare loop, and how fast a stop answers."""
    with place.running() as park:
        if pace:
            results.keep("rate", asdict(rate.measure(park)))
        if stopping:
            found = [asdict(of_setting) for of_setting in stops.measure(park)]
            results.keep("stops", {"targets": stops.TARGETS, "settings": found})


@app.command("celery")
def celery_command(
    costing: Annotated[bool, typer.Option(help="Also measure what a chunk costs.")] = True,
) -> None:
    """Bill out by Celery with Redis and by Legwork, while the same things go wrong."""
    # Celery is not needed for anything else.
    from bench.beside import broker, measure

    if not broker.installed():
        Console().print("[yellow]Left out: there is no redis-server (apt-get install it).")
        return
    with place.running() as park:
        if costing:
            results.keep("celery_cost", asdict(measure.costs(park)))
        results.keep("celery_faults", asdict(measure.faults(park)))


@app.command("fairness")
def fairness_command(
    embedded: Annotated[bool, typer.Option(help="Also on the embedded stack.")] = True,
) -> None:
    """Let five accounts flood the queue and quiet ones wait: in simulated time and in real time."""
    found = [{**asdict(waited), "bound": waited.bound} for waited in simulated.measure()]
    results.keep("fairness", found)
    if not embedded:
        return
    seen = []
    with place.running() as park:
        for waits in fairness.measure(park):
            seen.append({**asdict(waits), "bound": waits.bound})
            results.keep("fairness_embedded", seen)


@app.command("eta")
def eta_command() -> None:
    """Ask tasks of several sizes under several loads when they will end, in simulated time."""
    results.keep("eta", [asdict(one) for one in foreseen.measure()])


@app.command("report")
def report_command() -> None:
    """Write bench/RESULTS.md and its chart: the counts of now, and what was measured last."""
    report.write(measure_all(), results.read())


def _show(measured: Measured) -> None:
    dollars = bill(measured.total).engine / measured.targets * 1e6
    table = Table(
        title=f"{measured.scene.name}: {measured.targets:,} targets, {measured.lanes} lanes, "
        f"${dollars:.3f} per million targets without the mail itself"
    )
    table.add_column("")
    for part in (*PARTS, "total"):
        table.add_column(part, justify="right")
    for name in sorted(measured.total):
        row = [measured.by_part[part][name] for part in PARTS]
        table.add_row(name, *(f"{count:,}" if count else "" for count in (*row, sum(row))))
    Console().print(table)
