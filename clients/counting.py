"""Counts the calls of the document, and those of the clients that were made from it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from clients.generating import DOCUMENT


def of_document() -> set[str]:
    """Names of all calls."""
    document: dict[str, Any] = json.loads(DOCUMENT.read_text())
    return {one["operationId"] for item in document["paths"].values() for one in item.values()}


def of_python(package: Path) -> set[str]:
    """Names of the calls that a package of Python has."""
    modules = (package / "api").glob("*/*.py")
    return {module.stem for module in modules if module.stem != "__init__"}


def of_typescript(file: Path) -> set[str]:
    """Names of the calls that a file of TypeScript knows."""
    _, operations = file.read_text().split("export interface operations {", 1)
    return set(re.findall(r"^    (\w+): \{$", operations, re.MULTILINE))
