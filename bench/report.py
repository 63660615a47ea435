"""Writes bench/RESULTS.md, from template.md, and its chart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from bench import chart, limits, table_of_eta, tables, tables_of_runs, ways
from bench.chart import Bar
from bench.counts import Measured

FOLDER: Final = Path(__file__).resolve().parent


def write(measured: Sequence[Measured], results: dict[str, Any]) -> None:
    """Write both files.

    Args:
        measured: each kind, as it counts now.
        results: what was measured before, by section.
    """
    billout = next(one for one in measured if one.scene.kind == "permit_billout")
    others = ways.others(billout)
    growth, imports, cpu = (results[name] for name in ("growth", "imports", "cpu"))
    largest = growth["values"][-1]
    text = (FOLDER / "template.md").read_text("utf-8")
    filled = text.format(
        targets=tables.targets(growth["values"], imports["values"]),
        ways=tables.ways(others, largest),
        paid=", ".join(f"{what} ${cost:.4f}" for what, cost in largest["bill"].items() if cost),
        steps=tables.steps(others),
        kinds=tables.kinds(measured),
        limits=tables.limits({one.scene.name: limits.of(one) for one in measured}),
        growth=tables.growth(growth["values"]),
        growth_when=_when(growth),
        unit=f"{imports['values']['unit'] * 1000:.0f} ms",
        imports=tables.imports(imports["values"]),
        imports_when=_when(imports),
        rounds=cpu["values"]["rounds"],
        thrown_away=cpu["values"]["thrown_away"],
        cpu=tables.cpu(cpu["values"]),
        cpu_when=_when(cpu),
        details=tables.details(measured),
        **_runs(results),
    )
    (FOLDER / "RESULTS.md").write_text(filled, encoding="utf-8")
    picture = _picture(others, largest["dollars"])
    (FOLDER / "dollars.svg").write_text(picture, encoding="utf-8")


def _runs(results: dict[str, Any]) -> dict[str, str]:
    """What was measured on the embedded stack and in simulated time."""
    rate, stops, quiet, cost, faults, fairness, waits = (
        results.get(name, _NOT_MEASURED)
        for name in (
            "rate",
            "stops",
            "cancels",
            "celery_cost",
            "celery_faults",
            "fairness",
            "fairness_embedded",
        )
    )
    beside = faults["values"] or {}
    foreseen = results.get("eta", _NOT_MEASURED)["values"]
    shown = {
        "embedded_targets": _shown(
            tables_of_runs.targets, rate["values"], stops["values"], quiet["values"]
        ),
        "rate": _shown(tables_of_runs.rate, rate["values"]),
        "rate_said": _shown(tables_of_runs.rate_said, rate["values"]),
        "stops": _shown(tables_of_runs.stops, stops["values"]),
        "quiet": _shown(tables_of_runs.stops, quiet["values"]),
        "celery_cost": _shown(tables_of_runs.celery_cost, cost["values"]),
        "struck": _shown(tables_of_runs.struck, beside.get("struck")),
        "stopped": _shown(tables_of_runs.stopped, beside.get("stopped")),
        "fairness": _shown(tables_of_runs.fairness, fairness["values"]),
        "eta": _shown(table_of_eta.eta, foreseen),
        "eta_said": _shown(table_of_eta.eta_said, foreseen),
        "waits": _shown(tables_of_runs.fairness_embedded, waits["values"]),
        "waits_said": _shown(tables_of_runs.fairness_said, waits["values"]),
    }
    when = {
        "rate_when": rate,
        "stops_when": stops,
        "quiet_when": quiet,
        "cost_when": cost,
        "faults_when": faults,
        "waits_when": waits,
    }
    return shown | {name: _when(section) for name, section in when.items()}


_NOT_MEASURED: Final[dict[str, Any]] = {"on": "no day yet", "machine": "none", "values": None}


def _shown(table: Callable[..., str], *values: Any) -> str:
    return table(*values) if all(values) else "| not measured here | | | |"


def _picture(others: Sequence[ways.Way], ours: float) -> str:
    rows = [Bar(way.short, way.dollars) for way in others]
    rows.insert(2, Bar("Legwork, everything included", ours, ours=True))
    return chart.bars("Dollars for billing out a million reservations", rows, unit="$", largest=6)


def _when(section: dict[str, Any]) -> str:
    return f"Measured on {section['on']}: {section['machine']}."
