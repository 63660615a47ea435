"""Builds the Lambda layers: our package and, from `uv.lock`, the libraries that it needs.

A layer must fit the machine that runs it, so each target has its own copy: `aws` is
python3.13 on arm64 Linux (wheels only, so it is built anywhere and without Docker), `local` is
the interpreter and the machine that runs the embedded stack. All layers carry compiled bytecode,
because a cold worker that compiles its libraries first takes twice as long to start.

Run it as `python -m layers.vendor.assemble [aws|local]`; the CDK app calls `assemble` itself.
"""

import argparse
import contextlib
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

Target = Literal["aws", "local"]

ROOT: Final = Path(__file__).resolve().parents[2]
CORE_SOURCES: Final = ROOT / "layers" / "core" / "python"
TESTING: Final = CORE_SOURCES / "legwork" / "testing"
OUTPUT: Final = Path(__file__).resolve().parent / "build"

AWS_PYTHON: Final = "3.13"
# Amazon Linux 2023, on which Lambda runs this Python, has glibc 2.34.
AWS_PLATFORM: Final = "aarch64-manylinux_2_28"

# Nothing of it is compiled, but it comes as sources alone: files of a font.
_UNBUILT: Final = ("--no-binary", "font-roboto")

UNUSED_SECONDS: Final = 24 * 60 * 60

# botocore describes some 430 services in 27 MB. A client of any other service than these fails
# when it is made, with the name of the service, so a missing one cannot go unnoticed.
SERVICES: Final = frozenset(
    {
        "cognito-idp",
        "dynamodb",
        "events",
        "s3",
        "scheduler",
        "secretsmanager",
        "sesv2",
        "sns",
        "sqs",
        "sts",
    }
)


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A built layer.

    Attributes:
        path: Folder that holds `python/`, as Lambda wants it; what is in it never changes.
        digest: Of all that the layer is built from.
    """

    path: Path
    digest: str


@dataclass(frozen=True, kw_only=True)
class Layers:
    """The layers of one target.

    Attributes:
        core: Our package.
        vendor: What every function needs.
        cards: What the function needs besides that charges cards.
        documents: What makes sheets and pages, for the few functions that do.
    """

    core: Layer
    vendor: Layer
    cards: Layer
    documents: Layer


def assemble(target: Target) -> Layers:
    """Build the layers of a target; one that was built before is taken as it is.

    Raises:
        FileNotFoundError: uv is not installed.
        subprocess.CalledProcessError: uv or the compiler refused.
    """
    python = interpreter(target)
    if python is None:
        print(
            f"warning: no Python {AWS_PYTHON} here to compile with, so the aws layers carry "
            "sources only and cold starts are slower.",
            file=sys.stderr,
        )
    seed = _seed(target, python)
    return Layers(
        core=_core(target, python, seed),
        vendor=_vendor(target, python, seed),
        cards=_extra("cards", target, python, seed),
        documents=_extra("documents", target, python, seed),
    )


def interpreter(target: Target) -> Path | None:
    """The interpreter whose bytecode the target can read, if this machine has one."""
    if target == "local" or platform.python_version().startswith(f"{AWS_PYTHON}."):
        return Path(sys.executable)
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    name = f"python{AWS_PYTHON}"
    candidates = [
        *(Path(folder) / name for folder in os.get_exec_path()),
        *sorted(pyenv.glob(f"versions/{AWS_PYTHON}.*/bin/{name}")),
        *sorted(Path.home().glob(f".local/share/uv/python/cpython-{AWS_PYTHON}*/bin/{name}")),
    ]
    return next((path for path in candidates if path.exists() and _starts(path)), None)


def _starts(python: Path) -> bool:
    # A pyenv shim exists for every version that any project uses, and fails in all others.
    probe = subprocess.run([python, "-c", ""], capture_output=True, check=False)  # noqa: S603 - ours
    return probe.returncode == 0


def _seed(target: Target, python: Path | None) -> bytes:
    """What all layers of a target depend on besides their sources."""
    machine = f"{AWS_PYTHON}/{AWS_PLATFORM}"
    if target == "local":
        machine = f"{platform.python_version()}/{sys.platform}/{platform.machine()}"
    bytecode = "compiled" if python else "sources"
    return f"{target} {machine} {bytecode}".encode() + Path(__file__).read_bytes()


def _core(target: Target, python: Path | None, seed: bytes) -> Layer:
    # Read once: what is copied must be what was hashed, even while somebody edits it.
    sources = {
        path.relative_to(CORE_SOURCES): path.read_bytes()
        for path in sorted(CORE_SOURCES.rglob("*"))
        if path.is_file() and path.suffix != ".pyc" and TESTING not in path.parents
    }
    digest = hashlib.sha256(seed)
    for path, content in sources.items():
        digest.update(str(path).encode() + b"\0" + content)

    def fill(folder: Path) -> None:
        for path, content in sources.items():
            copy = folder / path
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content)

    return _layer(OUTPUT / target, "core", digest.hexdigest(), fill, python)


def _vendor(target: Target, python: Path | None, seed: bytes) -> Layer:
    requirements = _locked()

    def fill(folder: Path) -> None:
        _install(requirements, folder, target)
        _strip(folder)

    digest = hashlib.sha256(seed + requirements).hexdigest()
    return _layer(OUTPUT / target, "vendor", digest, fill, python)


def _extra(name: str, target: Target, python: Path | None, seed: bytes) -> Layer:
    """What an extra of our package asks for, beyond what is in the vendor layer."""
    vendor = set(_pinned(_locked()))
    requirements = b"".join(one for one in _pinned(_locked("--extra", name)) if one not in vendor)

    def fill(folder: Path) -> None:
        _install(requirements, folder, target)
        _strip(folder)

    digest = hashlib.sha256(seed + requirements).hexdigest()
    return _layer(OUTPUT / target, name, digest, fill, python)


def _locked(*what: str) -> bytes:
    """The requirements of our package, at the versions of `uv.lock`."""
    return _uv(
        "export", "--frozen", "--no-dev", "--no-emit-workspace", "--no-header", "--no-annotate",
        "--package", "legwork", *what,
    )  # fmt: skip


def _pinned(requirements: bytes) -> list[bytes]:
    """The requirements one by one, each with its hashes on the lines that it goes on to."""
    found: list[bytes] = []
    for line in requirements.splitlines(keepends=True):
        if line.startswith(b" "):
            found[-1] += line
        else:
            found.append(line)
    return found


def _layer(
    parent: Path, name: str, digest: str, fill: Callable[[Path], None], python: Path | None
) -> Layer:
    """A layer in a folder of its digest, so that no build disturbs who reads another's."""
    folder = parent / f"{name}-{digest[:16]}"
    if not folder.exists():
        parent.mkdir(parents=True, exist_ok=True)
        _prune(parent, name)
        with tempfile.TemporaryDirectory(prefix=f"{name}-", dir=parent) as draft:
            built = Path(draft, "layer")
            (built / "python").mkdir(parents=True)
            fill(built / "python")
            if python:
                _compile(built / "python", python)
            # It fails when somebody built the same at the same time: theirs is as good.
            with contextlib.suppress(OSError):
                built.rename(folder)
    os.utime(folder)
    return Layer(path=folder, digest=digest)


def _prune(parent: Path, name: str) -> None:
    """Remove layers that nobody has used for a day."""
    for folder in parent.glob(f"{name}-*"):
        if time.time() - folder.stat().st_mtime > UNUSED_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _install(requirements: bytes, folder: Path, target: Target) -> None:
    machine: tuple[str, ...] = ("--python", sys.executable)
    if target == "aws":
        machine = ("--python-version", AWS_PYTHON, "--python-platform", AWS_PLATFORM)
    _uv(
        "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", *_UNBUILT,
        "--target", str(folder), "--requirements", "-", *machine,
        stdin=requirements,
    )  # fmt: skip


def _uv(*arguments: str, stdin: bytes = b"") -> bytes:
    beside = ROOT / ".tools" / "bin" / "uv"
    uv = str(beside) if beside.exists() else shutil.which("uv")
    if uv is None:
        raise FileNotFoundError("uv is not installed. Run: make setup")
    # A parent that forces colours would put them into the requirements.
    command = [uv, "--color", "never", *arguments]
    done = subprocess.run(  # noqa: S603 - the words of the command are all ours
        command, cwd=ROOT, input=stdin, stdout=subprocess.PIPE, check=True
    )
    return done.stdout


def _strip(folder: Path) -> None:
    """Remove what a worker never reads."""
    unused = [
        *(path for path in folder.glob("botocore/data/*/") if path.name not in SERVICES),
        *folder.glob("*-stubs"),
        *folder.glob("*.dist-info/licenses"),
        *folder.glob("boto3/examples"),
        folder / "bin",
    ]
    for path in unused:
        shutil.rmtree(path, ignore_errors=True)
    (folder / ".lock").unlink(missing_ok=True)


def _compile(folder: Path, python: Path) -> None:
    # A zip keeps no useful times, so bytecode that is checked against the time of its source would
    # be thrown away at every cold start.
    command = [str(python), "-m", "compileall", "-q", "-j", "0"]
    command += ["--invalidation-mode", "unchecked-hash", str(folder)]
    subprocess.run(command, check=True)  # noqa: S603 - the words are all ours


def main() -> None:
    """Build the layers of the targets named on the command line, by default of all."""
    parser = argparse.ArgumentParser(description="Builds the Lambda layers.")
    parser.add_argument("targets", nargs="*", metavar="aws|local", default=get_args(Target))
    for target in parser.parse_args().targets:
        if target not in get_args(Target):
            parser.error(f"{target} is none of {', '.join(get_args(Target))}")
        layers = assemble(target)
        print(target, layers.core.path, layers.vendor.path, layers.documents.path)


if __name__ == "__main__":
    main()
