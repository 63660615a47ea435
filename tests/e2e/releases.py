"""Two releases of all functions side by side: this one, and another one that came before it."""

import io
import os
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from local.gaps import LIVE
from tests.e2e.park import Park

ROOT: Final = Path(__file__).resolve().parents[2]
CORE: Final = Path("layers/core/python")
BEFORE: Final = "LEGWORK_BEFORE"
"""A revision of this repository, such as the tag of the last release, to try as the one before.
Without it, that is the code as it is, but that its rows carry no number, as those of the first
release do."""


class Releases:
    """Both releases of each function.

    Args:
        park: the stack.
    """

    def __init__(self, park: Park) -> None:
        self._lambda = park.client("lambda")
        self._new: dict[str, str] = {}
        self._old: dict[str, str] = {}
        layer = self._lambda.publish_layer_version(
            LayerName="before", Content={"ZipFile": _archive()}
        )["LayerVersionArn"]
        for page in self._lambda.get_paginator("list_functions").paginate():
            for function in page["Functions"]:
                if "POWERTOOLS_SERVICE_NAME" in function.get("Environment", {}).get(
                    "Variables", {}
                ):
                    self._publish(function, layer)

    def _publish(self, function: dict[str, Any], layer: str) -> None:
        name = function["FunctionName"]
        alias = self._lambda.get_alias(FunctionName=name, Name=LIVE)
        self._new[name] = alias["FunctionVersion"]
        layers = [one["Arn"] for one in function["Layers"]]
        self._lambda.update_function_configuration(FunctionName=name, Layers=[layer, *layers[1:]])
        self._old[name] = self._lambda.publish_version(FunctionName=name)["Version"]
        self._lambda.update_function_configuration(FunctionName=name, Layers=layers)

    def go_back(self) -> None:
        """Let everybody call the one before."""
        self._move(self._old)

    def go_on(self) -> None:
        """Let everybody call this one. Whoever is at work finishes what it has begun."""
        self._move(self._new)

    def _move(self, versions: dict[str, str]) -> None:
        for name, version in versions.items():
            self._lambda.update_alias(FunctionName=name, Name=LIVE, FunctionVersion=version)


@contextmanager
def two_releases(park: Park) -> Iterator[Releases]:
    """Both releases; at the end everybody calls this one."""
    releases = Releases(park)
    try:
        yield releases
    finally:
        releases.go_on()


def _archive() -> bytes:
    """The layer of the release before."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in _files():
            file.writestr(f"python/{name}", content)
    return archive.getvalue()


def _files() -> Iterator[tuple[str, bytes]]:
    if revision := os.environ.get(BEFORE):
        tree = subprocess.run(
            ["git", "archive", revision, str(CORE)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        with tarfile.open(fileobj=io.BytesIO(tree)) as tar:
            for member in tar.getmembers():
                if (found := tar.extractfile(member)) is not None:
                    yield str(Path(member.name).relative_to(CORE)), found.read()
        return
    for path in (ROOT / CORE).rglob("*"):
        if path.is_file() and path.suffix != ".pyc":
            name = str(path.relative_to(ROOT / CORE))
            content = path.read_bytes()
            if name == "legwork/domain/schema.py":
                content += b"\nMARK = {}\n"
            yield name, content
