"""The rooms of the trade, found by looking: the engine knows none of them by name.

A room is a folder in ``trade/``. What it adds to Legwork lies in folders that every room may have:
``kinds/`` (tasks), ``imports/`` (rows of files), ``api/`` (HTTPS calls), and in it ``records/``
(those of ``edit_records``: whoever adds a file there adds calls to that function).
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
    """The modules in this folder of every room, in order of their names; not those below it.

    Args:
        folder: its name; one within another has a full stop in it, as in ``api.records``.
    """
    for room in iter_modules(import_module(_TRADE).__path__):
        inside = import_module(f"{_TRADE}.{room.name}")
        for name in folder.split("."):
            if name not in {part.name for part in iter_modules(inside.__path__)}:
                break
            inside = import_module(f"{inside.__name__}.{name}")
        else:
            for module in iter_modules(inside.__path__):
                if not module.ispkg:
                    yield import_module(f"{inside.__name__}.{module.name}")
