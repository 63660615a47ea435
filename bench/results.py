"""What was measured, section by section: each can be measured again by itself."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).resolve().parent / "results.json"


def read() -> dict[str, Any]:
    """All sections; each says when and where it was measured."""
    found: dict[str, Any] = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    return found


def keep(section: str, values: Any) -> None:
    """Write down what was measured just now."""
    kept = {"on": datetime.now(UTC).date().isoformat(), "machine": _machine(), "values": values}
    FILE.write_text(json.dumps(read() | {section: kept}, indent=1) + "\n", encoding="utf-8")


def _machine() -> str:
    python = platform.python_version()
    return f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {python}"
