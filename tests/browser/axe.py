"""Looks for what keeps people out: axe-core, by the rules of WCAG 2.2 AA."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).parents[2] / "console" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def findings(page: Page) -> list[str]:
    """What axe-core objects to, one sentence a rule, with the elements."""
    page.evaluate(_source())
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", [*RULES]
    )
    # Nothing was looked at: it did not run.
    assert found["passes"], page.url
    return [
        f"{page.url}: {it['id']} ({it['help']}): "
        + "; ".join(
            str(node["html"])[:200] + " " + str(node["failureSummary"])[:300]
            for node in it["nodes"]
        )
        for it in found["violations"]
    ]


@cache
def _source() -> str:
    return SOURCE.read_text()
