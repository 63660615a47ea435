"""The tables of bench/RESULTS.md on what ran on the embedded stack and in simulated time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any, Final

from bench.tables import table

RATE: Final = 0.75
"""Of the bare loop's."""
STOP_SECONDS: Final = 1.0

Values = Mapping[str, Any]


def targets(found: Values, stopped: Values, quiet: Values) -> str:
    """What was aimed at, and what became of it.

    Args:
        found: the rate.
        stopped: cancels and pauses in turns.
        quiet: cancels alone, on a machine that had time.
    """
    alone = [{**one, "what": "cancel"} for one in quiet["settings"]]
    stopped = {"settings": [*alone, *stopped["settings"]]}
    work, whole = _ratio(found, "work"), _ratio(found, "whole")
    rows = [
        (
            "rate on the embedded stack beside the bare loop",
            f"at least {RATE}",
            f"{work:.2f} from first to last batch; {whole:.2f} from launch to end",
            _met([work >= RATE, whole >= RATE]),
        ),
        *(_slowest(what, stopped) for what in ("cancel", "pause")),
        (
            "targets billed after a cancel or a pause has answered",
            "none",
            f"{sum(one['after'] for one in stopped['settings'])}",
            _met([not one["after"] for one in stopped["settings"]]),
        ),
    ]
    # Goes on below a table that has its head already.
    return table(("",) * 4, rows, right=False).split("\n", 2)[2]


def _slowest(what: str, stopped: Values) -> tuple[str, ...]:
    of_64 = [one for one in stopped["settings"] if one["lanes"] == 64 and one["what"] == what]
    slowest = [max(one["seconds"]) for one in of_64]
    return (
        f"slowest answer to a {what} of 64 lanes there",
        f"under {STOP_SECONDS:.0f} s",
        "; ".join(
            f"{seconds:.2f} s with {one['workers']} workers at a load of {one['load']:.0f}"
            for one, seconds in zip(of_64, slowest, strict=True)
        ),
        _met([seconds < STOP_SECONDS for seconds in slowest]),
    )


def _met(answers: Sequence[bool]) -> str:
    return "yes" if all(answers) else "in part" if any(answers) else "no"


def _ratio(found: Values, part: str) -> float:
    return float(median(one[f"task_{part}"] / one[f"bare_{part}"] for one in found["pairs"]))


def rate(found: Values) -> str:
    """Each pair of a bill-out and a bare loop."""
    parts = ("work", "whole")
    rows = []
    for one in found["pairs"]:
        cells = [f"{one['load']:.1f}"]
        for part in parts:
            task, bare = one[f"task_{part}"], one[f"bare_{part}"]
            cells += [f"{task:,.0f}", f"{bare:,.0f}", f"{task / bare:.2f}"]
        rows.append(cells)
    middle = [f"**{_ratio(found, part):.2f}**" for part in parts]
    rows.append(["median", "", "", middle[0], "", "", middle[1]])
    names = ("bill-out, first to last batch", "bare loop", "ratio")
    whole = ("bill-out, launch to end", "bare loop", "ratio")
    return table(("load before", *names, *whole), rows)


def rate_said(found: Values) -> str:
    """How the pairs came about."""
    return (
        f"{found['targets']:,} reservations a time, {found['processes']} workers or processes; "
        f"all {len(found['pairs'])} pairs are shown."
    )


def stops(found: Values) -> str:
    """Each setting."""
    said = f"{found['targets']:,} reservations a time.\n\n"
    rows = [
        (
            one.get("what", "cancel"),
            f"{one['lanes']}",
            f"{one['workers']}",
            f"{one['load']:.1f}",
            *(f"{pick(one['seconds']):.2f}" for pick in (min, median, max)),
            ", ".join(f"{billed:,}" for billed in one["billed"]),
            f"{one['after']}",
        )
        for one in found["settings"]
    ]
    names = ("what", "lanes", "workers", "load before", "least s", "median s", "most s")
    return said + table((*names, "billed when it answered", "billed after it"), rows)


def celery_cost(found: Values) -> str:
    """Of a chunk or batch."""
    rows = [
        ("Celery: Redis commands of a chunk", f"{found['commands']:.1f}"),
        ("Celery: Redis commands of a chunk of a chord", f"{found['in_chord']:.1f}"),
        ("Celery: ms of its workers, when a chunk is no work", f"{found['empty']:.1f}"),
        ("Celery: ms of its workers, with the read and the transaction", f"{found['celery']:.1f}"),
        ("Legwork: ms of its workers, all included", f"{found['legwork']:.1f}"),
    ]
    return table(("", "a chunk"), rows)


def struck(found: Sequence[Values]) -> str:
    """What each lost, doubled and could not say when workers died."""
    rows = [
        (
            one["way"],
            *(f"{one[name]:,}" for name in ("billed", "lost", "doubled", "said")),
            f"{one['said'] - one['billed']:+,}" if one["said"] != one["billed"] else "0",
            f"{one['silent']:,}",
            f"{one['seconds']:.0f}",
        )
        for one in found
    ]
    names = ("billed", "lost", "doubled", "says it billed", "wrong by")
    return table(("", *names, "chunks or targets without an outcome", "s"), rows)


def stopped(found: Sequence[Values]) -> str:
    """What came after a cancel had answered."""
    rows = [
        (
            one["way"],
            f"{one['seconds']:.2f}",
            f"{one['billed']:,}",
            "nothing" if one["said"] is None else f"{one['said']:,}",
            f"{one['after']:,}",
        )
        for one in found
    ]
    names = ("s until it answers", "counted then", "what the answer says", "billed after that")
    return table(("", *names), rows)


def fairness(found: Sequence[Values]) -> str:
    """The quiet account's wait beside the bound."""
    rows = [
        (
            f"{one['stage']}, {one['workers']} workers",
            one["order"],
            "none" if one["running_max"] is None else f"{one['running_max']}",
            f"{one['lanes']:,}",
            f"{one['seconds']:,.1f}",
            f"{one['bound']:,.0f}",
            f"{one['seconds'] / one['bound']:.3f}",
        )
        for one in found
    ]
    names = ("queue", "cap on running tasks", "active lanes", "waited s", "one full round s")
    return table(("stage", *names, "waited beside a round"), rows)


def fairness_embedded(found: Sequence[Values]) -> str:
    """The quiet accounts' waits beside the bound, in real time."""
    names = ("active lanes", "load before", "alone s", "planned from s", "first batch s")
    rounds = (
        "waited s",
        "one full round s",
        "waited beside a round",
        "slices before it",
        "a slice took s",
    )
    rows = [_waits(one) for one in found]
    return table(("workers, cap", *names, *rounds, "slowest page s"), rows)


def fairness_said(found: Sequence[Values]) -> str:
    """How far each setting goes beyond its bound, in slices and in seconds."""
    return " ".join(
        f"With {one['setting']['workers']} workers and {one['lanes']} lanes: at most "
        f"{max(0, max(quiet['slices'] for quiet in one['beside']) - one['lanes'])} slices beyond "
        "one of each lane, and a wait of at most "
        f"{max(quiet['seconds'] for quiet in one['beside']) / one['bound']:.2f} full rounds."
        for one in found
    )


def _waits(one: Values) -> tuple[str, ...]:
    setting, beside = one["setting"], one["beside"]
    cap, workers = setting["running_max"], setting["workers"]
    left = "" if one["left"] == one["lanes"] else f", {one['left']} to the end"
    slices = [quiet["slices"] for quiet in beside]
    took = [workers * (quiet["first"] - quiet["planning"]) / quiet["slices"] for quiet in beside]
    return (
        f"{workers}, {'none' if cap is None else cap}",
        f"{one['lanes']}{left}",
        f"{one['load']:.1f}",
        _spread([quiet["seconds"] for quiet in one["alone"]]),
        _spread([quiet["planning"] for quiet in beside]),
        _spread([quiet["first"] for quiet in beside]),
        _spread([quiet["seconds"] for quiet in beside]),
        f"{one['bound']:.0f}",
        _spread([quiet["seconds"] / one["bound"] for quiet in beside], 2),
        _spread(slices, 0),
        _spread(took),
        f"{max(quiet['page'] for quiet in beside):.1f}",
    )


def _spread(values: Sequence[float], digits: int = 1) -> str:
    """Least, median and most."""
    return " / ".join(f"{pick(values):.{digits}f}" for pick in (min, median, max))
