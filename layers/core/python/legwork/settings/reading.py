"""A function's settings, read from its environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import TypeVar

from legwork.settings.parts import Settings

S = TypeVar("S", bound="Settings")


class SettingMissing(Exception):
    """The function's environment is not complete."""


def read(settings: type[S], environ: Mapping[str, str] | None = None) -> S:
    """The settings from variables of the same names in capitals.

    Raises:
        SettingMissing: names the variables that are missing or are no whole numbers.
    """
    found = os.environ if environ is None else environ
    values: dict[str, str | int] = {}
    wrong = []
    for field in fields(settings):
        name = field.name.upper()
        text = found.get(name, "")
        if field.type == "int" and text.isdigit():
            values[field.name] = int(text)
        elif field.type == "str" and text:
            values[field.name] = text
        elif field.default is MISSING:
            wrong.append(name)
    if wrong:
        raise SettingMissing(f"{settings.__name__} needs {', '.join(wrong)} in the environment.")
    return settings(**values)  # type: ignore[arg-type]
