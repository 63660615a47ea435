"""Looks for what keeps people out: axe-core, by the rules of WCAG 2.2 AA."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).parents[2] / "console" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
ALL_RULES = {"type": "tag", "values": [*TAGS]}
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""The rules among them that look at colours: all that can differ from one scheme to another."""


def findings(page: Page, rules: dict[str, Any] = ALL_RULES) -> list[str]:
    """What axe-core objects to, one sentence a rule, with the elements.

    Args:
        page: is looked at as it is now.
        rules: to look by.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    # Elements of what is in order are not told of: to describe them takes longer than to look.
    options = {"runOnly": rules, "resultTypes": ["violations"], "selectors": False}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
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
