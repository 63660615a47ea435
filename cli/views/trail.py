"""The trail: who did what and when."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from rich.table import Table

from cli.views.words import grid, moment, plain


def trail_table(acts: Iterable[Mapping[str, Any]]) -> Table:
    """Acts below each other, the newest first."""
    table = grid("#", "At", "Who", "Did", "Job", "Details", right=("#",))
    for act in acts:
        who = act["by"]["name"] if act["via"] == "staff" else f"{act['by']['name']} ({act['via']})"
        table.add_row(
            act["id"],
            moment(act["at"]),
            plain(who),
            plain(act["act"].replace("_", " ")),
            _job(act["task"]),
            plain(json.dumps(act["detail"], ensure_ascii=False) if act["detail"] else ""),
        )
    return table


def _job(task: Mapping[str, Any] | None) -> str:
    if task is None:
        return ""
    return plain(f"#{task['number']} {task['title']}" if task["number"] else task["title"])
