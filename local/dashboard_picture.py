"""Draws what the dashboard would show, from the lines of metrics in a log of the embedded stack.

    python -m local.dashboard_picture .legwork/fire.jsonl > docs/pictures/dashboard.svg

That file is what `make fire` keeps. The emulator has no dashboards to look at. So this is no
picture of CloudWatch: it is drawn here, of the very lines that CloudWatch would count. What AWS
itself measures is not in them.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

STEP: Final = 5
"""Seconds that make one point: a run takes minutes, where CloudWatch shows hours."""
COLOURS: Final = ("#2f6f9f", "#c8553d", "#588157", "#b8860b", "#7b5ea7", "#3d405b", "#9aa5b1")
WIDTH, HEIGHT, MARGIN, COLUMNS = 340, 150, 16, 3
INK: Final = "#1f2933"
Series = Mapping[int, float]


@dataclass(frozen=True)
class Panel:
    """One graph: a metric, a line for each value of a dimension."""

    title: str
    metric: str
    by: str
    statistic: str = "sum"
    divided_by: float = 1


SECTIONS: Final[Mapping[str, Sequence[Panel]]] = {
    "Are users served?": (
        Panel("Launches", "TasksLaunched", "kind"),
        Panel("Launch to first batch (s), most", "FirstBatchSeconds", "kind", "max"),
        Panel("Launch to end (s), most", "EndSeconds", "kind", "max"),
    ),
    "Does work move?": (
        Panel("Tasks by state", "TasksInState", "state", "max"),
        Panel("Slices of work", "Slices", "service"),
        Panel("Tasks pushed on", "PushedOn", "service"),
    ),
    "Mail and money": (
        Panel("Mails sent", "MailsSent", "kind"),
        Panel("Write units", "WriteUnits", "kind"),
        Panel("Thousandths of a dollar", "Microdollars", "kind", "sum", 1_000),
    ),
}


def read(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The lines of a log that are metrics, wherever in a line they begin."""
    for line in lines:
        begin = line.find("{")
        if begin < 0 or '"_aws"' not in line:
            continue
        try:
            values = json.loads(line[begin:])
        except ValueError:
            continue
        yield values


def keep(log: Iterable[str], file: Path) -> int:
    """Keep the lines of metrics of a log in a file of their own; answers how many there are."""
    found = list(read(log))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{json.dumps(line)}\n" for line in found), "utf-8")
    return len(found)


def series_of(panel: Panel, found: Sequence[Mapping[str, Any]]) -> dict[str, Series]:
    """The points of a panel, by the name of their line and by time."""
    points: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for line in found:
        if panel.metric not in line or panel.by not in line:
            continue
        said = line[panel.metric]
        at = int(line["_aws"]["Timestamp"]) // 1_000 // STEP
        points[str(line[panel.by])][at] += said if isinstance(said, list) else [said]
    total = sum if panel.statistic == "sum" else max
    return {
        name: {at: float(total(values)) / panel.divided_by for at, values in by_time.items()}
        for name, by_time in sorted(points.items())
    }


def picture(found: Sequence[Mapping[str, Any]]) -> str:
    """The page as SVG.

    Raises:
        ValueError: there is nothing to draw.
    """
    if not found:
        raise ValueError("no line of metrics is in this log")
    times = [int(line["_aws"]["Timestamp"]) // 1_000 // STEP for line in found]
    begin, end = min(times), max(times)
    width = COLUMNS * (WIDTH + MARGIN) + MARGIN
    parts, top = [], MARGIN
    for title, panels in SECTIONS.items():
        parts.append(_text(MARGIN, top + 18, title, size=16, weight=600))
        top += 30
        for place, panel in enumerate(panels):
            left = MARGIN + place * (WIDTH + MARGIN)
            parts += _panel(panel, series_of(panel, found), left, top, begin, end)
        top += HEIGHT + 70
    seconds = (end - begin + 1) * STEP
    said = f"Drawn by local/dashboard_picture.py from {len(found):,} lines of metrics, {seconds} s"
    parts.append(_text(MARGIN, top, f"{said} of the embedded stack; no picture of CloudWatch."))
    size = f'viewBox="0 0 {width} {top + 16}" font-family="system-ui, sans-serif"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>'
    ground = f'<rect width="{width}" height="{top + 16}" fill="#ffffff"/>'
    return "\n".join([head, "<title>Dashboard</title>", ground, *parts, "</svg>", ""])


def _panel(
    panel: Panel, lines: Mapping[str, Series], left: int, top: int, begin: int, end: int
) -> Iterator[str]:
    highest = max((value for one in lines.values() for value in one.values()), default=0) or 1
    frame = f'x="{left}" y="{top}" width="{WIDTH}" height="{HEIGHT}"'
    yield f'<rect {frame} fill="none" stroke="#d0d7de"/>'
    yield _text(left + 6, top + 14, panel.title, weight=600)
    most = f"{highest:,.0f}" if highest >= 1_000 else f"{highest:.4g}"
    yield _text(left + WIDTH - 6, top + 14, most, anchor="end")
    for place, (name, values) in enumerate(lines.items()):
        colour = COLOURS[place % len(COLOURS)]
        # What is counted is none where nobody counts; what is measured now and then is what it was.
        drawn = range(begin, end + 1) if panel.statistic == "sum" else sorted(values)
        places = [
            (
                left + WIDTH * (at - begin) / max(end - begin, 1),
                top + HEIGHT - (HEIGHT - 24) * values.get(at, 0) / highest,
            )
            for at in drawn
        ]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
        if panel.statistic != "sum":
            for x, y in places:
                yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{colour}"/>'
        if place < 6:
            x, y = left + (place % 2) * WIDTH // 2, top + HEIGHT + 14 + place // 2 * 14
            yield _text(x, y, name, colour=colour)


def _text(
    x: int,
    y: int,
    said: str,
    *,
    size: int = 11,
    weight: int = 400,
    anchor: str = "start",
    colour: str = INK,
) -> str:
    how = f'font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" fill="{colour}"'
    return f'<text x="{x}" y="{y}" {how}>{escape(said)}</text>'


if __name__ == "__main__":
    with Path(sys.argv[1]).open(encoding="utf-8", errors="replace") as log:
        sys.stdout.write(picture(list(read(log))))
