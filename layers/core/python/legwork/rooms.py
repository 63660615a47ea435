"""The rooms of the trade, found by looking: the engine knows none of them by name.

A room is a folder in ``trade/``. What it adds to Legwork lies in folders that every room may have:
``kinds/`` (tasks), ``imports/`` (rows of files), ``api/`` (HTTPS calls).
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules, walk_packages
from types import ModuleType

_TRADE = "legwork.trade"


def rooms() -> Iterator[tuple[str, Iterator[ModuleType]]]:
    """Every room by name, with all its modules."""
    for room in iter_modules(import_module(_TRADE).__path__):
        inside = import_module(f"{_TRADE}.{room.name}")
        parts = walk_packages(inside.__path__, f"{inside.__name__}.")
        yield room.name, (import_module(part.name) for part in parts)


def modules_in(folder: str) -> Iterator[ModuleType]:
    """The modules in this folder of every room, in order of their names."""
    for room in iter_modules(import_module(_TRADE).__path__):
        inside = import_module(f"{_TRADE}.{room.name}")
        if folder not in {part.name for part in iter_modules(inside.__path__)}:
            continue
        package = import_module(f"{inside.__name__}.{folder}")
        for module in iter_modules(package.__path__):
            yield import_module(f"{package.__name__}.{module.name}")
