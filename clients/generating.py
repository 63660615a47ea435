"""Runs the generators on the OpenAPI document."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
DOCUMENT: Final = ROOT / "layers" / "core" / "python" / "legwork" / "api" / "openapi.json"
CLI_TYPES: Final = ROOT / "cli" / "generated" / "contract.py"
"""What the API takes and answers, as the command line reads it: typed dictionaries, so that it
starts as fast as without them.
"""
TYPESCRIPT: Final = ROOT / "clients" / "typescript"
_TOOLS: Final = Path(sys.executable).parent
_HEADER: Final = '"""Made from the OpenAPI document by `make contract`: change that, not this."""\n'


def cli_types() -> str:
    """The types of the command line: the text of their module."""
    # Into no file: lines are as long as the generator likes, whatever is set for this folder.
    return _run(
        "datamodel-codegen",
        *("--input", str(DOCUMENT), "--input-file-type", "openapi"),
        *("--output-model-type", "typing.TypedDict", "--target-python-version", "3.11"),
        *("--enum-field-as-literal", "all", "--use-type-alias", "--no-use-closed-typed-dict"),
        *("--use-standard-collections", "--use-union-operator", "--use-double-quotes"),
        *("--use-schema-description", "--use-single-line-docstring", "--disable-warnings"),
        *("--formatters", "ruff-format", "--custom-file-header", _HEADER),
    )


def python_client(to: Path) -> None:
    """Make a package of Python in the folder ``to``, which must not be there."""
    _run(
        "openapi-python-client",
        *("generate", "--path", str(DOCUMENT), "--output-path", str(to)),
        *("--config", str(ROOT / "clients" / "python.yaml")),
        *("--meta", "none", "--fail-on-warning"),
    )


def typescript_client() -> Path:
    """Make the types of the client in TypeScript, beside those that use it.

    Returns:
        The file.
    """
    made = TYPESCRIPT / "generated" / "legwork.ts"
    # What has a default need not be sent.
    options = ("--alphabetize", "--default-non-nullable=false")
    node("openapi-typescript", str(DOCUMENT), "--output", str(made), *options)
    return made


def node(tool: str, *arguments: str) -> str:
    """Run a tool of the client in TypeScript; answers what it prints.

    Raises:
        RuntimeError: with what it said, when it failed.
    """
    return _run(str(TYPESCRIPT / "node_modules" / ".bin" / tool), *arguments)


def _run(tool: str, *arguments: str) -> str:
    """Run a tool of this environment, or the one at a path; answers what it prints.

    Raises:
        RuntimeError: with what it said, when it failed.
    """
    # Generators look there for ruff, to format what they have made; others for Node.js.
    path = os.pathsep.join([str(_TOOLS), os.environ.get("PATH", "")])
    done = subprocess.run(  # noqa: S603 -- the words of the command are all ours
        [_TOOLS / tool, *arguments],
        env={**os.environ, "PATH": path},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{tool} failed:\n{done.stdout}{done.stderr}")
    return done.stdout
