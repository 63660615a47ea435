"""The tables of bench/RESULTS.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bench import meter
from bench.counts import Measured
from bench.limits import REQUESTS_MAX, Large, beyond
from bench.meter import PARTS, operations
from bench.prices import bill
from bench.ways import Way


def targets(grown: Sequence[dict[str, Any]], loads: dict[str, Any]) -> str:
    """What was aimed at, and what became of it."""
    small = next(one for one in grown if one["targets"] == 10_000)
    large = grown[-1]
    job = next(one for one in loads["functions"] if one["function"] == "run_job")
    unit = loads["unit"]
    shares = (job["alone"], job["with_client"])
    loaded = "{:.2f}; with a client of its own {:.2f}"
    peaks = [f"{one['planner_peak'] / 1e6:.0f} MB" for one in grown]
    rows = [
        (
            "`permit_billout` beside its floor",
            "at most 1.10",
            _each(grown, [f"{one['dollars'] / one['floor']:.3f}" for one in grown]),
            _met(one["dollars"] <= 1.10 * one["floor"] for one in grown),
        ),
        (
            "requests a target of `permit_billout`",
            "at most 0.06",
            _each(grown, [f"{one['requests']:.3f}" for one in grown]),
            _met(one["requests"] <= 0.06 for one in grown),
        ),
        (
            f"a target's cost at {large['targets']:,} beside {small['targets']:,}",
            "within 5 %",
            f"{large['dollars'] / small['dollars'] - 1:+.1%}",
            _met([large["dollars"] <= 1.05 * small["dollars"]]),
        ),
        (
            "memory of the planner",
            "flat",
            _each(grown, peaks),
            _met([large["planner_peak"] <= 1.2 * grown[-2]["planner_peak"]]),
        ),
        (
            "import of `run_job` beside boto3 with one DynamoDB client",
            "at most 1.25",
            loaded.format(*(share / unit for share in shares)),
            _met(share <= 1.25 * unit for share in shares),
        ),
    ]
    return table(("", "target", "measured", "met"), rows, right=False)


def _each(grown: Sequence[dict[str, Any]], values: Sequence[str]) -> str:
    pairs = zip(grown, values, strict=True)
    return "; ".join(f"{value} at {one['targets']:,}" for one, value in pairs)


def _met(answers: Iterable[bool]) -> str:
    every = [*answers]
    return "yes" if all(every) else "in part" if any(every) else "no"


def ways(others: Sequence[Way], largest: dict[str, Any]) -> str:
    """Ours among the others."""
    rows = [(way.name, f"{way.dollars:.2f}", way.without) for way in others]
    ours = f"**Legwork, {largest['targets']:,} targets in {largest['lanes']} lanes**"
    rows.insert(2, (ours, f"**{largest['dollars']:.2f}**", "–"))
    return table(("", "$", "what it does without"), rows, right=False)


def steps(others: Sequence[Way]) -> str:
    """How the others' dollars come about."""
    rows = [(way.name, step.what, f"{step.dollars:.4f}") for way in others for step in way.steps]
    return table(("", "step", "$"), rows, right=False)


def kinds(measured: Sequence[Measured]) -> str:
    """Every kind."""
    names = ("requests", "write units", "read units", "SQS requests", "Lambda calls", "mails")
    rows = [
        (
            f"`{one.scene.name}`: {one.scene.what}",
            *(f"{one.total[name]:,}" for name in names),
            f"{bill(one.total).engine / one.targets * 1e6:.2f}",
            f"{_floor(one):.2f}",
        )
        for one in measured
    ]
    return table(("kind, and what a target is", *names, "$", "floor"), rows)


def _floor(measured: Measured) -> float:
    units = measured.by_part[meter.WORK][meter.RECORD_WRITES]
    return bill(meter.writing(units)).total / measured.targets * 1e6


def limits(found: Mapping[str, Large]) -> str:
    """Every kind in a large task."""
    rows = [
        (
            f"`{kind}`",
            f"{one.ratio:.3f}" if one.ratio is not None else "–",
            f"{one.requests:.3f}",
            "; ".join(beyond(kind, one, REQUESTS_MAX)) or "yes",
        )
        for kind, one in found.items()
    ]
    return table(("kind", "beside its floor", "requests a target", "within"), rows)


def growth(grown: Sequence[dict[str, Any]]) -> str:
    """Small and large tasks."""
    rows = [
        (
            f"{one['targets']:,}",
            f"{one['lanes']}",
            f"{one['requests']:.4f}",
            f"{one['dollars']:.4f}",
            f"{one['dollars'] / one['floor']:.3f}",
            f"{one['planner_peak'] / 1e6:.1f} MB",
        )
        for one in grown
    ]
    names = ("targets", "lanes", "requests a target", "$ a million targets", "beside the floor")
    return table((*names, "planner's peak"), rows)


def imports(loads: dict[str, Any]) -> str:
    """Time to load each function."""
    rows = [
        (f"`{one['function']}`", *(_share(one[how], loads["unit"]) for how in _HOWS))
        for one in loads["functions"]
    ]
    return table(("function", "import", "import, and a DynamoDB client"), rows)


_HOWS = ("alone", "with_client")


def _share(seconds: float, unit: float) -> str:
    return f"{seconds * 1000:.0f} ms ({seconds / unit:.2f})"


def cpu(values: dict[str, Any]) -> str:
    """A worker beside a bare loop."""
    worker, bare = values["worker"] * 1000, values["bare"] * 1000
    rows = [
        ("worker", f"{worker:.2f}"),
        ("bare loop", f"{bare:.2f}"),
        ("worker less bare loop", f"{worker - bare:.2f}"),
    ]
    return table(("", "ms a batch"), rows)


def details(measured: Sequence[Measured]) -> str:
    """What is asked in each part of the way."""
    parts = []
    for one in measured:
        total = one.total
        names = [*operations(total), *(name for name in sorted(total) if "." not in name)]
        rows = [(name, *(_count(one.by_part[part][name]) for part in PARTS)) for name in names]
        title = f"### {one.scene.name}, {one.targets:,} targets in {one.lanes} lanes"
        parts += [title, table(("", *PARTS), rows)]
    return "\n\n".join(parts)


def _count(number: int) -> str:
    return f"{number:,}" if number else ""


def table(names: Sequence[str], rows: Iterable[Sequence[str]], *, right: bool = True) -> str:
    """A table in Markdown; all columns but the first are numbers, if they stand on the right."""
    rule = ["---", *["---:" if right else "---"] * (len(names) - 1)]
    lines = [names, rule, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
