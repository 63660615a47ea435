"""Makes a package of the client in Python: what is generated, and what is written by hand."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Final

from clients import generating

EASY: Final = Path(__file__).with_name("easy.py")
PACKAGE: Final = "legwork_client"
_PROJECT: Final = """\
[project]
name = "legwork-client"
version = "{version}"
description = "A client of Legwork's API: made from its OpenAPI document, with what waits for tasks"
license = "Apache-2.0"
requires-python = ">=3.11"
dependencies = ["attrs>=22.2", "httpx>=0.23,<0.29", "python-dateutil>=2.8,<3"]

[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[tool.hatch.build.targets.wheel]
packages = ["{package}"]
"""


def python_package(to: Path) -> Path:
    """Make the project in the folder ``to``, anew; answers where its package lies.

    Its version is that of the document, so that a client says which API it was made for.
    """
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    package = to / PACKAGE
    generating.python_client(package)
    shutil.copyfile(EASY, package / EASY.name)
    version = json.loads(generating.DOCUMENT.read_text())["info"]["version"]
    (to / "pyproject.toml").write_text(_PROJECT.format(version=version, package=PACKAGE))
    return package
