"""How long a cold function takes to load, in the time that boto3 and one DynamoDB client take."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
ROUNDS: Final = 11
UNIT: Final = "import boto3; boto3.client('dynamodb')"
_TIMED: Final = "import time; t = time.process_time()\n{}\nprint(time.process_time() - t)"
_CLIENT: Final = "from legwork.adapters import clients; clients.make('dynamodb', clients.DYNAMODB)"
_LAMBDA: Final = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "LAMBDA_TASK_ROOT": "/var/task",
    "POWERTOOLS_SERVICE_NAME": "legwork",
    "POWERTOOLS_METRICS_NAMESPACE": "Legwork",
}


@dataclass(frozen=True, slots=True)
class Load:
    """Processor seconds that loading took, the least of all rounds."""

    function: str
    alone: float
    with_client: float
    """With a DynamoDB client."""


def measure() -> tuple[float, list[Load]]:
    """Seconds of the unit, and what each function takes; all take turns."""
    names = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
    programs = {"unit": UNIT}
    for name in names:
        handler = f"import functions.{name}.handler"
        programs[f"{name} alone"] = handler
        programs[f"{name} client"] = f"{handler}; {_CLIENT}"
    least: dict[str, float] = {}
    for _ in range(ROUNDS):
        for what, program in programs.items():
            least[what] = min(least.get(what, float("inf")), seconds(program))
    return least["unit"], [
        Load(name, *(least[f"{name} {how}"] for how in ("alone", "client"))) for name in names
    ]


def seconds(program: str) -> float:
    """Processor seconds of a program in an interpreter of its own, without the interpreter's."""
    answer = subprocess.run(  # noqa: S603 -- our own programs
        [sys.executable, "-c", _TIMED.format(program)],
        cwd=ROOT,
        env=environment(),
        check=True,
        capture_output=True,
        text=True,
    )
    return float(answer.stdout.split()[-1])


def environment() -> dict[str, str]:
    """That of a function, without what a developer may have set for AWS or Powertools."""
    theirs = ("AWS_", "POWERTOOLS_", "LAMBDA_", "PYTHON")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(theirs)}
    return {**kept, **_LAMBDA}
