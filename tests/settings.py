"""The settings of each function, by its name."""

from importlib import import_module
from pathlib import Path

from legwork.settings.parts import Settings

_FUNCTIONS = Path(__file__).resolve().parents[1] / "functions"


def _settings_of(function: str) -> type[Settings]:
    name = "".join(word.capitalize() for word in function.split("_"))
    found: type[Settings] = getattr(
        import_module(f"legwork.settings.{function}"), f"{name}Settings"
    )
    return found


BY_FUNCTION = {
    path.parent.name: _settings_of(path.parent.name)
    for path in sorted(_FUNCTIONS.glob("*/handler.py"))
}
