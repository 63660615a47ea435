"""Previews as they are printed."""

from collections.abc import Iterable, Mapping
from typing import Any

from cli.views.words import money, number


def shown(preview: Mapping[str, Any], groups: Iterable[Mapping[str, Any]]) -> str:
    """What a preview has shown, and what may be done with it."""
    lines = [
        f"{preview['title']}: {number(preview['progress']['total'])} targets. Nothing is done."
    ]
    for group in groups:
        code = f" ({group['code']})" if group["code"] else ""
        lines.append(f"  {number(group['count']):>9} {group['outcome']}{code}")
    for name, amount in sorted((preview.get("sums") or {}).items()):
        lines.append(f"  {_amount(name, amount):>9} {_name(name)}")
    lines.append(_next(preview))
    return "\n".join(lines)


def decided(preview: Mapping[str, Any]) -> str:
    """What somebody has said to a preview."""
    said = preview["approval"]
    verb = "is approved" if said["approved"] else "is rejected"
    return f"{preview['title']} {verb}, as shown under the digest {said['digest'][:12]}."


def approval_rules(rules: Iterable[Mapping[str, Any]]) -> str:
    """Which launches somebody else must approve."""
    lines = [f"{one['kind']}: {_sizes(one)}" for one in rules]
    return "\n".join(lines) or "Nobody has to approve anything."


def _next(preview: Mapping[str, Any]) -> str:
    if preview["state"] != "completed":
        return preview.get("failure") or "It did not come to its end, and cannot be launched."
    if (preview.get("waiting") or {}).get("for") == "approval":
        return f"Somebody else has to approve it: legwork approve {preview['id']}"
    return f"Launch just that with: legwork launch --preview {preview['id']}"


def _name(name: str) -> str:
    words = name.removesuffix("_cents") if name.endswith("_cents") else name
    return words.replace("_", " ")


def _amount(name: str, amount: int) -> str:
    return money(amount) if name.endswith("cents") else number(amount)


def _sizes(rule: Mapping[str, Any]) -> str:
    sizes = []
    if rule.get("from_targets"):
        sizes.append(f"from {number(rule['from_targets'])} targets on")
    if rule.get("from_cents"):
        sizes.append(f"from {money(rule['from_cents'])} on")
    return " or ".join(sizes) or "every launch"
